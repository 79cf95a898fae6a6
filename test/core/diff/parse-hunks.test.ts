import { describe, expect, test } from 'vitest';
import { decodeHunks, parseHunks } from '../../../src/core/diff/parse-hunks.ts';
import { DiffSyntaxError } from '../../../src/core/diff/syntax-error.ts';

const rows = (patch: string) =>
  parseHunks(patch).flatMap((hunk) =>
    hunk.lines.map((line) => [line.kind, line.old, line.new, line.text]),
  );

describe('the hunks of one file', () => {
  test('carry numbers, section and rows', () => {
    expect(parseHunks('@@ -3,2 +3,3 @@ func main() {\n a\n-b\n+c\n+d\n')).toEqual([
      {
        oldStart: 3,
        oldLines: 2,
        newStart: 3,
        newLines: 3,
        section: 'func main() {',
        lines: [
          { kind: 'context', old: 3, new: 3, text: 'a' },
          { kind: 'del', old: 4, new: null, text: 'b' },
          { kind: 'add', old: null, new: 4, text: 'c' },
          { kind: 'add', old: null, new: 5, text: 'd' },
        ],
      },
    ]);
  });

  test('are the same with and without the last line feed, and none for an empty patch', () => {
    const patch = '@@ -1 +1 @@\n-a\n+b';
    expect(parseHunks(`${patch}\n`)).toEqual(parseHunks(patch));
    expect(parseHunks('')).toEqual([]);
  });

  test('mark the row without a line feed instead of counting the note, in any language', () => {
    for (const note of ['\\ No newline at end of file', '\\ Kein Zeilenumbruch am Dateiende.']) {
      const [hunk] = parseHunks(`@@ -1 +1,2 @@\n-a\n${note}\n+a\n+b\n${note}\n`);
      expect(hunk?.lines).toEqual([
        { kind: 'del', old: 1, new: null, text: 'a', noNewline: true },
        { kind: 'add', old: null, new: 1, text: 'a' },
        { kind: 'add', old: null, new: 2, text: 'b', noNewline: true },
      ]);
    }
  });

  test('keep rows that look like headers as rows', () => {
    const content = [
      '-- a/x',
      '++ b/x',
      '@@ -1 +1 @@',
      'diff --git a/x b/x',
      'index 1..2',
      '\\ No',
    ];
    const patch = `@@ -1,6 +1,6 @@\n${content.map((row) => `-${row}\n+${row}\n`).join('')}`;
    expect(rows(patch).map(([, , , text]) => text)).toEqual(content.flatMap((row) => [row, row]));
  });

  test('split at line feeds alone', () => {
    const text = 'a\u2028b\u2029c\u0085d\fe\rf\vg\r';
    expect(rows(`@@ -0,0 +1,2 @@\n+${text}\n+z\n`)).toEqual([
      ['add', null, 1, text],
      ['add', null, 2, 'z'],
    ]);
  });

  test('read an empty row as an empty context line', () => {
    expect(rows('@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n')[1]).toEqual(['context', 2, 2, '']);
  });

  test('survive a section text that looks like a name', () => {
    const [hunk] = parseHunks('@@ -1 +1 @@ --- a/x b/y 2020-01-01 10:00:00 +0000\n-a\n+b\n');
    expect(hunk?.section).toBe('--- a/x b/y 2020-01-01 10:00:00 +0000');
  });

  test('take a line of five million characters', () => {
    const long = ' '.repeat(5_000_000);
    expect(rows(`@@ -0,0 +1 @@\n+${long}\n`)).toEqual([['add', null, 1, long]]);
  });

  test.each([
    ['rows are missing', '@@ -1,3 +1,3 @@\n a\n-b\n'],
    ['there are too many rows on one side', '@@ -1 +1,2 @@\n-a\n-b\n+c\n'],
    ['a second file follows', '@@ -1 +1 @@\n-a\n+b\ndiff --git a/x b/x\n@@ -1 +1 @@\n-a\n+b\n'],
    ['text follows', '@@ -1 +1 @@\n-a\n+b\nbye\n'],
    ['text stands in between', '@@ -1 +1 @@\n-a\n+b\n--- x\n@@ -9 +9 @@\n-a\n+b\n'],
    ['a foreign row is inside', '@@ -1,2 +1,2 @@\n-a\n+b\ndiff --git a/x b/x\n'],
    ['a hunk is empty', '@@ -1,0 +1,0 @@\n'],
    ['there is no hunk', 'hello\n'],
    ['it is a combined diff', '@@@ -1,1 -1,1 +1,1 @@@\n- a\n -b\n++c\n'],
    ['the header holds no numbers', '@@ -a +b @@\n-a\n+b\n'],
  ])('are refused when %s', (_, patch) => {
    expect(() => parseHunks(patch)).toThrow(DiffSyntaxError);
  });

  test('become UTF-8 text, invalid bytes replaced', () => {
    const bytes = Buffer.from('@@ -0,0 +1,2 @@ né\n+caf\u00e9 \u{1f389}\n+', 'utf8');
    const patch = Buffer.concat([bytes, Buffer.from([0x61, 0xff, 0x62, 10])]).toString('latin1');
    const hunks = parseHunks(patch);
    decodeHunks(hunks);
    expect(hunks[0]?.section).toBe('né');
    expect(hunks[0]?.lines.map(({ text }) => text)).toEqual(['café \u{1f389}', 'a\ufffdb']);
  });
});
