import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

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
 * nothing outside its root: a path or symlink that leads out is no file. `list` leaves out `.git`
 * and follows no folder that is a symlink.
 */
export function workTreeFiles(root: string): {
  read: (path: string) => Promise<Uint8Array | null>;
  list: (under?: string) => Promise<{ path: string }[]>;
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
      return (await walk(folder, prefix)).map((path) => ({ path }));
    },
  };
}

async function walk(folder: string, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === '.git') continue;
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await walk(join(folder, entry.name), path)));
    else paths.push(path);
  }
  return paths.sort();
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
