import type { DiffLine, Side } from '../diff/model.ts';
import { parseRowId, rowCheck, type ParsedRowId } from '../prompt/row-id.ts';
import { commentedRows, rowsOf, shownRows } from './comment-rows.ts';
import type { FileIndex, RowRun } from './file-index.ts';
import { quoteSegments, squeeze } from './quote.ts';

/** The rows that an answer's ids name, in one file. */
export interface NamedRows {
  /** From the first id's row to the last one's: one run, or one a side when the ids' sides differ. */
  runs: RowRun[];
  /** Whether the check of every id fits its row. */
  checked: boolean;
}

/** The ids of an answer as far as they can be read; a bare number means a line of the new file. */
export function readIds(startRow: string, endRow: string): ParsedRowId[] {
  return [startRow, endRow].flatMap((written) => {
    const id = parseRowId(written);
    if (id !== null) return [id];
    const number = /^\s*(\d{1,9})\s*$/.exec(written)?.[1];
    return number === undefined ? [] : [{ side: 'RIGHT', line: Number(number), check: null }];
  });
}

/** The rows between the ids when all of them name rows of one hunk; null otherwise. */
export function namedRows(ids: readonly ParsedRowId[], index: FileIndex): NamedRows | null {
  const places = ids.map(({ side, line }) => index.byLine(side, line));
  if (places.length === 0 || !places.every((place) => place !== null)) return null;
  const [first, last = first] = places as [RowRun, RowRun?];
  if (first.hunk !== last.hunk) return null;
  const runs =
    first.side === last.side
      ? [{ ...first, start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) }]
      : sideRuns(first, last, index);
  const checked = ids.every(
    (id, at) =>
      id.check !== null &&
      id.check === rowCheck(index.file.path, rowsOf(places[at]!, index)[0]!.text),
  );
  return { runs, checked };
}

/** The hunk shows rows of both sides between two ids: those of each side, the new one first. */
function sideRuns(first: RowRun, last: RowRun, index: FileIndex): RowRun[] {
  const all = index.file.hunks[first.hunk]!.lines;
  const ends = [first, last].map((place) => all.indexOf(rowsOf(place, index)[0]!));
  const shown = all.slice(Math.min(...ends), Math.max(...ends) + 1);
  const hunk = first.hunk;
  return (['RIGHT', 'LEFT'] as const).flatMap((side: Side) => {
    const rows = shown.filter(({ kind }) => kind !== (side === 'RIGHT' ? 'del' : 'add'));
    const start = rows.length === 0 ? -1 : index.rows(side, hunk).indexOf(rows[0]!);
    return start < 0 ? [] : [{ side, hunk, start, end: start + rows.length - 1 }];
  });
}

/**
 * Whether the quoted lines stand one after the other within the run: on its side, or as the hunk
 * shows them, deleted and added rows together, with one that a comment on the
 * run covers among them. With `inPart` a
 * line may be a part of its row, and rows may be left out where the quote says so: that counts
 * only when the ids' checks fit too.
 */
export function quoteStandsIn(
  quoted: readonly string[],
  run: RowRun,
  index: FileIndex,
  inPart: boolean,
): boolean {
  if (quoted.length === 0) return false;
  const own = new Set(commentedRows(run, index));
  const shown = shownRows(run, index);
  const orders = [
    rowsOf(run, index),
    shown,
    shown.filter(({ kind }) => kind !== 'add'),
    shown.filter(({ kind }) => kind !== 'del'),
  ];
  const segments = (inPart ? quoteSegments(quoted) : null) ?? [quoted];
  const whole = squeeze(quoted.join(''));
  return (
    orders.some((rows) => standIn(segments, rows, own, inPart)) ||
    // Line breaks and blank lines may differ when nothing else does.
    orders.some(
      (rows) =>
        rows.some((row) => own.has(row)) &&
        squeeze(rows.map(({ text }) => text).join('')) === whole,
    )
  );
}

function standIn(
  segments: readonly (readonly string[])[],
  rows: DiffLine[],
  own: ReadonlySet<DiffLine>,
  inPart: boolean,
): boolean {
  const texts = rows.map(({ text }) => squeeze(text));
  let from = 0;
  let touchesOwn = false;
  for (const segment of segments) {
    const wanted = segment.map(squeeze);
    let at = from;
    for (; at + wanted.length <= rows.length; at++) {
      const agrees = wanted.every((line, offset) => {
        const text = texts[at + offset]!;
        return text === line || (inPart && holdsPart(text, segment[offset]!));
      });
      // Quoting nothing but the other side's rows is a disagreement about the side.
      const touches = rows.slice(at, at + wanted.length).some((row) => own.has(row));
      if (agrees && (touches || segments.length > 1)) {
        touchesOwn ||= touches;
        break;
      }
    }
    if (at + wanted.length > rows.length) return false;
    from = at + wanted.length;
  }
  return touchesOwn;
}

/** Whether a row holds a quoted part, or the pieces of one that was abbreviated, in their order. */
function holdsPart(text: string, quoted: string): boolean {
  const whole = squeeze(quoted);
  if (whole !== '' && text.includes(whole)) return true;
  const pieces = quoted
    .replace(/ … \[\d+ more characters\]\s*$/, '…')
    .split(/\.{3,}|…/)
    .map(squeeze);
  if (pieces.length === 1) return false;
  let from = 0;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return pieces.some((piece) => piece.length > 2);
}
