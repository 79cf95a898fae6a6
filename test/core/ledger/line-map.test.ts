import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import type { DiffLine, Hunk } from '../../../src/core/diff/model.ts';
import { carryLine, isTouched } from '../../../src/core/ledger/line-map.ts';

type Kind = DiffLine['kind'];

/** The rows of an edit, numbered. */
function rowsOf(kinds: readonly Kind[]): DiffLine[] {
  let [old, young] = [0, 0];
  return kinds.map((kind) => ({
    kind,
    old: kind === 'add' ? null : ++old,
    new: kind === 'del' ? null : ++young,
    text: kind,
  }));
}

/** Hunks as git prints them, with some rows around each change. */
function hunksOf(rows: readonly DiffLine[], context: number): Hunk[] {
  const near = (at: number): boolean =>
    rows.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind !== 'context');
  const hunks: Hunk[] = [];
  let [old, young, open] = [0, 0, false];
  for (const [at, row] of rows.entries()) {
    if (!near(at)) open = false;
    else {
      if (!open) {
        hunks.push({
          oldStart: old,
          oldLines: 0,
          newStart: young,
          newLines: 0,
          section: '',
          lines: [],
        });
        open = true;
      }
      const hunk = hunks.at(-1)!;
      hunk.lines.push(row);
      // Git names the line before when a side of the hunk has none.
      if (row.old !== null && hunk.oldLines++ === 0) hunk.oldStart = row.old;
      if (row.new !== null && hunk.newLines++ === 0) hunk.newStart = row.new;
    }
    old = row.old ?? old;
    young = row.new ?? young;
  }
  return hunks;
}

const edits = array(constantFrom<Kind>('context', 'context', 'context', 'add', 'del'), {
  maxLength: 40,
});

test.each([0, 1, 3])('every line that stays is found again, with %i rows of context', (context) => {
  assert(
    property(edits, (kinds) => {
      const rows = rowsOf(kinds);
      const file = { hunks: hunksOf(rows, context) };
      for (const { old, new: young } of rows) {
        if (old === null) continue;
        const carried = carryLine(file, old);
        expect(carried.exact ? carried.line : null).toBe(young);
      }
    }),
  );
});

test('a line is touched when it goes, and a range when something is put into it', () => {
  assert(
    property(edits, (kinds) => {
      const rows = rowsOf(kinds);
      const file = { hunks: hunksOf(rows, 3) };
      for (const [at, { kind, old }] of rows.entries()) {
        if (old === null) continue;
        expect(isTouched(file, old, old)).toBe(kind === 'del');
        const next = rows.slice(at + 1).find((row) => row.old !== null);
        if (next === undefined || kind === 'del' || next.kind === 'del') continue;
        expect(isTouched(file, old, next.old!)).toBe(rows[at + 1]!.kind === 'add');
      }
    }),
  );
});

test('a file without a diff is the same', () => {
  expect(carryLine(undefined, 7)).toEqual({ line: 7, exact: true });
  expect(isTouched(undefined, 1, 100)).toBe(false);
});
