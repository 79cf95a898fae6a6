import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { discoveryEnvironment } from '../../adapters/git/environment.ts';
import { runGit } from '../../adapters/git/run-git.ts';
import { UserError } from '../../core/errors.ts';
import type { Check } from './check.ts';

type Environment = Record<string, string | undefined>;

/** The oldest that everything works with; bin.ts and package.json hold Node's as well. */
const OLDEST = { node: [22, 18], git: [2, 31] } as const;

const LITTLE_BYTES = 1024 ** 3;

export function nodeCheck(version: string): Check {
  const name = 'node';
  if (!isOlder(version, OLDEST.node)) return { name, status: 'ok', says: version };
  return {
    name,
    status: 'wrong',
    says: `${version} is too old`,
    fix: 'install Node 22.18 or later',
  };
}

export async function gitCheck(cwd: string, env: Environment): Promise<Check> {
  const name = 'git';
  const fix = 'install git 2.31 or later';
  try {
    const { stdout } = await runGit(['--version'], { cwd, env: discoveryEnvironment(env) });
    const version = /\d+\.\d+(?:\.\d+)*/.exec(stdout.toString())?.[0] ?? '';
    if (!isOlder(version, OLDEST.git)) return { name, status: 'ok', says: version };
    return { name, status: 'wrong', says: `${version} is too old`, fix };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name, status: 'wrong', says: 'there is no git program', fix };
  }
}

/** Whether the folder of `BACKLINE_DATA` can be written, or made, and how much fits into it. */
export async function dataFolderCheck(cwd: string, env: Environment): Promise<Check> {
  const name = 'data folder';
  const folder = resolve(cwd, env['BACKLINE_DATA'] || '.backline');
  const fix = 'set BACKLINE_DATA to a folder that this user may write to';
  const place = await nearestThere(folder);
  if (!(await stat(place)).isDirectory()) {
    return { name, status: 'wrong', says: `${place} is no folder`, fix };
  }
  try {
    await access(place, constants.W_OK | constants.X_OK);
  } catch {
    return { name, status: 'wrong', says: `${place} may not be written to`, fix };
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const says = `${folder}, ${(free / 1024 ** 3).toFixed(1)} GB free`;
  if (free >= LITTLE_BYTES) return { name, status: 'ok', says };
  return { name, status: 'warning', says, fix: 'make room: repositories are kept there' };
}

async function nearestThere(folder: string): Promise<string> {
  for (let path = folder; ; path = dirname(path)) {
    try {
      await stat(path);
      return path;
    } catch {
      if (dirname(path) === path) return path;
    }
  }
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first < major || (first === major && second < minor);
}
