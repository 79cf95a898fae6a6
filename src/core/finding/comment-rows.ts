import type { DiffLine, Side } from '../diff/model.ts';
import type { FileIndex, RowRun } from './file-index.ts';

/** First and last line of a comment, 1-based, on one side. */
export interface CommentRows {
  side: Side;
  startLine: number;
  line: number;
}

export function rowsOf(run: RowRun, index: FileIndex): DiffLine[] {
  return index.rows(run.side, run.hunk).slice(run.start, run.end + 1);
}

/** What the hunk shows from the run's first row to its last, rows of the other side among them. */
export function shownRows(run: RowRun, index: FileIndex): DiffLine[] {
  const rows = rowsOf(run, index);
  const all = index.file.hunks[run.hunk]!.lines;
  return all.slice(all.indexOf(rows[0]!), all.indexOf(rows.at(-1)!) + 1);
}

/**
 * A run as line numbers. GitHub takes LEFT on deleted rows only, so context rows at either end of
 * a LEFT run are left out; a run whose deleted rows are none, or blank, is commented on RIGHT,
 * where its context stands as well. Null when that can't be done.
 */
export function commentRows(run: RowRun, index: FileIndex): CommentRows | null {
  const rows = rowsOf(run, index);
  if (run.side === 'LEFT') {
    const deleted = rows.filter(({ kind }) => kind === 'del');
    const telling = rows.some(({ kind, text }) => kind === 'context' && text.trim() !== '');
    if (deleted.some(({ text }) => text.trim() !== '') || (deleted.length > 0 && !telling)) {
      return { side: 'LEFT', startLine: deleted[0]!.old!, line: deleted.at(-1)!.old! };
    }
  }
  const numbers = rows.flatMap((row) => (row.new === null ? [] : [row.new]));
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { side: 'RIGHT', startLine: first, line: last };
}

/** The rows of a run that a comment on it covers; none when it can't be commented on. */
export function commentedRows(run: RowRun, index: FileIndex): DiffLine[] {
  const range = commentRows(run, index);
  if (range === null) return [];
  return rowsOf(run, index).filter((row) => {
    const number = range.side === 'LEFT' ? row.old : row.new;
    return number !== null && number >= range.startLine && number <= range.line;
  });
}
