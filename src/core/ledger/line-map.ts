import type { ChangedFile } from '../diff/model.ts';

/** Where a line of the old file is in the new one. */
export interface CarriedLine {
  line: number;
  /** False when the line itself is gone: then `line` is where it was. */
  exact: boolean;
}

/** Carries a 1-based line of the old file over to the new one. A file without a diff is the same. */
export function carryLine(file: Pick<ChangedFile, 'hunks'> | undefined, line: number): CarriedLine {
  let shift = 0;
  for (const hunk of file?.hunks ?? []) {
    const start = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart;
    if (line < start) break;
    if (line < start + hunk.oldLines) {
      let next = hunk.newStart;
      for (const row of hunk.lines) {
        if (row.old === line) {
          return row.new === null
            ? { line: Math.max(1, next), exact: false }
            : { line: row.new, exact: true };
        }
        if (row.new !== null) next = row.new + 1;
      }
    }
    shift += hunk.newLines - hunk.oldLines;
  }
  return { line: line + shift, exact: true };
}

/** Whether a row from one line of the old file to another was changed, or one put between them. */
export function isTouched(
  file: Pick<ChangedFile, 'hunks'> | undefined,
  start: number,
  end: number,
): boolean {
  for (const { oldStart, oldLines, lines } of file?.hunks ?? []) {
    let before = oldLines === 0 ? oldStart : oldStart - 1;
    for (const row of lines) {
      if (row.kind === 'add') {
        if (before >= start && before < end) return true;
        continue;
      }
      before = row.old!;
      if (row.kind === 'del' && before >= start && before <= end) return true;
    }
  }
  return false;
}
