import { changedFiles } from './diff.ts';
import { git } from './git.ts';
import { blobAt } from './history.ts';
import { readRows, rowAt } from './rows.ts';
import type { PullRequest, ReviewComment, Spot } from './model.ts';
import { reviewComments } from './state.ts';

/**
 * Moves every comment of a pull request to where its line now is. A line that was edited, or that
 * no longer shows in the diff, leaves its comment outdated; so does a renamed file.
 */
export async function carryComments(pull: PullRequest, mergeBase: string): Promise<void> {
  for (const comment of reviewComments(pull)) {
    comment.current = await carry(comment, mergeBase);
    if (comment.current !== null) comment.commit = pull.headSha;
  }
}

async function carry(comment: ReviewComment, mergeBase: string): Promise<Spot | null> {
  const { pull, path, side, original } = comment;
  const { dir } = pull.repo;
  const files = await changedFiles(dir, mergeBase, pull.headSha);
  const file = files.find((one) => one.filename === path);
  if (file === undefined) return null;
  const oldPath = file.previousFilename ?? path;
  const here = { commit: pull.headSha, mergeBase, oldPath };
  if (comment.subject === 'file') return { ...original, ...here };
  if (file.patch === undefined) return null;
  const move =
    side === 'RIGHT'
      ? await lineMap(dir, [original.commit, path], [pull.headSha, path])
      : await lineMap(dir, [original.mergeBase, original.oldPath], [mergeBase, oldPath]);
  const first = original.startLine ?? original.line;
  const rows = readRows(file.patch);
  let row;
  for (let line = first; line <= original.line; line += 1) {
    const moved = move(line);
    row = moved === null ? undefined : rowAt(rows, side, moved);
    // A deleted line that was put back is no longer a LEFT row of its own.
    if (row === undefined || (side === 'LEFT' && row.kind !== 'deleted')) return null;
  }
  const line = move(original.line);
  if (row === undefined || line === null) return null;
  const startLine = original.startLine === null ? null : move(original.startLine);
  return { ...here, line, startLine, position: row.position };
}

type LineMap = (line: number) => number | null;
/** A commit and a path in it. */
type Place = readonly [commit: string, path: string];

/** Where the lines of one blob are in another, by git's own diff of the two. */
async function lineMap(dir: string, from: Place, to: Place): Promise<LineMap> {
  const [one, other] = await Promise.all([blobAt(dir, ...from), blobAt(dir, ...to)]);
  if (one === null || other === null) return () => null;
  if (one === other) return (line) => line;
  const text = (await git(dir, ['diff', '-U0', '--no-color', one, other])).toString('latin1');
  const hunks = [...text.matchAll(/(?:^|\n)@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/g)].map(
    ([, start, removed = '1', , added = '1']) => ({
      start: Number(start),
      removed: Number(removed),
      added: Number(added),
    }),
  );
  return (line) => {
    let shift = 0;
    for (const { start, removed, added } of hunks) {
      // A hunk that removes nothing stands after its line; one that removes begins at it.
      if (removed === 0 ? line <= start : line < start) break;
      if (removed > 0 && line < start + removed) return null;
      shift += added - removed;
    }
    return line + shift;
  };
}
