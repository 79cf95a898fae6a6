import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

/*
 * Refs as git keeps them: a file each, which goes before its row in `packed-refs`.
 * https://git-scm.com/docs/gitrepository-layout
 */

/** What a ref (`refs/heads/main`) points at, or null when there is none. */
export function readRef(dir: string, name: string): string | null {
  return readLoose(join(dir, name)) ?? packed(dir).get(name) ?? null;
}

/** All refs below folders like `refs/heads`, sorted by name, with what they point at. */
export function listRefs(dir: string, folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, id] of packed(dir)) {
    if (folders.some((folder) => name.startsWith(`${folder}/`))) found.set(name, id);
  }
  for (const folder of folders) {
    const entries = readdirSync(join(dir, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      // git writes a ref beside its place first.
      const id = entry.isFile() && !entry.name.endsWith('.lock') ? readLoose(file) : null;
      if (id !== null) found.set(relative(dir, file), id);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function setRef(dir: string, name: string, id: string): void {
  const file = join(dir, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.lock`, `${id}\n`);
  renameSync(`${file}.lock`, file);
}

/** Removes one that `setRef` has made, if it is there. */
export function removeRef(dir: string, name: string): void {
  rmSync(join(dir, name), { force: true });
}

function readLoose(file: string): string | null {
  try {
    const text = readFileSync(file, 'latin1').trim();
    return /^[0-9a-f]{40}$/.test(text) ? text : null;
  } catch {
    return null;
  }
}

function packed(dir: string): Map<string, string> {
  const file = join(dir, 'packed-refs');
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return new Map();
  const rows = readFileSync(file, 'utf8').matchAll(/^([0-9a-f]{40}) (\S+)$/gm);
  return new Map([...rows].map(([, id, name]) => [name!, id!]));
}
