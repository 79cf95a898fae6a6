import type { ChangedFile } from '../diff/model.ts';
import type { Finding } from '../finding/finding.ts';

/** What is new in a change since an earlier review of it. */
export interface NewRows {
  /** Added rows by new path, in order. */
  added: ReadonlyMap<string, readonly number[]>;
  /** Whether a file has any row, added or deleted, that it did not have then. */
  has(path: string): boolean;
  /** Whether a finding speaks of a row that is new, or rests on one. */
  concerns(
    finding: Pick<Finding, 'path' | 'side' | 'startLine' | 'line' | 'anchor'> & Spoken,
  ): boolean;
}

type Spoken = Partial<Pick<Finding, 'evidence' | 'alsoAt'>>;

/**
 * Compares a change with what it was.
 * @param change the change as it is: merge base to head
 * @param since from what the earlier head would be on this merge base, to the head
 * @param before from the merge base to that same state: the change as it was
 */
export function newRows(
  change: readonly ChangedFile[],
  since: readonly ChangedFile[],
  before: readonly ChangedFile[],
): NewRows {
  const added = new Map<string, number[]>();
  const beside = new Map<string, Set<number>>();
  const touched = new Set<string>();
  for (const { path, hunks, status } of since) {
    const rows: number[] = [];
    const near = new Set<number>();
    for (const { lines, newStart } of hunks) {
      let last = newStart - 1;
      for (const { kind, new: line } of lines) {
        if (line !== null) last = line;
        if (kind === 'add') rows.push(line!);
        // What stands beside a deleted row now follows something else.
        if (kind === 'del') near.add(last).add(last + 1);
      }
    }
    if (rows.length > 0) added.set(path, rows);
    for (const row of rows) near.add(row);
    beside.set(path, near);
    if (hunks.length > 0 || status === 'added') touched.add(path);
  }
  const oldPath = new Map(change.map((file) => [file.path, file.previousPath ?? file.path]));
  const deletedBefore = new Map(
    before.map((file) => [
      file.previousPath ?? file.path,
      new Set(
        file.hunks.flatMap(({ lines }) =>
          lines.flatMap(({ kind, old }) => (kind === 'del' ? [old!] : [])),
        ),
      ),
    ]),
  );
  const isNew = (path: string, line: number): boolean => beside.get(path)?.has(line) === true;
  const rangeHas = (start: number, end: number, holds: (line: number) => boolean): boolean => {
    for (let line = start; line <= end; line++) if (holds(line)) return true;
    return false;
  };
  return {
    added,
    has: (path) => touched.has(path),
    concerns({ path, side, startLine, line, anchor, evidence = [], alsoAt = [] }) {
      if (evidence.some((each) => each.side === 'RIGHT' && isNew(each.path, each.line)))
        return true;
      if (alsoAt.some((place) => isNew(place.path, place.line))) return true;
      if (anchor !== 'line') return touched.has(path);
      if (side === 'RIGHT') return rangeHas(startLine, line, (row) => isNew(path, row));
      const gone = deletedBefore.get(oldPath.get(path) ?? path);
      return rangeHas(startLine, line, (row) => gone?.has(row) !== true);
    },
  };
}
