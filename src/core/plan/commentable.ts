import { DiffSyntaxError } from '../diff/syntax-error.ts';
import { parseHunks } from '../diff/parse-hunks.ts';
import type { Side } from '../diff/model.ts';

/** Rows that GitHub takes a comment on: line number → index of its hunk, by side. */
export type FileRows = Readonly<Record<Side, ReadonlyMap<number, number>>>;

/** By path; null for a file that GitHub shows no patch of, which takes comments as a whole. */
export type Commentable = ReadonlyMap<string, FileRows | null>;

/**
 * What may be commented on, from GitHub's own patches: added and context rows on RIGHT, deleted
 * rows on LEFT. A patch that can't be read counts as none.
 */
export function commentableRows(
  files: readonly { path: string; patch: string | null }[],
): Commentable {
  return new Map(files.map(({ path, patch }) => [path, patch === null ? null : rowsOf(patch)]));
}

function rowsOf(patch: string): FileRows | null {
  const right = new Map<number, number>();
  const left = new Map<number, number>();
  try {
    for (const [index, hunk] of parseHunks(patch).entries()) {
      for (const row of hunk.lines) {
        if (row.new !== null) right.set(row.new, index);
        else if (row.old !== null) left.set(row.old, index);
      }
    }
  } catch (error) {
    if (error instanceof DiffSyntaxError) return null;
    throw error;
  }
  return { RIGHT: right, LEFT: left };
}
