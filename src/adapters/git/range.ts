import { UserError } from '../../core/errors.ts';
import {
  currentBranch,
  findDefaultBranch,
  findMergeBase,
  isShallow,
  listRefNames,
  resolveCommits,
  type Branch,
} from './commits.ts';
import { nearNames } from './near-names.ts';
import type { GitRepository } from './repository.ts';
import { stagedTree, worktreeTree } from './working-trees.ts';
import type { Workspace } from './workspace.ts';

export interface RangeOptions {
  base?: string;
  head?: string;
  /** The index, or the work tree with untracked files, as the new side. */
  staged?: boolean;
  worktree?: boolean;
}

/** What is compared with what. Ids are full object names. */
export interface Range {
  /** The commit named as base; null in a repository without a commit. */
  base: string | null;
  mergeBase: string | null;
  /** The head commit; null when the new side is the index or the work tree. */
  head: string | null;
  /** Where the diff starts: the merge base, or the empty tree when there is none. */
  baseTree: string;
  /** Where it ends: the head commit, or the tree that the index or work tree was written to. */
  headTree: string;
}

const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/**
 * Turns range options into objects: what `head` changes since its merge base with `base`, by
 * default HEAD since the default branch. The index and the work tree are compared with HEAD
 * unless a base is named. Throws a UserError, one line with the way out, when that can't be done.
 */
export async function resolveRange(
  repository: GitRepository,
  options: RangeOptions = {},
): Promise<Range> {
  const { workspace, view } = repository;
  const { base, head, staged = false, worktree = false } = options;
  if (staged && worktree) throw new UserError('Give either --staged or --worktree, not both.');
  if ((staged || worktree) && head !== undefined) {
    throw new UserError(`--head can not be combined with --${staged ? 'staged' : 'worktree'}.`);
  }
  const [headCommit = null, baseCommit = null] = await resolveCommits(
    workspace,
    base === undefined ? [head ?? 'HEAD'] : [head ?? 'HEAD', base],
  );
  if (base !== undefined && baseCommit === null) throw await unknown(workspace, 'base', base);
  if (staged || worktree) {
    const headTree = await (staged ? stagedTree : worktreeTree)(workspace, view);
    const against = baseCommit ?? headCommit;
    const mergeBase =
      base === undefined || against === null || headCommit === null
        ? against
        : await commonAncestor(workspace, against, headCommit, base);
    const baseTree = mergeBase ?? EMPTY_TREE[workspace.objectFormat];
    return { base: against, mergeBase, head: null, baseTree, headTree };
  }
  if (headCommit === null) {
    if (head !== undefined) throw await unknown(workspace, 'head', head);
    throw new UserError(
      'There is no commit to review yet: commit something, or use --staged or --worktree.',
    );
  }
  const branch = baseCommit === null ? await findDefaultBranch(workspace) : null;
  const against = baseCommit ?? branch?.commit;
  if (against === undefined) {
    throw new UserError(
      'There is no origin/HEAD, main or master to compare with: name the base with --base REF.',
    );
  }
  const mergeBase = await commonAncestor(workspace, against, headCommit, base ?? branch?.ref ?? '');
  if (branch !== null && head === undefined && mergeBase === headCommit) {
    await refuseDefaultBranch(workspace, branch);
  }
  return { base: against, mergeBase, head: headCommit, baseTree: mergeBase, headTree: headCommit };
}

async function commonAncestor(
  workspace: Workspace,
  base: string,
  head: string,
  name: string,
): Promise<string> {
  const mergeBase = await findMergeBase(workspace, base, head);
  if (mergeBase !== null) return mergeBase;
  const short = shorten(name);
  if (await isShallow(workspace)) {
    throw new UserError(
      `This clone is shallow and holds no common ancestor with ${short}: run \`git fetch --unshallow\`, or \`git fetch --deepen=100\` until it does.`,
    );
  }
  throw new UserError(
    `The head and ${short} have no common ancestor (unrelated histories): name another base with --base REF.`,
  );
}

async function unknown(workspace: Workspace, what: string, name: string): Promise<UserError> {
  const shown = JSON.stringify(name);
  const [, start = name, steps = ''] = /^(.+?)([~^][~^\d]*)$/.exec(name) ?? [];
  const [startCommit] = steps === '' ? [] : await resolveCommits(workspace, [start]);
  if (startCommit) {
    return new UserError(
      (await isShallow(workspace))
        ? `This clone is shallow and ends before ${shown}: run \`git fetch --deepen=100\`, or \`git fetch --unshallow\` for all of it.`
        : `There is no ${what} ${shown} here: that goes back past the first commit of ${shorten(start)}, or names a parent that there is not.`,
    );
  }
  const near = nearNames(start, await listRefNames(workspace)).map((each) => `${each}${steps}`);
  if (near.length > 0) {
    return new UserError(`There is no ${what} ${shown} here. Did you mean ${near.join(' or ')}?`);
  }
  if (await isShallow(workspace)) {
    return new UserError(
      `There is no ${what} ${shown} here, and this clone is shallow: run \`git fetch --unshallow\`, or fetch that branch.`,
    );
  }
  return new UserError(
    `There is no ${what} ${shown} here: \`git branch --all\` lists what there is, \`git fetch\` brings more.`,
  );
}

async function refuseDefaultBranch(workspace: Workspace, branch: Branch): Promise<void> {
  const name = branch.ref.replace(/^refs\/(?:heads|remotes\/origin)\//, '');
  if ((await currentBranch(workspace)) !== `refs/heads/${name}`) return;
  throw new UserError(
    `This is the default branch (${name}) with nothing ahead of ${shorten(branch.ref)}: switch to a branch, name a base with --base REF, or use --staged or --worktree.`,
  );
}

function shorten(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes|tags)\//, '');
}
