import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { discoveryEnvironment, repositoryEnvironment, type Environment } from './environment.ts';
import { findObjectFolders } from './object-folders.ts';
import { GitError, lastWords, runGit, type GitOptions, type GitResult } from './run-git.ts';

/** A repository on this machine, as git itself finds it from a folder. All paths are absolute. */
export interface Workspace {
  /** The repository's own folder; that of the linked work tree when this is one. */
  gitDir: string;
  /** Where refs, configuration and objects are shared between work trees. */
  commonDir: string;
  /** Root of the work tree, null when there is none (bare, or inside the git folder). */
  topLevel: string | null;
  /** The starting folder relative to `topLevel`: empty, or ending in `/`. */
  prefix: string;
  bare: boolean;
  objectFormat: 'sha1' | 'sha256';
  /** The index, GIT_INDEX_FILE honoured (a commit hook's index). */
  indexFile: string;
  /** Every folder that objects are read from, the repository's own first. */
  objectFolders: string[];
  /** True when objects may be missing here and fetched on demand (a partial clone). */
  partial: boolean;
}

/**
 * Finds the repository around a folder. GIT_DIR and its like count here, as for git itself, and
 * nowhere after. Throws a UserError when there is none or git does not trust its owner.
 */
export async function openWorkspace(
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Workspace> {
  const [answer, topLevel] = await discover(cwd, env);
  const [gitDir, commonDir, indexFile, objects, format, bare, prefix] = answer;
  if (gitDir === undefined || commonDir === undefined || prefix === undefined) {
    throw new UserError(`The path of the repository around ${cwd} holds a line feed: move it.`);
  }
  return {
    gitDir,
    commonDir,
    topLevel,
    prefix,
    bare: bare === 'true',
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
    indexFile: indexFile ?? join(gitDir, 'index'),
    objectFolders: await findObjectFolders(objects ?? join(commonDir, 'objects'), env),
    partial: await isPartial(commonDir),
  };
}

/** Runs git in the user's repository, with the user's settings and a clean environment. */
export async function runInWorkspace(
  workspace: Workspace,
  args: string[],
  options: Omit<GitOptions, 'cwd' | 'env'> & { env?: Environment } = {},
): Promise<GitResult> {
  return runGit(args, {
    ...options,
    cwd: workspace.topLevel ?? workspace.gitDir,
    env: {
      ...repositoryEnvironment(process.env),
      GIT_DIR: workspace.gitDir,
      ...(workspace.topLevel !== null && { GIT_WORK_TREE: workspace.topLevel }),
      ...options.env,
    },
  });
}

async function discover(cwd: string, env: NodeJS.ProcessEnv): Promise<[string[], string | null]> {
  const questions = ['--absolute-git-dir', '--git-common-dir', '--git-path', 'index'];
  questions.push('--git-path', 'objects', '--show-object-format', '--is-bare-repository');
  questions.push('--show-prefix', '--show-toplevel');
  try {
    // Outside of a work tree the last question fails, behind the answers to all the others.
    const { stdout, code } = await runGit(['rev-parse', '--path-format=absolute', ...questions], {
      cwd,
      env: discoveryEnvironment(env),
      accept: [0, 128],
    });
    const lines = stdout.toString('utf8').split('\n');
    const expected = code === 0 ? 9 : 8;
    if (lines.length === expected)
      return [lines.slice(0, 7), code === 0 ? (lines[7] ?? null) : null];
    if (lines.length > expected) return [[], null];
    // Ask again for the reason alone.
    await runGit(['rev-parse', '--git-dir'], { cwd, env: discoveryEnvironment(env) });
    throw new UserError('This git is too old: Backline needs git 2.31 or later.');
  } catch (error) {
    throw error instanceof GitError ? explain(error, cwd) : error;
  }
}

function explain(error: GitError, cwd: string): Error {
  const owned = /dubious ownership in repository at '([^\n]+)'/.exec(error.stderr)?.[1];
  if (owned !== undefined) {
    return new UserError(
      `git does not trust ${owned}, another user owns it. If you do: git config --global --add safe.directory ${owned}`,
    );
  }
  if (/not a git repository/i.test(error.stderr)) {
    return new UserError(
      `There is no git repository at ${cwd} or above it: change to a folder of one; review, diff and ask also take --patch FILE.`,
    );
  }
  const words = lastWords(error);
  return new UserError(`git can not read the repository at ${cwd}: ${words || error.message}`);
}

async function isPartial(commonDir: string): Promise<boolean> {
  try {
    const config = await readFile(join(commonDir, 'config'), 'utf8');
    return /^\s*(?:promisor|partialclone(?:filter)?)\s*=/im.test(config);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
