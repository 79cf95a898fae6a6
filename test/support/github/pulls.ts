import { carryComments } from './carry.ts';
import { writeCommit } from './commits.ts';
import { git } from './git.ts';
import { commitsBetween, mergeBase, mergedTree } from './history.ts';
import type { PullRequest } from './model.ts';
import { readRef, removeRef, setRef } from './refs.ts';
import type { World } from './state.ts';

/** The commit that a pull request's diff starts from: GitHub shows three-dot diffs. */
export async function comparedFrom(pull: PullRequest, commit = pull.headSha): Promise<string> {
  const base = await mergeBase(pull.repo.dir, pull.baseSha, commit);
  // Unrelated histories are compared as they are.
  return base ?? pull.baseSha;
}

/** Whether `commit` is one of the pull request's own. */
export async function isPartOf(pull: PullRequest, commit: string): Promise<boolean> {
  if (commit === pull.headSha) return true;
  return (await commitsOf(pull)).includes(commit);
}

/** The pull request's own commits, oldest first. */
export async function commitsOf(pull: PullRequest): Promise<string[]> {
  return commitsBetween(pull.repo.dir, await comparedFrom(pull), pull.headSha);
}

export async function mergeable(pull: PullRequest): Promise<boolean> {
  return (await treeOf(pull)) !== null;
}

/**
 * Brings a head's objects into the base repository and points `refs/pull/N/head` and, if it merges
 * cleanly, `refs/pull/N/merge` at them, as GitHub does.
 */
export async function updatePullRefs(pull: PullRequest): Promise<void> {
  const { repo, headRepo, number, headSha } = pull;
  if (headRepo !== repo) {
    await git(repo.dir, ['fetch', '-q', '--no-tags', headRepo.dir, headSha]);
  }
  setRef(repo.dir, `refs/pull/${number}/head`, headSha);
  const tree = await treeOf(pull);
  const ref = `refs/pull/${number}/merge`;
  if (tree === null) {
    removeRef(repo.dir, ref);
    pull.mergeCommit = null;
    return;
  }
  pull.mergeCommit = commitTree(pull, tree, `Merge ${headSha} into ${pull.baseSha}`);
  setRef(repo.dir, ref, pull.mergeCommit);
}

/** Moves a pull request to a new head, comments along with their lines. */
export async function moveHead(world: World, pull: PullRequest, head: string): Promise<void> {
  pull.headSha = head;
  pull.baseSha = branchTip(pull);
  pull.updatedAt = world.clock.now();
  await updatePullRefs(pull);
  await carryComments(pull, await comparedFrom(pull));
}

/** Points a pull request at another base branch. */
export async function moveBase(world: World, pull: PullRequest, base: string): Promise<void> {
  pull.baseRef = base;
  await moveHead(world, pull, pull.headSha);
}

/** A merge of head into base that nobody has pushed. */
export async function mergeCommit(pull: PullRequest): Promise<string> {
  const tree = await treeOf(pull);
  if (tree === null) throw new Error(`#${pull.number} does not merge cleanly`);
  return commitTree(pull, tree, `Merge pull request #${pull.number}`);
}

function branchTip({ repo, baseRef }: PullRequest): string {
  const tip = readRef(repo.dir, `refs/heads/${baseRef}`);
  if (tip === null) throw new Error(`no branch ${baseRef}`);
  return tip;
}

function treeOf({ repo, baseSha, headSha }: PullRequest): Promise<string | null> {
  return mergedTree(repo.dir, baseSha, headSha);
}

function commitTree(pull: PullRequest, tree: string, message: string): string {
  return writeCommit(pull.repo.dir, {
    tree,
    parents: [pull.baseSha, pull.headSha],
    who: { name: 'GitHub', email: 'noreply@github.example' },
    date: new Date('2026-01-01T00:00:00Z'),
    message,
  });
}
