import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { withLock } from './folder-lock.ts';
import { lastUse } from './mirror-folder.ts';
import { isInUse, removeUsers } from './mirror-users.ts';

const THROWN_AWAY = /\.old-[\da-f-]{36}$/;

/** The bytes of all files below a folder, 0 when there is none. */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return folderSize(path);
      return lstat(path).then(
        ({ size }) => size,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** What an eviction left and took; folders, with the bytes of those that stay. */
export interface Evicted {
  kept: Map<string, number>;
  removed: string[];
}

interface Found {
  folder: string;
  used: number;
  bytes: number;
}

/**
 * Removes the mirrors directly below `root` that were not used for the longest, until what is left
 * has at most `maxBytes`; never one that somebody has open, even if it stays too much then. Other
 * processes may do the same at the same time.
 */
export async function evict(
  root: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Evicted> {
  const mirrors: Found[] = [];
  for (const name of await readdir(root).catch(() => [])) {
    const folder = join(root, name);
    if (THROWN_AWAY.test(name)) await remove(folder);
    else {
      const used = await lastUse(folder);
      if (used !== null) mirrors.push({ folder, used, bytes: await folderSize(folder) });
    }
  }
  const kept = new Map(mirrors.map(({ folder, bytes }) => [folder, bytes]));
  let total = mirrors.reduce((sum, { bytes }) => sum + bytes, 0);
  const removed: string[] = [];
  for (const mirror of mirrors.sort((a, b) => a.used - b.used)) {
    if (total <= maxBytes) break;
    const fate = await evictOne(mirror, signal);
    if (fate === 'kept') continue;
    if (fate === 'removed') removed.push(mirror.folder);
    total -= mirror.bytes;
    kept.delete(mirror.folder);
  }
  return { kept, removed };
}

async function evictOne(
  { folder, used }: Found,
  signal: AbortSignal | undefined,
): Promise<'removed' | 'kept' | 'gone'> {
  if (await isInUse(folder)) return 'kept';
  const old = `${folder}.old-${randomUUID()}`;
  // Whoever opens it does so under this lock, and finds it gone or is seen here.
  const fate = await withLock(folder, signal, async () => {
    const now = await lastUse(folder);
    if (now === null) return 'gone';
    if (now !== used || (await isInUse(folder))) return 'kept';
    await rename(folder, old);
    await removeUsers(folder);
    return 'removed';
  });
  if (fate === 'removed') await remove(old);
  return fate;
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
