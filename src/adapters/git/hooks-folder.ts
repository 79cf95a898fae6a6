import { isAbsolute, join, relative, sep } from 'node:path';
import { realpath } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { repositoryEnvironment } from './environment.ts';
import { runGit } from './run-git.ts';
import type { Workspace } from './workspace.ts';

/** The folder that git runs a repository's hooks from. */
export interface HooksFolder {
  /** Absolute; may not exist yet. */
  path: string;
  /** `core.hooksPath` as it is set, null when it is not. */
  configured: string | null;
  /**
   * - repository: inside the git folder, shared by its work trees
   * - tracked: in the work tree, with files that are committed
   * - work-tree: in the work tree, with nothing committed
   * - outside: anywhere else, maybe shared by many repositories
   */
  place: 'repository' | 'tracked' | 'work-tree' | 'outside';
}

/** Asks git for it. Throws a UserError when `core.hooksPath` is set to nothing. */
export async function findHooksFolder(
  workspace: Workspace,
  env: NodeJS.ProcessEnv,
): Promise<HooksFolder> {
  const cwd = workspace.topLevel ?? workspace.gitDir;
  const ask = (args: string[]) =>
    runGit(args, {
      cwd,
      env: {
        ...repositoryEnvironment(env),
        GIT_DIR: workspace.gitDir,
        ...(workspace.topLevel !== null && { GIT_WORK_TREE: workspace.topLevel }),
      },
      accept: [0, 1],
    });
  const config = await ask(['config', '-z', '--get', 'core.hooksPath']);
  const configured = config.code === 0 ? config.stdout.toString('utf8').slice(0, -1) : null;
  if (configured === '') {
    throw new UserError(
      'core.hooksPath is set to nothing, so git runs no hooks here: git config --show-origin core.hooksPath tells where; unset it.',
    );
  }
  const answer = await ask(['rev-parse', '--path-format=absolute', '--git-path', 'hooks']);
  const path = answer.stdout.toString('utf8').replace(/\n$/, '');
  const real = await realOf(path);
  if (contains(await realOf(workspace.commonDir), real)) {
    return { path, configured, place: 'repository' };
  }
  if (workspace.topLevel === null || !contains(await realOf(workspace.topLevel), real)) {
    return { path, configured, place: 'outside' };
  }
  const under = relative(await realOf(workspace.topLevel), real);
  const tracked = await ask(['ls-files', '-z', '--', `:(literal)${under === '' ? '.' : under}`]);
  return { path, configured, place: tracked.stdout.length > 0 ? 'tracked' : 'work-tree' };
}

async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const parent = join(path, '..');
    return parent === path ? path : join(await realOf(parent), relative(parent, path));
  }
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
