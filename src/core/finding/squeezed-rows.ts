import type { DiffLine, Hunk, Side } from '../diff/model.ts';
import { squeeze } from './quote.ts';

/** One hunk's rows of one side, or of both as they are shown, as one text without white space. */
interface Strip {
  side: Side;
  rows: DiffLine[];
  mixed: boolean;
  text: string;
  /** Offset → row, for rows that hold more than white space. */
  starts: Map<number, number>;
  ends: Map<number, number>;
}

/** Rows of a hunk on one side, first and last. */
export interface FoundRows {
  side: Side;
  hunk: number;
  first: DiffLine;
  last: DiffLine;
}

/**
 * Finds quotes whose white space, line breaks and blank lines differ, and those that run over
 * deleted and added rows as a hunk shows them. Whole rows alone count. Built at the first use.
 */
export function createSqueezedRows(hunks: readonly Hunk[]): (quoted: string[]) => FoundRows[] {
  let strips: { hunk: number; strip: Strip }[] | null = null;
  return (quoted) => {
    const wanted = quoted.map(squeeze).join('');
    if (wanted === '') return [];
    strips ??= hunks.flatMap(({ lines }, hunk) =>
      stripsOf(lines).map((strip) => ({ hunk, strip })),
    );
    return strips.flatMap(({ hunk, strip }) =>
      find(wanted, strip).map(({ first, last }) => ({ side: strip.side, hunk, first, last })),
    );
  };
}

function stripsOf(lines: DiffLine[]): Strip[] {
  const right = lines.filter(({ kind }) => kind !== 'del');
  const left = lines.filter(({ kind }) => kind !== 'add');
  return [
    strip('RIGHT', right, false),
    strip('LEFT', left, false),
    ...(right.length < lines.length && left.length < lines.length
      ? [strip('RIGHT', lines, true)]
      : []),
  ];
}

function strip(side: Side, rows: DiffLine[], mixed: boolean): Strip {
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  const parts: string[] = [];
  let offset = 0;
  for (const [index, { text }] of rows.entries()) {
    const part = squeeze(text);
    if (part === '') continue;
    starts.set(offset, index);
    offset += part.length;
    ends.set(offset, index);
    parts.push(part);
  }
  return { side, rows, mixed, text: parts.join(''), starts, ends };
}

function find(wanted: string, { rows, mixed, text, starts, ends }: Strip) {
  const found: { first: DiffLine; last: DiffLine }[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const start = starts.get(at);
    const end = ends.get(at + wanted.length);
    if (start === undefined || end === undefined) continue;
    const run = rows.slice(start, end + 1);
    if (!mixed) {
      found.push({ first: run[0]!, last: run.at(-1)! });
      continue;
    }
    // On one side it would have been found there; the comment goes to what the change brings.
    if (!run.some(({ kind }) => kind === 'del') || !run.some(({ kind }) => kind === 'add'))
      continue;
    const shown = run.filter(({ kind }) => kind !== 'del');
    found.push({ first: shown[0]!, last: shown.at(-1)! });
  }
  return found;
}
