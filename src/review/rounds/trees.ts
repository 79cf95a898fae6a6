import { fileLines } from '../../core/diff/file-lines.ts';
import type { ChangedFile } from '../../core/diff/model.ts';
import type { Snapshot } from '../../ports/repository.ts';
import type { FetchedObjects } from '../../ports/objects.ts';

/** Commits of earlier reviews, as far as they can still be had, and how they differ. */
export interface Trees {
  has(commit: string): boolean;
  /** What changed between two commits in the files of interest; null when one can't be had. */
  diff(from: string, to: string): Promise<readonly ChangedFile[] | null>;
  /** A file's lines, null when there is no such file or commit. */
  lines(commit: string, path: string): Promise<string[] | null>;
}

/** More paths than this are no limit: git reads the whole trees as fast. */
const MOST_PATHS = 300;

/**
 * @param here commits that are at hand already
 * @param wanted commits that may be gone
 * @param paths all that is asked about: the base branch may have moved by thousands of other files
 */
export async function openTrees(
  objects: FetchedObjects,
  here: readonly string[],
  wanted: readonly string[],
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Trees> {
  const missing = [...new Set(wanted)].filter((commit) => commit !== '' && !here.includes(commit));
  const known = new Set([...here, ...(await objects.more(missing))]);
  const limit = [...new Set(paths)];
  const diffs = new Map<string, Promise<readonly ChangedFile[]>>();
  const snapshots = new Map<string, Promise<Snapshot>>();
  return {
    has: (commit) => known.has(commit),
    async diff(from, to) {
      if (!known.has(from) || !known.has(to)) return null;
      if (from === to) return [];
      const key = `${from} ${to}`;
      const running =
        diffs.get(key) ??
        objects.repository.diff(from, to, {
          signal,
          ...(limit.length > MOST_PATHS ? {} : { paths: limit }),
        });
      diffs.set(key, running);
      return running;
    },
    async lines(commit, path) {
      if (!known.has(commit)) return null;
      const snapshot = snapshots.get(commit) ?? objects.repository.at(commit);
      snapshots.set(commit, snapshot);
      const bytes = await (await snapshot).read(path);
      return bytes === null ? null : fileLines(bytes);
    },
  };
}
