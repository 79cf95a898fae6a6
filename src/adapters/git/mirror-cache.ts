import { join } from 'node:path';
import { FetchError } from './fetch-error.ts';
import { evict, folderSize } from './mirror-evict.ts';
import { openMirror, type Mirror, type MirrorOptions } from './mirror.ts';

/** Mirrors of many repositories below one folder, which several processes may share. */
export interface MirrorCache {
  /**
   * Opens a repository's mirror in its place below the folder. Closing it makes room, when there is
   * too much by then. A fetch that finds the disk full makes what room there is and tries again.
   */
  open(options: MirrorOptions): Promise<Mirror>;
}

export interface MirrorCacheOptions {
  /** What all mirrors together may have; those that are in use stay, whatever they have. */
  maxBytes: number;
  /** Told what was removed, and why nothing could be. */
  log: (line: string) => void;
  /** Milliseconds that only go up. */
  now?: () => number;
}

/** So often the whole folder is measured, since other processes fetch into it too. */
const MEASURE_MS = 10 * 60 * 1000;

export function createMirrorCache(
  root: string,
  { maxBytes, log, now = () => performance.now() }: MirrorCacheOptions,
): MirrorCache {
  /** Bytes by folder: as they were when all was measured last, and when one was closed. */
  let sizes = new Map<string, number>();
  let measured: number | null = null;
  let making: Promise<string[]> | null = null;

  /** One at a time in this process. Gives the folders that are gone. */
  function makeRoom(bytes: number): Promise<string[]> {
    making ??= (async () => {
      try {
        const { kept, removed } = await evict(root, bytes);
        sizes = kept;
        measured = now();
        if (removed.length > 0) log(`cached repositories removed to make room: ${removed.length}`);
        return removed;
      } finally {
        making = null;
      }
    })();
    return making;
  }

  async function afterUse(folder: string): Promise<void> {
    sizes.set(folder, await folderSize(folder));
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const isOld = measured === null || now() - measured > MEASURE_MS;
    if (total <= maxBytes && !isOld) return;
    // A review is not worse for it.
    await makeRoom(maxBytes).catch((error: unknown) =>
      log(`no room could be made among the cached repositories: ${String(error)}`),
    );
  }

  return {
    async open(options) {
      const mirror = await openMirror(mirrorFolder(root, options.url), options);
      let closed: Promise<void> | null = null;
      return {
        ...mirror,
        async fetch(commits) {
          try {
            await mirror.fetch(commits);
          } catch (error) {
            if (!(error instanceof FetchError) || error.kind !== 'disk_full') throw error;
            if ((await makeRoom(0)).length === 0) throw error;
            await mirror.fetch(commits);
          }
        },
        close: () => (closed ??= mirror.close().then(() => afterUse(mirror.folder))),
      };
    },
  };
}

/** Where the mirror of a repository belongs below `root`; hosts and names don't tell upper from lower case. */
export function mirrorFolder(root: string, url: string): string {
  const { host, pathname } = new URL(url);
  const name = `${host}${pathname.replace(/\.git$/, '')}`.toLowerCase();
  const flat = encodeURIComponent(name).replaceAll('%2F', '+').replaceAll('%3A', '_');
  return join(root, `${flat.replace(/^\.+/, '')}.git`);
}
