import { copyFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Environment } from './environment.ts';
import type { ObjectView } from './object-view.ts';
import { GitError } from './run-git.ts';
import { runInWorkspace, type Workspace } from './workspace.ts';

/** Settings that would write to the user's repository, run its programs, or skip changes. */
const HARMLESS = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.untrackedCache=false',
  '-c',
  'core.splitIndex=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.safecrlf=false',
  '-c',
  'diff.ignoreSubmodules=none',
  '-c',
  'advice.addEmbeddedRepo=false',
  '-c',
  'add.ignoreErrors=false',
];

/**
 * The index as a tree, written into the view; the user's repository stays as it is.
 * Throws a UserError in a bare repository and when paths are unmerged.
 */
export async function stagedTree(workspace: Workspace, view: ObjectView): Promise<string> {
  return writeTree(workspace, view, false);
}

/**
 * The work tree as a tree: the index, tracked changes, and untracked files that are not ignored,
 * as `git add -A` would take them (filters and line ends included), written into the view.
 * Throws a UserError like `stagedTree`, and when git can't read a file.
 */
export async function worktreeTree(workspace: Workspace, view: ObjectView): Promise<string> {
  return writeTree(workspace, view, true);
}

async function writeTree(workspace: Workspace, view: ObjectView, addAll: boolean): Promise<string> {
  if (workspace.topLevel === null) {
    throw new UserError(
      'There is no index and no work tree here (a bare repository): name commits with --base and --head.',
    );
  }
  const index = join(view.dir, 'index');
  const env: Environment = {
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: join(view.dir, 'objects'),
  };
  const git = (args: string[]) => runInWorkspace(workspace, [...HARMLESS, ...args], { env });
  if (await copyIndex(workspace.indexFile, index)) await refuseUnmerged(git);
  if (addAll) {
    try {
      await git(['add', '-A', '--', ':/']);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const words = error.stderr
        .trim()
        .split('\n')[0]
        ?.replace(/^(?:error|fatal): /, '');
      throw new UserError(`git can not take up the work tree: ${words ?? error.message}`);
    }
  }
  const { stdout } = await git(['write-tree', '--missing-ok']);
  return stdout.toString('latin1').trim();
}

/** False when there is no index yet, as in a repository where nothing was ever added. */
async function copyIndex(from: string, to: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(from);
    await copyFile(from, to);
    // git rechecks files as new as the index. A younger copy would let quick edits go unseen.
    const seconds = Math.floor(mtimeMs / 1000);
    await utimes(to, seconds, seconds);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function refuseUnmerged(git: (args: string[]) => Promise<{ stdout: Buffer }>): Promise<void> {
  const { stdout } = await git(['ls-files', '-z', '--unmerged', '--', ':/']);
  const paths = new Set<string>();
  for (const row of stdout.toString('utf8').split('\0')) {
    if (row !== '') paths.add(row.slice(row.indexOf('\t') + 1));
  }
  if (paths.size === 0) return;
  const [first] = paths;
  const what = paths.size === 1 ? `${first} is unmerged` : `${paths.size} paths are unmerged`;
  throw new UserError(
    `${what}: resolve the conflicts and \`git add\` the files, or review commits with --base and --head.`,
  );
}
