import type { Side } from '../diff/model.ts';
import type { ParsedRowId } from '../prompt/row-id.ts';
import { commentRows, rowsOf } from './comment-rows.ts';
import type { FileIndex, RowRun } from './file-index.ts';
import { namedRows, quoteStandsIn, readIds } from './named-rows.ts';
import { quoteReadings, quoteSegments } from './quote.ts';
import { resolvePath } from './resolve-path.ts';

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
 * space folded, then without any, in the hunk that the ids name, then in the file's hunks. A quote
 * that stands in several places is where one of the ids' rows is part of it. Else the finding
 * moves down the ladder line → file → summary and says why. It is never moved to a near line.
 *
 * Total: every claim gets a placement.
 */
export function place(claim: ClaimedPlace, files: ReadonlyMap<string, FileIndex>): Placement {
  const ids = readIds(claim.startRow, claim.endRow);
  const readings = quoteReadings(claim.quote);
  const found = resolvePath(claim.path, files);
  const placement: Placement =
    found === null
      ? { ...nowhere(claim.path), level: 'summary', reason: 'the file is not part of the change' }
      : placeInFile(ids, readings, found.index);
  if (placement.level !== 'line') {
    return placeElsewhere(ids, readings, files, found?.index) ?? placement;
  }
  if (found?.note === undefined) return placement;
  return { ...placement, reason: [found.note, placement.reason].filter(Boolean).join('; ') };
}

function placeInFile(ids: ParsedRowId[], readings: string[][], index: FileIndex): Placement {
  const onFile = { ...nowhere(index.file.path), level: 'file' as const };
  if (index.file.hunks.length === 0) {
    return { ...onFile, reason: 'the file has no rows in the diff' };
  }
  const named = namedRows(ids, index);
  for (const run of named?.runs ?? []) {
    if (readings.some((lines) => quoteStandsIn(lines, run, index, named!.checked))) {
      return onRows(run, index) ?? { ...onFile, reason: 'the rows are on both sides' };
    }
  }
  if (readings[0]!.length === 0) {
    const agreed = named?.checked === true ? named.runs[0] : undefined;
    const placement =
      agreed && onRows(agreed, index, 'the answer quotes nothing; the row ids agree');
    return placement ?? { ...onFile, reason: 'the answer quotes no code' };
  }
  return placeByQuote(ids, readings, index, onFile);
}

function placeByQuote(
  ids: ParsedRowId[],
  readings: string[][],
  index: FileIndex,
  onFile: Placement,
): Placement {
  const rowsNamed = ids.flatMap(({ side, line }) => index.byLine(side, line) ?? []);
  const claimedHunk = rowsNamed[0]?.hunk;
  let candidates: RowRun[] = [];
  for (const hunk of claimedHunk === undefined ? [null] : [claimedHunk, null]) {
    for (const quoted of readings) {
      for (const closeness of ['exact', 'spaces', 'squeezed', 'segments'] as const) {
        const runs = (
          closeness === 'segments' ? bySegments(quoted, index) : index.byText(quoted, closeness)
        ).filter((run) => hunk === null || run.hunk === hunk);
        const unique = onlyOne(runs, ids[0]?.side, index);
        const named = unique ?? onlyOne(runs.filter(holdsOne(rowsNamed)), ids[0]?.side, index);
        const where =
          unique === null
            ? 'found by its quote at the row that an id names'
            : `found by its quote, unique ${hunk === null ? 'in the diff of the file' : 'in its hunk'}`;
        const placement = named === null ? null : onRows(named, index, where);
        if (placement !== null) return placement;
        if (candidates.length === 0) candidates = runs;
      }
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

/**
 * A path may be wrong while everything else is right: the ids' checks, which hold the path too,
 * and the whole quote fit in exactly one other file.
 */
function placeElsewhere(
  ids: ParsedRowId[],
  readings: string[][],
  files: ReadonlyMap<string, FileIndex>,
  notIn: FileIndex | undefined,
): Placement | null {
  if (ids.length === 0 || ids.some(({ check }) => check === null)) return null;
  const quoted = new Set(readings.flatMap((lines) => lines.map((line) => line.trim())));
  const isQuoted = (index: FileIndex, { side, line }: ParsedRowId): boolean => {
    const run = index.byLine(side, line);
    return run !== null && quoted.has(index.rows(side, run.hunk)[run.start]!.text.trim());
  };
  let found: { run: RowRun; index: FileIndex } | null = null;
  for (const index of files.values()) {
    if (index === notIn || !ids.some((id) => isQuoted(index, id))) continue;
    const named = namedRows(ids, index);
    if (named?.checked !== true) continue;
    const run = named.runs.find((each) =>
      readings.some((lines) => quoteStandsIn(lines, each, index, false)),
    );
    if (run === undefined) continue;
    if (found !== null) return null;
    found = { run, index };
  }
  return found && onRows(found.run, found.index, 'the row ids and the quote are of this file');
}

/** A quote with rows left out, when its first and last part stand once each, in one hunk. */
function bySegments(quoted: string[], index: FileIndex): RowRun[] {
  const segments = quoteSegments(quoted);
  if (segments === null) return [];
  return (['RIGHT', 'LEFT'] as const).flatMap((side) => {
    const places = segments.map((lines) =>
      index.byText(lines, 'squeezed').filter((run) => run.side === side),
    );
    if (places.some((runs) => runs.length !== 1)) return [];
    const runs = places.map(([run]) => run!);
    const inOrder = runs.every(
      (run, at) => at === 0 || (run.hunk === runs[0]!.hunk && run.start > runs[at - 1]!.end),
    );
    return inOrder ? [{ ...runs[0]!, end: runs.at(-1)!.end }] : [];
  });
}

function holdsOne(rows: readonly RowRun[]): (run: RowRun) => boolean {
  return (run) =>
    rows.some(
      ({ side, hunk, start }) =>
        side === run.side && hunk === run.hunk && run.start <= start && start <= run.end,
    );
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

function nowhere(path: string): Omit<Placement, 'level'> {
  return { path, side: 'RIGHT', startLine: 1, line: 1 };
}

function onRows(run: RowRun, index: FileIndex, reason?: string): Placement | null {
  const rows = commentRows(run, index);
  if (rows === null) return null;
  const because = reason === undefined ? {} : { reason };
  return { path: index.file.path, ...rows, level: 'line', ...because };
}
