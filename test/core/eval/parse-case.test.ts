import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { findStray } from '../../../src/core/eval/find-stray.ts';
import { parseCase } from '../../../src/core/eval/parse-case.ts';
import { parsePatch } from '../../../src/core/diff/parse-patch.ts';

const ONE = `
title: Retry
expected:
  - path: src/a.ts
    line: 3
    text: Books twice.
`;

describe('parseCase', () => {
  it('reads all that can be said', () => {
    const source = `\uFEFFtitle: Retry the transfer\r
body: |\r
  Three times.\r
language: ko\r
expected:\r
  - path: src/a.ts\r
    lines: 3-5\r
    side: LEFT\r
    severity: high\r
    text: Books twice.\r
    also_at:\r
      - { path: src/b.ts, line: 9 }\r
`;
    expect(parseCase(source, 'retry')).toEqual({
      name: 'retry',
      title: 'Retry the transfer',
      body: 'Three times.',
      language: 'ko',
      expected: [
        {
          path: 'src/a.ts',
          side: 'LEFT',
          startLine: 3,
          line: 5,
          severity: 'high',
          text: 'Books twice.',
          alsoAt: [{ path: 'src/b.ts', side: 'RIGHT', startLine: 9, line: 9 }],
        },
      ],
    });
    expect(parseCase('title: Rename\nclean: true', 'rename')).toEqual({
      name: 'rename',
      title: 'Rename',
      body: '',
      expected: [],
    });
  });

  it.each([
    [
      'an unknown key',
      'titel: Retry\nclean: true',
      'c/case.yml:1: unknown key "titel"; the nearest known one is "title".',
    ],
    [
      'one further in',
      ONE.replace('text:', 'txt:'),
      'c/case.yml:6: unknown key "txt" in expected[1]; the nearest known one is "text".',
    ],
    [
      'one in a place',
      `${ONE}    also_at: [{ file: a.ts, line: 1 }]`,
      'c/case.yml:7: unknown key "file" in expected[1].also_at[1]; the nearest known one is "line".',
    ],
    ['no title', 'clean: true', 'c/case.yml:1: title has to be text.'],
    [
      'a wrong line',
      ONE.replace('line: 3', 'line: three'),
      'c/case.yml:5: expected[1].line has to be a line number, 1 or more.',
    ],
    [
      'line 0',
      ONE.replace('line: 3', 'line: 0'),
      'c/case.yml:5: expected[1].line has to be a line number, 1 or more.',
    ],
    [
      'lines backwards',
      ONE.replace('line: 3', 'lines: 5-3'),
      'c/case.yml:5: expected[1].lines has to be two line numbers, like 10-14, the lower one first.',
    ],
    [
      'lines as a number',
      ONE.replace('line: 3', 'lines: 5'),
      'c/case.yml:5: expected[1].lines has to be two line numbers, like 10-14.',
    ],
    [
      'both',
      ONE.replace('line: 3', 'line: 3\n    lines: 3-4'),
      'c/case.yml: expected[1]: give either line or lines.',
    ],
    [
      'neither',
      ONE.replace('    line: 3\n', ''),
      'c/case.yml: expected[1]: give either line or lines.',
    ],
    [
      'a wrong side',
      `${ONE}    side: NEW`,
      'c/case.yml:7: expected[1].side has to be LEFT or RIGHT.',
    ],
    [
      'a wrong severity',
      `${ONE}    severity: bad`,
      'c/case.yml:7: expected[1].severity has to be one of critical, high, medium, low.',
    ],
    [
      'a path that leads out',
      ONE.replace('src/a.ts', '../a.ts'),
      'c/case.yml:4: expected[1].path has to be a path from the root of the case.',
    ],
    [
      'a text for a list',
      'title: A\nexpected: Books twice.',
      'c/case.yml:2: expected has to be a list of what a review should say.',
    ],
    [
      'a text for an entry',
      'title: A\nexpected:\n  - Books twice.',
      'c/case.yml:3: expected[1] has to be a group of "key: value" lines.',
    ],
    [
      'clean and expected',
      `${ONE}clean: true`,
      'c/case.yml: clean and expected exclude each other; keep one of them.',
    ],
    [
      'nothing said',
      'title: A',
      'c/case.yml: says neither what is expected nor that the change is clean; add expected, or clean: true.',
    ],
    ['clean: false', 'title: A\nclean: false', 'c/case.yml:2: clean has to be true, or left out.'],
    ['no mapping', '- a', 'c/case.yml:1: is not a group of "key: value" lines.'],
    ['broken YAML', 'title: "A', 'c/case.yml:1: not valid YAML: Missing closing "quote.'],
    [
      'a key twice',
      'title: A\ntitle: B\nclean: true',
      'c/case.yml:2: not valid YAML: the key "title" stands there twice.',
    ],
  ])('refuses %s', (_name, source, message) => {
    expect(() => parseCase(source, 'c')).toThrow(new UserError(message));
  });
});

describe('findStray', () => {
  const files = parsePatch(
    Buffer.from(`diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,2 +1,3 @@
 one
-two
+second
+third
@@ -20,1 +21,2 @@
 twenty
+more
`),
  );
  const change = { base: null, mergeBase: null, head: null, files };
  const stray = (place: string): string | null =>
    findStray(parseCase(ONE.replace('path: src/a.ts\n    line: 3', place), 'c'), change);

  it.each([
    ['path: src/a.ts\n    line: 3', null],
    ['path: src/a.ts\n    lines: 10-21', null],
    ['path: src/a.ts\n    line: 2\n    side: LEFT', null],
    [
      'path: src/a.ts\n    line: 9',
      'expected[1]: the change does not show row 9 of src/a.ts on side RIGHT; it shows 1-3, 21-22.',
    ],
    [
      'path: src/a.ts\n    line: 3\n    side: LEFT',
      'expected[1]: the change does not show row 3 of src/a.ts on side LEFT; it shows 1-2, 20.',
    ],
    [
      'path: src/b.ts\n    line: 1',
      'expected[1]: src/b.ts is not changed; the changed files are src/a.ts.',
    ],
    [
      'path: src/a.ts\n    line: 1\n    also_at: [{ path: src/a.ts, lines: 5-6 }]',
      'expected[1].also_at[1]: the change does not show rows 5-6 of src/a.ts on side RIGHT; it shows 1-3, 21-22.',
    ],
  ])('%j', (place, problem) => {
    expect(stray(place)).toBe(problem);
  });
});
