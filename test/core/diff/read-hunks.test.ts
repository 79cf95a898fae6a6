import { array, assert, constantFrom, oneof, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHunks } from '../../../src/core/diff/parse-hunks.ts';
import { readHunks } from '../../../src/core/diff/read-hunks.ts';
import { DiffSyntaxError } from '../../../src/core/diff/syntax-error.ts';

const NOTE = '\\ No newline at end of file\n';

const content = oneof(
  constantFrom('', ' ', 'a', '-- x', '++ y', '@@ -1 +1 @@', '\\ No', '\u00c3\u00a9', '\r', '\f'),
  string({ maxLength: 40 }).map((text) => text.replaceAll('\n', '')),
);
const row = record({ sign: constantFrom(' ', '-', '+'), content });
const hunk = record({
  section: constantFrom('', ' main() {', ' @@ -1 +1 @@'),
  rows: array(row, { minLength: 1, maxLength: 12 }),
});

/** Hunks as git prints them, each far behind the one before. */
const patch = record({
  hunks: array(hunk, { maxLength: 4 }),
  unended: constantFrom('', NOTE),
}).map(({ hunks, unended }) =>
  hunks
    .map(({ section, rows }, index) => {
      const count = (sign: string): number => rows.filter((one) => one.sign !== sign).length;
      const start = 1 + index * 100;
      const header = `@@ -${start},${count('+')} +${start},${count('-')} @@${section}\n`;
      return header + rows.map((one) => `${one.sign}${one.content}\n`).join('');
    })
    .join('')
    .concat(hunks.length === 0 ? '' : unended),
);

test('gives the rows that the parser of other people’s patches gives', () => {
  assert(
    property(patch, (text) => {
      expect(readHunks(text)).toEqual(parseHunks(text));
    }),
    { numRuns: 500 },
  );
});

describe('what git did not print as a whole', () => {
  const right = `@@ -1,2 +1,2 @@\n-a\n${NOTE}+b\n c\n`;

  test('is refused wherever a piece is missing', () => {
    expect(readHunks(right)[0]?.lines).toEqual([
      { kind: 'del', old: 1, new: null, text: 'a', noNewline: true },
      { kind: 'add', old: null, new: 1, text: 'b' },
      { kind: 'context', old: 2, new: 2, text: 'c' },
    ]);
    for (let length = 1; length < right.length; length++) {
      expect(() => readHunks(right.slice(0, length))).toThrow(DiffSyntaxError);
    }
  });

  test.each([
    ['a row without a sign', right.replace('-a', 'a')],
    ['an empty row', right.replace(' c', '')],
    ['more rows than announced', right.replace('-1,2', '-1,1')],
    ['fewer rows than announced', right.replace('+1,2', '+1,3')],
    ['a header that announces nothing', '@@ -1,0 +1,0 @@\n'],
    ['a note in front of every row', `@@ -1 +1 @@\n${NOTE}-a\n+b\n`],
    ['a row behind the last one', `${right} d\n`],
  ])('is refused: %s', (_, text) => {
    expect(() => readHunks(text)).toThrow(DiffSyntaxError);
  });
});
