import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../src/core/diff/parse-patch.ts';
import { newRows } from '../../../src/core/ledger/new-rows.ts';

const patch = (...rows: string[]) =>
  parsePatch(
    Buffer.from(
      [
        'diff --git a/a.ts b/a.ts',
        'index 1..2 100644',
        '--- a/a.ts',
        '+++ b/a.ts',
        ...rows,
        '',
      ].join('\n'),
    ),
  );

/** The change deletes 2 and 5 and adds a row; deleting 5 and the row came since. */
const CHANGE = patch('@@ -1,6 +1,5 @@', ' one', '-two', ' three', '+new', ' four', '-five', ' six');
const SINCE = patch('@@ -1,5 +1,5 @@', ' one', ' three', '+new', ' four', '-five', ' six');
const BEFORE = patch('@@ -1,6 +1,5 @@', ' one', '-two', ' three', ' four', ' five', ' six');

const rows = newRows(CHANGE, SINCE, BEFORE);
const right = (startLine: number, line = startLine) =>
  ({ path: 'a.ts', side: 'RIGHT', anchor: 'line', startLine, line }) as const;
const left = (line: number) =>
  ({ path: 'a.ts', side: 'LEFT', anchor: 'line', startLine: line, line }) as const;

describe('rows that came since', () => {
  it('are those that were added, and those beside a deleted one', () => {
    expect([1, 2, 3, 4, 5].map((line) => rows.concerns(right(line)))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(rows.concerns(right(1, 3))).toBe(true);
    expect(rows.added).toEqual(new Map([['a.ts', [3]]]));
  });

  it('are on the old side those that were not deleted then', () => {
    expect([rows.concerns(left(2)), rows.concerns(left(5))]).toEqual([false, true]);
  });

  it('count where a finding rests on them', () => {
    const evidence = [
      { path: 'a.ts', side: 'RIGHT' as const, line: 3, quote: 'new', verified: true },
    ];
    expect(rows.concerns({ ...right(1), evidence })).toBe(true);
    expect(rows.concerns({ ...right(1), alsoAt: [{ path: 'a.ts', line: 3 }] })).toBe(true);
  });

  it('make their file new as a whole, and no other', () => {
    expect(rows.concerns({ ...right(1), anchor: 'file' })).toBe(true);
    expect(rows.concerns({ ...right(1), path: 'b.ts', anchor: 'file' })).toBe(false);
    expect([rows.has('a.ts'), rows.has('b.ts')]).toEqual([true, false]);
  });
});
