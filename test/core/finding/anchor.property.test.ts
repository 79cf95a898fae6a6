import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangedFile, DiffLine } from '../../../src/core/diff/model.ts';
import { place, type ClaimedPlace } from '../../../src/core/finding/anchor.ts';
import { indexFile } from '../../../src/core/finding/file-index.ts';
import { quoteReadings } from '../../../src/core/finding/quote.ts';
import { rowId } from '../../../src/core/prompt/row-id.ts';
import { changedFile } from './changed-file.ts';

/** Lines as code has them: many that repeat, some that are unique, some blank. */
const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('}', '', '  return;', '\treturn;', '  }', 'end') },
  { weight: 5, arbitrary: fc.string({ maxLength: 30 }).map((text) => text.replace(/\n/g, ' ')) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 999 }).map((n) => `  call(${n});`) },
);
const row = fc.tuple(fc.constantFrom(' ', '+', '-'), line).map(([mark, text]) => mark + text);
const hunkRows = fc.array(row, { minLength: 1, maxLength: 15 });

const file: fc.Arbitrary<ChangedFile> = fc
  .array(hunkRows, { minLength: 1, maxLength: 3 })
  .map((hunks) =>
    changedFile(
      'src/a.ts',
      ...hunks.map((rows, index) => ({ old: 1 + index * 50, new: 1 + index * 60, rows })),
    ),
  );

interface Meant {
  file: ChangedFile;
  rows: DiffLine[];
}

/** A file and a run of its rows on one side, as an agent would mean them. */
const meant: fc.Arbitrary<Meant> = file.chain((of) =>
  fc
    .tuple(fc.nat(), fc.constantFrom('LEFT', 'RIGHT'), fc.nat(), fc.nat({ max: 3 }))
    .map(([hunk, side, start, more]) => {
      const lines = of.hunks[hunk % of.hunks.length]!.lines.filter(
        ({ kind }) => kind === 'context' || kind === (side === 'LEFT' ? 'del' : 'add'),
      );
      const first = lines.length === 0 ? 0 : start % lines.length;
      return { file: of, rows: lines.slice(first, first + 1 + more) };
    }),
);

function claimOf({ file: of, rows }: Meant): ClaimedPlace {
  return {
    path: of.path,
    startRow: rowId(of, rows[0]!),
    endRow: rowId(of, rows.at(-1)!),
    quote: rows.map(({ text }) => text).join('\n'),
  };
}

function textAt(of: ChangedFile, side: 'LEFT' | 'RIGHT', start: number, end: number): string[] {
  return of.hunks
    .flatMap(({ lines }) => lines)
    .filter((each) => {
      const number = side === 'LEFT' ? each.old : each.new;
      const onSide = side === 'LEFT' ? each.kind === 'del' : each.kind !== 'del';
      return onSide && number !== null && number >= start && number <= end;
    })
    .map(({ text }) => text);
}

const fold = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('place', () => {
  it('puts every answer that is right on exactly the rows it means', () => {
    fc.assert(
      fc.property(
        meant.filter(({ rows }) => rows.length > 0 && rows.every(({ kind }) => kind !== 'del')),
        (each) => {
          const placement = place(claimOf(each), new Map([[each.file.path, indexFile(each.file)]]));
          expect(placement).toMatchObject({
            level: 'line',
            side: 'RIGHT',
            startLine: each.rows[0]!.new,
            line: each.rows.at(-1)!.new,
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never puts an answer on rows whose text is not the quoted one, however wild it is', () => {
    const wildId = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.tuple(fc.constantFrom('R', 'L'), fc.nat({ max: 200 })).map(([side, n]) => `${side}${n}`),
    );
    fc.assert(
      fc.property(
        meant.filter(({ rows }) => rows.length > 0),
        fc.record({
          startRow: fc.option(wildId),
          endRow: fc.option(wildId),
          quote: fc.option(line),
        }),
        (each, wild) => {
          const right = claimOf(each);
          const claim = {
            path: right.path,
            startRow: wild.startRow ?? right.startRow,
            endRow: wild.endRow ?? right.endRow,
            quote: wild.quote ?? right.quote,
          };
          const placement = place(claim, new Map([[each.file.path, indexFile(each.file)]]));
          const shown = textAt(each.file, placement.side, placement.startLine, placement.line);
          const quoted = quoteReadings(claim.quote).flat().map(fold).filter(Boolean);
          const holds =
            quoted.length === 0 ||
            shown.map(fold).some((text) => quoted.some((part) => text.includes(part)));
          const honest =
            placement.level === 'line' ? shown.length > 0 && holds : placement.reason !== '';
          expect(honest).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
