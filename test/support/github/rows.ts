import type { Side } from './model.ts';

/** A row of a file's patch. */
export interface Row {
  kind: 'context' | 'added' | 'deleted';
  left: number | null;
  right: number | null;
  text: string;
  /** Counts hunks from 0. */
  hunk: number;
  /** GitHub's position: rows below the first hunk header, later headers counted. */
  position: number;
  /** The hunk from its header down to this row, as `diff_hunk` shows it. */
  excerpt: () => string;
}

/** The rows of a patch that starts at its first `@@`. */
export function readRows(patch: string): Row[] {
  const rows: Row[] = [];
  const lines = patch.split('\n');
  let left = 0;
  let right = 0;
  let hunk = -1;
  let header = 0;
  lines.forEach((line, index) => {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (start !== null) {
      left = Number(start[1]);
      right = Number(start[2]);
      hunk += 1;
      header = index;
      return;
    }
    const kind = kindOf(line);
    if (kind === null) return;
    const from = header;
    rows.push({
      kind,
      left: kind === 'added' ? null : left,
      right: kind === 'deleted' ? null : right,
      text: line.slice(1),
      hunk,
      position: index,
      excerpt: () => lines.slice(from, index + 1).join('\n'),
    });
    if (kind !== 'added') left += 1;
    if (kind !== 'deleted') right += 1;
  });
  return rows;
}

/** The row that a line number names on a side. */
export function rowAt(rows: readonly Row[], side: Side, line: number): Row | undefined {
  return rows.find((row) => (side === 'LEFT' ? row.left : row.right) === line);
}

function kindOf(line: string): Row['kind'] | null {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'deleted';
  return line.startsWith(' ') ? 'context' : null;
}
