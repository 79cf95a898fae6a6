import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { SYMLINK_MODE } from '../../core/diff/model.ts';

/** What a file system says of a path at which nothing can lie. */
const NO_FILE = new Set<string | undefined>([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ERR_INVALID_ARG_VALUE',
]);

/**
 * Reads files of a work tree by their path from its root, with `/`. Like a tree of git it has
 * nothing outside its root: a path or symlink that leads out is no file. `list` leaves out `.git`,
 * follows no folder that is a symlink, and tells apart symlinks and files alone.
 */
export function workTreeFiles(root: string): {
  read: (path: string) => Promise<Uint8Array | null>;
  list: (under?: string) => Promise<{ path: string; mode: string }[]>;
} {
  return {
    read: async (path) => {
      const file = await inside(root, path);
      if (file === null || !(await stat(file)).isFile()) return null;
      return readFile(file);
    },
    list: async (under = '') => {
      const folder = await inside(root, under);
      if (folder === null || !(await stat(folder)).isDirectory()) return [];
      const prefix = under.replace(/\/+$/, '');
      return walk(folder, prefix);
    },
  };
}

/** Of a plain file; whether it can be run is not looked at. */
const FILE_MODE = '100644';

interface Entry {
  path: string;
  mode: string;
}

async function walk(folder: string, prefix: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === '.git') continue;
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) entries.push(...(await walk(join(folder, entry.name), path)));
    else entries.push({ path, mode: entry.isSymbolicLink() ? SYMLINK_MODE : FILE_MODE });
  }
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The real path of what lies at `path`, null when nothing does or when it is outside. */
async function inside(root: string, path: string): Promise<string | null> {
  const realRoot = await realpath(root);
  const real = await existing(resolve(realRoot, path));
  if (real === null) return null;
  const within =
    real === realRoot || real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep);
  return within ? real : null;
}

async function existing(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (NO_FILE.has((error as NodeJS.ErrnoException).code)) return null;
    throw error;
  }
}
