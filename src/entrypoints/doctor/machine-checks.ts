import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { discoveryEnvironment } from '../../adapters/git/environment.ts';
import { folderSize } from '../../adapters/git/mirror-evict.ts';
import { runGit } from '../../adapters/git/run-git.ts';
import { UserError } from '../../core/errors.ts';
import { readCacheMegabytes } from '../repository-cache.ts';
import type { Check } from './check.ts';
import { wrong } from './repository-checks.ts';

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
  const free = await freeBytes(place);
  const says = `${folder}, ${(free / 1024 ** 3).toFixed(1)} GB free`;
  if (free >= LITTLE_BYTES) return { name, status: 'ok', says };
  return { name, status: 'warning', says, fix: 'make room: repositories are kept there' };
}

/** How much the cached repositories have of what they may have, and whether the rest is there. */
export async function cacheCheck(cwd: string, env: Environment): Promise<Check> {
  const name = 'repositories';
  let most: number;
  try {
    most = readCacheMegabytes(env);
  } catch (error) {
    return wrong(name, error);
  }
  const data = resolve(cwd, env['BACKLINE_DATA'] || '.backline');
  const bytes = await folderSize(join(data, 'repositories'));
  const megabytes = Math.ceil(bytes / 1e6);
  const says = `${megabytes} MB cached of at most ${most} MB`;
  const room = Math.floor((await freeBytes(await nearestThere(data))) / 1e6);
  if (room >= most - megabytes) return { name, status: 'ok', says };
  return {
    name,
    status: 'warning',
    says: `${says}, but the disk has only ${room} MB left`,
    fix: 'lower BACKLINE_CACHE_MB, so that they never fill the disk',
  };
}

async function freeBytes(place: string): Promise<number> {
  const { bavail, bsize } = await statfs(place);
  return bavail * bsize;
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
