import { DiffSyntaxError } from '../diff/syntax-error.ts';
import { parseHunks } from '../diff/parse-hunks.ts';
import type { Side } from '../diff/model.ts';

/** A row that GitHub takes a comment on. */
interface GitHubRow {
  /** Index of its hunk. */
  hunk: number;
  /** Index among all rows of its hunk. */
  row: number;
  /** The line as GitHub's patch tells it. */
  text: string;
}

/** Rows that GitHub takes a comment on, by side and 1-based line number. */
export type FileRows = Readonly<Record<Side, ReadonlyMap<number, GitHubRow>>>;

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
  const right = new Map<number, GitHubRow>();
  const left = new Map<number, GitHubRow>();
  try {
    for (const [hunk, { lines }] of parseHunks(patch).entries()) {
      for (const [row, { old, new: young, text }] of lines.entries()) {
        if (young !== null) right.set(young, { hunk, row, text });
        else if (old !== null) left.set(old, { hunk, row, text });
      }
    }
  } catch (error) {
    if (error instanceof DiffSyntaxError) return null;
    throw error;
  }
  return { RIGHT: right, LEFT: left };
}
