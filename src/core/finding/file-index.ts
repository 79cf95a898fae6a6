import type { ChangedFile, DiffLine, Side } from '../diff/model.ts';
import { foldSpaces } from './quote.ts';
import { createSqueezedRows } from './squeezed-rows.ts';

/** A run of rows on one side of one hunk; `start` and `end` index `FileIndex.rows(side, hunk)`. */
export interface RowRun {
  side: Side;
  hunk: number;
  start: number;
  end: number;
}

/**
 * How closely a quote has to agree with rows: to the letter, with white space folded, or without
 * any, line breaks and blank lines included.
 */
type Closeness = 'exact' | 'spaces' | 'squeezed';

interface Place {
  side: Side;
  hunk: number;
  row: number;
}

/**
 * A changed file's rows, to be found by line number or by text. On LEFT stand deleted and context
 * rows, on RIGHT added and context rows, so that a quote may run over both.
 */
export interface FileIndex {
  file: ChangedFile;
  rows(side: Side, hunk: number): DiffLine[];
  /** The row with that number on that side, as a run of one. */
  byLine(side: Side, line: number): RowRun | null;
  /** Every run whose rows agree with the quoted lines, in the file's order, RIGHT first. */
  byText(quoted: string[], closeness: Closeness): RowRun[];
}

/**
 * A file's index. It is built when something is first looked up, since most files of a large change
 * have no finding; from then on look-ups by text cost only the rows that share the first line.
 */
export function indexFile(file: ChangedFile): FileIndex {
  let built: FileIndex | null = null;
  const index = (): FileIndex => (built ??= buildIndex(file));
  return {
    file,
    rows: (side, hunk) => index().rows(side, hunk),
    byLine: (side, line) => index().byLine(side, line),
    byText: (quoted, closeness) => index().byText(quoted, closeness),
  };
}

function buildIndex(file: ChangedFile): FileIndex {
  const sides: Record<Side, DiffLine[][]> = { RIGHT: [], LEFT: [] };
  const lines: Record<Side, Map<number, Place>> = { RIGHT: new Map(), LEFT: new Map() };
  const texts = { exact: new Map<string, Place[]>(), spaces: new Map<string, Place[]>() };

  for (const side of ['RIGHT', 'LEFT'] as const) {
    for (const [hunk, { lines: all }] of file.hunks.entries()) {
      const rows = all.filter((row) => row.kind !== (side === 'RIGHT' ? 'del' : 'add'));
      sides[side].push(rows);
      for (const [row, line] of rows.entries()) {
        const place = { side, hunk, row };
        lines[side].set(side === 'RIGHT' ? line.new! : line.old!, place);
        for (const closeness of ['exact', 'spaces'] as const) {
          const key = normalise(line.text, closeness);
          const places = texts[closeness].get(key);
          if (places === undefined) texts[closeness].set(key, [place]);
          else places.push(place);
        }
      }
    }
  }
  const squeezed = createSqueezedRows(file.hunks);
  const byLine: FileIndex['byLine'] = (side, line) => {
    const place = lines[side].get(line);
    return place === undefined
      ? null
      : { side, hunk: place.hunk, start: place.row, end: place.row };
  };
  const toRun = (side: Side, first: DiffLine, last: DiffLine): RowRun => {
    const number = (row: DiffLine): number => (side === 'RIGHT' ? row.new! : row.old!);
    return { ...byLine(side, number(first))!, end: byLine(side, number(last))!.end };
  };

  return {
    file,
    rows: (side, hunk) => sides[side][hunk] ?? [],
    byLine,
    byText(quoted, closeness) {
      if (closeness === 'squeezed') {
        return squeezed(quoted).map(({ side, first, last }) => toRun(side, first, last));
      }
      const wanted = quoted.map((line) => normalise(line, closeness));
      const runs: RowRun[] = [];
      for (const { side, hunk, row } of texts[closeness].get(wanted[0] ?? '') ?? []) {
        const rows = sides[side][hunk]!;
        const fits = wanted.every((line, offset) => {
          const candidate = rows[row + offset];
          return candidate !== undefined && normalise(candidate.text, closeness) === line;
        });
        if (fits) runs.push({ side, hunk, start: row, end: row + wanted.length - 1 });
      }
      return runs;
    },
  };
}

function normalise(text: string, closeness: 'exact' | 'spaces'): string {
  return closeness === 'exact' ? text.replace(/\r$/, '') : foldSpaces(text);
}
