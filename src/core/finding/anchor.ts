import type { DiffLine, Side } from '../diff/model.ts';
import { parseRowId, rowCheck } from '../prompt/row-id.ts';
import type { FileIndex, RowRun } from './file-index.ts';
import { foldSpaces, quoteLines } from './quote.ts';

/** What an answer says of its place: the path, the ids of the first and last row, the quoted code. */
export interface ClaimedPlace {
  path: string;
  startRow: string;
  endRow: string;
  quote: string;
}

export interface Placement {
  path: string;
  side: Side;
  startLine: number;
  line: number;
  level: 'line' | 'file' | 'summary';
  /** Why it is not on a line, or how the line was found when ids and quote did not both agree. */
  reason?: string;
  /** Runs that the quote fits when it fits several: what a repair question offers. */
  candidates?: RowRun[];
}

/**
 * Finds the rows that an answer speaks of. The ids and the quote are two witnesses; they must
 * agree. When they don't, the quote decides where it is unique: to the letter, then with white
 * space folded, in the hunk that the ids name, then in the file's hunks. Else the finding moves
 * down the ladder line → file → summary and says why. It is never moved to a near line.
 *
 * Total: every claim gets a placement.
 */
export function place(claim: ClaimedPlace, files: ReadonlyMap<string, FileIndex>): Placement {
  const found = resolvePath(claim.path, files);
  if (found === null) {
    return {
      ...nowhere(claim.path),
      level: 'summary',
      reason: 'the file is not part of the change',
    };
  }
  const { index, note } = found;
  const placement = placeInFile(claim, index);
  if (note === undefined || placement.level !== 'line') return placement;
  return { ...placement, reason: [note, placement.reason].filter(Boolean).join('; ') };
}

function placeInFile(claim: ClaimedPlace, index: FileIndex): Placement {
  const onFile = { ...nowhere(index.file.path), level: 'file' as const };
  if (index.file.hunks.length === 0) {
    return { ...onFile, reason: 'the file has no rows in the diff' };
  }
  const quoted = quoteLines(claim.quote);
  const named = namedRun(claim, index);

  if (named !== null && quoteStandsIn(quoted, named.run, index, named.checked)) {
    return onRows(named.run, index) ?? { ...onFile, reason: 'the rows are on both sides' };
  }
  if (quoted.length === 0) {
    return named?.checked === true
      ? (onRows(named.run, index, 'the answer quotes nothing; the row ids agree') ?? onFile)
      : { ...onFile, reason: 'the answer quotes no code' };
  }

  const claimedSide = parseRowId(claim.startRow)?.side;
  const claimedHunk = named?.run.hunk ?? hunkOf(claim, index);
  let candidates: RowRun[] = [];
  for (const hunk of claimedHunk === null ? [null] : [claimedHunk, null]) {
    for (const closeness of ['exact', 'spaces'] as const) {
      const runs = index
        .byText(quoted, closeness)
        .filter((run) => hunk === null || run.hunk === hunk);
      const unique = onlyOne(runs, claimedSide, index);
      if (unique !== null) {
        const where = hunk === null ? 'in the diff of the file' : 'in its hunk';
        const placement = onRows(unique, index, `found by its quote, unique ${where}`);
        if (placement !== null) return placement;
      }
      if (candidates.length === 0) candidates = runs;
    }
  }
  return {
    ...onFile,
    reason:
      candidates.length > 0
        ? `the quoted code stands in ${candidates.length} places and the row ids fit none of them`
        : 'the quoted code is not in the diff of the file',
    ...(candidates.length > 0 ? { candidates } : {}),
  };
}

function nowhere(path: string): Omit<Placement, 'level'> {
  return { path, side: 'RIGHT', startLine: 1, line: 1 };
}

/**
 * The file that a path means: as it is, without `a/`, `b/` or `./`, by a rename's old name, or as
 * the only changed file whose path ends in it.
 */
function resolvePath(
  written: string,
  files: ReadonlyMap<string, FileIndex>,
): { index: FileIndex; note?: string } | null {
  const exact = files.get(written);
  if (exact !== undefined) return { index: exact };
  const path = written.trim().replace(/^(?:\.\/|[ab]\/|\/)/, '');
  const bare = files.get(path);
  if (bare !== undefined) return { index: bare };
  const all = [...files.values()];
  const renamed = all.filter(({ file }) => file.previousPath === path);
  if (renamed.length === 1) return { index: renamed[0]!, note: 'named by its old path' };
  const ending = all.filter(({ file }) => path !== '' && file.path.endsWith(`/${path}`));
  if (ending.length === 1) return { index: ending[0]!, note: 'named by the end of its path' };
  return null;
}

/** The run between the two ids when both name rows of one hunk on one side. */
function namedRun(claim: ClaimedPlace, index: FileIndex): { run: RowRun; checked: boolean } | null {
  const start = parseRowId(claim.startRow);
  const end = parseRowId(claim.endRow) ?? start;
  if (start === null || end === null || start.side !== end.side) return null;
  const first = index.byLine(start.side, Math.min(start.line, end.line));
  const last = index.byLine(start.side, Math.max(start.line, end.line));
  if (first === null || last === null || first.hunk !== last.hunk) return null;
  const checked = [start, end].every((id) => {
    const run = index.byLine(id.side, id.line)!;
    const row = index.rows(run.side, run.hunk)[run.start]!;
    return id.check === rowCheck(index.file.path, row.text);
  });
  return { run: { ...first, end: last.end }, checked };
}

/** The hunk of whichever id names a row. */
function hunkOf(claim: ClaimedPlace, index: FileIndex): number | null {
  for (const written of [claim.startRow, claim.endRow]) {
    const id = parseRowId(written);
    const run = id === null ? null : index.byLine(id.side, id.line);
    if (run !== null) return run.hunk;
  }
  return null;
}

/**
 * Whether the quoted lines stand one after the other within the run: on its side, or as the hunk
 * shows them, deleted and added rows together, with one of its own among them. A quote of less than a whole line counts only when
 * the ids' checks fit too.
 */
function quoteStandsIn(quoted: string[], run: RowRun, index: FileIndex, checked: boolean): boolean {
  if (quoted.length === 0) return false;
  const wanted = quoted.map(foldSpaces);
  const own = new Set(rowsOf(run, index));
  const shown = shownRows(run, index);
  const orders = [
    [...own],
    shown,
    shown.filter(({ kind }) => kind !== 'add'),
    shown.filter(({ kind }) => kind !== 'del'),
  ];
  return orders.some((rows) => {
    const texts = rows.map(({ text }) => foldSpaces(text));
    return texts.some((_, start) => {
      const agrees = wanted.every((line, offset) => {
        const text = texts[start + offset];
        if (text === line) return true;
        return checked && line !== '' && text?.includes(line) === true;
      });
      // Quoting nothing but the other side's rows is a disagreement about the side.
      return agrees && rows.slice(start, start + wanted.length).some((row) => own.has(row));
    });
  });
}

/** The one run among several places, where a context row counts once for its two sides. */
function onlyOne(runs: RowRun[], claimedSide: Side | undefined, index: FileIndex): RowRun | null {
  if (runs.length === 1) return runs[0]!;
  if (claimedSide !== undefined) {
    const onSide = runs.filter((run) => run.side === claimedSide);
    if (onSide.length === 1) return onSide[0]!;
    if (onSide.length > 1) return null;
  }
  const right = runs.filter((run) => run.side === 'RIGHT');
  const left = runs.filter((run) => run.side === 'LEFT');
  if (right.length !== 1 || left.length !== 1) return null;
  const same = rowsOf(left[0]!, index).every((row) => rowsOf(right[0]!, index).includes(row));
  return same ? right[0]! : null;
}

function rowsOf(run: RowRun, index: FileIndex): DiffLine[] {
  return index.rows(run.side, run.hunk).slice(run.start, run.end + 1);
}

/** What the hunk shows from the run's first row to its last, rows of the other side among them. */
function shownRows(run: RowRun, index: FileIndex): DiffLine[] {
  const rows = rowsOf(run, index);
  const all = index.file.hunks[run.hunk]!.lines;
  return all.slice(all.indexOf(rows[0]!), all.indexOf(rows.at(-1)!) + 1);
}

/**
 * A run as line numbers. GitHub takes LEFT on deleted rows only, so context rows at either end of
 * a LEFT run are left out; a run whose deleted rows are none, or blank, is commented on RIGHT,
 * where its context stands as well. Null when that can't be done.
 */
function onRows(run: RowRun, index: FileIndex, reason?: string): Placement | null {
  const path = index.file.path;
  const because = reason === undefined ? {} : { reason };
  const rows = rowsOf(run, index);
  if (run.side === 'LEFT') {
    const deleted = rows.filter(({ kind }) => kind === 'del');
    const telling = rows.some(({ kind, text }) => kind === 'context' && text.trim() !== '');
    if (deleted.some(({ text }) => text.trim() !== '') || (deleted.length > 0 && !telling)) {
      const [startLine, line] = [deleted[0]!.old!, deleted.at(-1)!.old!];
      return { path, side: 'LEFT', startLine, line, level: 'line', ...because };
    }
  }
  const numbers = rows.flatMap((row) => (row.new === null ? [] : [row.new]));
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { path, side: 'RIGHT', startLine: first, line: last, level: 'line', ...because };
}
