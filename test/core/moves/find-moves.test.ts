import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMoves } from '../../../src/core/moves/find-moves.ts';
import { changedFile } from '../finding/changed-file.ts';

const BODY = Array.from(
  { length: 9 },
  (_, line) => `  const total${line} = await add(order, ${line});`,
);

function gone(rows: string[], path = 'src/old.ts') {
  return changedFile(path, { old: 10, new: 10, rows: rows.map((row) => `-${row}`) });
}

function come(rows: string[], path = 'src/new.ts') {
  return changedFile(path, { old: 1, new: 1, rows: rows.map((row) => `+${row}`) });
}

describe('findMoves', () => {
  test('finds a block in another file, indented otherwise and with blank lines in it', () => {
    const moved = ['', ...BODY.slice(0, 4), '', ...BODY.slice(4)].map((row) => `    ${row}`);
    const moves = findMoves([gone(['before();', ...BODY]), come(['start();', ...moved, 'end();'])]);
    expect(moves).toMatchObject([
      {
        from: {
          file: { path: 'src/old.ts' },
          hunk: 0,
          start: 1,
          end: 9,
          firstLine: 11,
          lastLine: 19,
        },
        to: {
          file: { path: 'src/new.ts' },
          hunk: 0,
          start: 2,
          end: 11,
          firstLine: 3,
          lastLine: 12,
        },
      },
    ]);
  });

  test.each<[string, string[], string[]]>([
    ['seven rows', BODY.slice(0, 7), BODY.slice(0, 7)],
    ['a changed row in the middle', BODY, BODY.with(4, '  const total4 = 0;')],
    ['closing braces', Array(9).fill('}'), Array(9).fill('}')],
  ])('%s are no move', (_name, deleted, added) => {
    expect(findMoves([gone(deleted), come(added)])).toEqual([]);
  });

  test('one deleted block explains one added block', () => {
    const moves = findMoves([gone(BODY), come(BODY, 'src/one.ts'), come(BODY, 'src/two.ts')]);
    expect(moves.map(({ to }) => to.file.path)).toEqual(['src/one.ts']);
  });

  test('rows of a move agree but for white space, and belong to no other', () => {
    const row = fc.constantFrom(
      '',
      '}',
      'load(order);',
      'store(order, limit);',
      'const limit = 10;',
    );
    const rows = fc.array(row, { maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(rows, { maxLength: 4 }),
        fc.array(rows, { maxLength: 4 }),
        (old, young) => {
          const files = [
            ...old.map((each, at) => gone(each, `old${at}`)),
            ...young.map((each, at) => come(each, `new${at}`)),
          ];
          const seen = new Set<unknown>();
          for (const { from, to } of findMoves(files)) {
            const [one, other] = [from, to].map(({ file, hunk, start, end }) =>
              file.hunks[hunk]!.lines.slice(start, end + 1).filter(
                ({ text }) => text.trim() !== '',
              ),
            );
            expect(one!.length).toBeGreaterThanOrEqual(8);
            expect(one!.map(({ text }) => text.trim())).toEqual(
              other!.map(({ text }) => text.trim()),
            );
            expect(new Set([...one!, ...other!].map(({ kind }) => kind))).toEqual(
              new Set(['del', 'add']),
            );
            for (const each of [...one!, ...other!]) {
              expect(seen.has(each)).toBe(false);
              seen.add(each);
            }
          }
        },
      ),
    );
  });
});
