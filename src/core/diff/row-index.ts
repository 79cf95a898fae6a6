import type { DiffLine, Hunk, Side } from './model.ts';

/** Where a line of a file stands in its diff. Both positions are 0-based. */
interface RowPosition {
  hunk: number;
  row: number;
  line: DiffLine;
}

/** Finds the row of a line. */
export interface RowIndex {
  /** The row of a 1-based line, undefined when the diff does not show that line on that side. */
  at(side: Side, line: number): RowPosition | undefined;
}

/**
 * Indexes the rows of one file. RIGHT holds added and context rows, LEFT deleted rows alone:
 * the lines GitHub takes comments on, each with exactly one side.
 */
export function indexRows(hunks: readonly Hunk[]): RowIndex {
  const left = new Map<number, RowPosition>();
  const right = new Map<number, RowPosition>();
  for (const [hunk, { lines }] of hunks.entries()) {
    for (const [row, line] of lines.entries()) {
      if (line.new !== null) right.set(line.new, { hunk, row, line });
      else if (line.old !== null) left.set(line.old, { hunk, row, line });
    }
  }
  return { at: (side, line) => (side === 'RIGHT' ? right : left).get(line) };
}
