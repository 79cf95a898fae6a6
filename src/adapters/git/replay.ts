import type { ObjectView } from './object-view.ts';
import { GitError } from './run-git.ts';

/** Who made the commits that a merge needs; they vanish with the view. */
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Backline',
  GIT_AUTHOR_EMAIL: 'backline@localhost',
  GIT_AUTHOR_DATE: '1000000000 +0000',
  GIT_COMMITTER_NAME: 'Backline',
  GIT_COMMITTER_EMAIL: 'backline@localhost',
  GIT_COMMITTER_DATE: '1000000000 +0000',
};

/**
 * The tree of `onto` with what changed between `from` and `to`. Commits are fetched without their
 * history, so that git finds no common ancestor by itself: three commits are made that have one
 * (git 2.39 lacks `--merge-base` of `git merge-tree`). Null when git is older than 2.38 or lacks
 * objects.
 */
export async function replayChange(
  view: ObjectView,
  from: string,
  to: string,
  onto: string,
): Promise<string | null> {
  const commit = async (tree: string, parents: string[]): Promise<string> => {
    const { stdout } = await view.run(
      ['commit-tree', `${tree}^{tree}`, ...parents.flatMap((id) => ['-p', id]), '-m', 'replay'],
      { env: IDENTITY },
    );
    return stdout.toString('latin1').trim();
  };
  try {
    const base = await commit(from, []);
    // Equal trees would make the same commit, which is its own merge base: nothing is lost by it.
    const [ours, theirs] = [await commit(onto, [base]), await commit(to, [base])];
    const { stdout } = await view.run(
      ['merge-tree', '--write-tree', '--no-messages', ours, theirs],
      {
        // 1: there are conflicts, and the tree is written all the same.
        accept: [0, 1],
      },
    );
    return /^[0-9a-f]{40,64}/.exec(stdout.toString('latin1'))?.[0] ?? null;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
