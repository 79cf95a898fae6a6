import type { ChangedFile, DiffLine, Hunk } from '../../../src/core/diff/model.ts';

/**
 * A changed file written down as hunks of marked rows: `' context'`, `'+added'`, `'-deleted'`.
 * Each hunk starts at the line numbers given.
 */
export function changedFile(
  path: string,
  ...hunks: { old: number; new: number; rows: string[] }[]
): ChangedFile {
  return {
    path,
    status: 'modified',
    oldMode: '100644',
    newMode: '100644',
    oldBlob: null,
    newBlob: null,
    binary: false,
    verified: true,
    hunks: hunks.map(({ old, new: next, rows }) => toHunk(old, next, rows)),
  };
}

function toHunk(oldStart: number, newStart: number, rows: string[]): Hunk {
  let [old, next] = [oldStart, newStart];
  const lines = rows.map((row): DiffLine => {
    const text = row.slice(1);
    if (row.startsWith('+')) return { kind: 'add', old: null, new: next++, text };
    if (row.startsWith('-')) return { kind: 'del', old: old++, new: null, text };
    return { kind: 'context', old: old++, new: next++, text };
  });
  return {
    oldStart,
    oldLines: old - oldStart,
    newStart,
    newLines: next - newStart,
    section: '',
    lines,
  };
}
