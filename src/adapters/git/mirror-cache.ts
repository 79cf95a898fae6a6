import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { withLock } from './folder-lock.ts';
import { lastUse } from './mirror-folder.ts';
import { isInUse, removeUsers } from './mirror-users.ts';

const THROWN_AWAY = /\.old-[\da-f-]{36}$/;

/** Where the mirror of a repository belongs below `root`; hosts and names don't tell upper from lower case. */
export function mirrorFolder(root: string, url: string): string {
  const { host, pathname } = new URL(url);
  const name = `${host}${pathname.replace(/\.git$/, '')}`.toLowerCase();
  const flat = encodeURIComponent(name).replaceAll('%2F', '+').replaceAll('%3A', '_');
  return join(root, `${flat.replace(/^\.+/, '')}.git`);
}

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

/**
 * Removes the mirrors directly below `root` that were not used for the longest, until what is left
 * has at most `maxBytes`; never one that somebody has open, even if it stays too much then.
 */
export async function evict(
  root: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<{ bytes: number; removed: string[] }> {
  const mirrors: { folder: string; used: number; bytes: number }[] = [];
  for (const name of await readdir(root).catch(() => [])) {
    const folder = join(root, name);
    if (THROWN_AWAY.test(name)) await remove(folder);
    else {
      const used = await lastUse(folder);
      if (used !== null) mirrors.push({ folder, used, bytes: await folderSize(folder) });
    }
  }
  let bytes = mirrors.reduce((sum, mirror) => sum + mirror.bytes, 0);
  const removed: string[] = [];
  for (const mirror of mirrors.sort((a, b) => a.used - b.used)) {
    if (bytes <= maxBytes) break;
    if (await isInUse(mirror.folder)) continue;
    const old = `${mirror.folder}.old-${randomUUID()}`;
    // Whoever opens it does so under this lock, and finds it gone or is seen here.
    const gone = await withLock(mirror.folder, signal, async () => {
      if (await isInUse(mirror.folder)) return false;
      await rename(mirror.folder, old);
      await removeUsers(mirror.folder);
      return true;
    });
    if (!gone) continue;
    await remove(old);
    bytes -= mirror.bytes;
    removed.push(mirror.folder);
  }
  return { bytes, removed };
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
