import { carryComments } from './carry.ts';
import { git, gitText, mergeBase, mergedTree } from './git.ts';
import type { PullRequest } from './model.ts';
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
  const from = await comparedFrom(pull);
  const list = await gitText(pull.repo.dir, ['rev-list', `${from}..${pull.headSha}`]);
  return list.split('\n').includes(commit);
}

/** The pull request's own commits, oldest first. */
export async function commitsOf(pull: PullRequest): Promise<string[]> {
  const range = `${await comparedFrom(pull)}..${pull.headSha}`;
  const list = await gitText(pull.repo.dir, ['rev-list', '--reverse', range]);
  return list.split('\n').filter(Boolean);
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
  await git(repo.dir, ['update-ref', `refs/pull/${number}/head`, headSha]);
  const tree = await treeOf(pull);
  const ref = `refs/pull/${number}/merge`;
  if (tree === null) {
    await git(repo.dir, ['update-ref', '-d', ref]);
    pull.mergeCommit = null;
    return;
  }
  pull.mergeCommit = await commitTree(pull, tree, `Merge ${headSha} into ${pull.baseSha}`);
  await git(repo.dir, ['update-ref', ref, pull.mergeCommit]);
}

/** Moves a pull request to a new head, comments along with their lines. */
export async function moveHead(world: World, pull: PullRequest, head: string): Promise<void> {
  pull.headSha = head;
  pull.baseSha = await branchTip(pull);
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

async function branchTip(pull: PullRequest): Promise<string> {
  return gitText(pull.repo.dir, ['rev-parse', `refs/heads/${pull.baseRef}`]);
}

function treeOf({ repo, baseSha, headSha }: PullRequest): Promise<string | null> {
  return mergedTree(repo.dir, baseSha, headSha);
}

async function commitTree(pull: PullRequest, tree: string, message: string): Promise<string> {
  const who = { NAME: 'GitHub', EMAIL: 'noreply@github.example', DATE: '2026-01-01T00:00:00Z' };
  const env = Object.fromEntries(
    Object.entries(who).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ]),
  );
  const args = ['commit-tree', tree, '-p', pull.baseSha, '-p', pull.headSha, '-m', message];
  return (await git(pull.repo.dir, args, { env })).toString('utf8').trim();
}
