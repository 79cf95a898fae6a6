import { access, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withLock } from '../../../src/adapters/git/folder-lock.ts';
import { createMirrorCache, mirrorFolder } from '../../../src/adapters/git/mirror-cache.ts';
import { evict, folderSize } from '../../../src/adapters/git/mirror-evict.ts';
import { openMirror } from '../../../src/adapters/git/mirror.ts';
import { thisProcess } from '../../../src/adapters/git/process-owner.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'backline-cache-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A mirror of that many bytes at least, last used so many minutes ago. */
async function mirror(name: string, bytes: number, minutesAgo: number) {
  const url = `https://github.example/acme/${name}.git`;
  const folder = mirrorFolder(root, url);
  const opened = await openMirror(folder, { url, token: async () => null });
  await writeFile(join(folder, 'objects', 'pack', 'filler'), Buffer.alloc(bytes));
  const used = new Date(Date.now() - minutesAgo * 60_000);
  await utimes(join(folder, 'backline-mirror'), used, used);
  return opened;
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test('removes what was not used for the longest, until the rest fits', async () => {
  const all = [
    await mirror('old', 50_000, 30),
    await mirror('older', 50_000, 60),
    await mirror('new', 50_000, 1),
  ];
  for (const one of all) await one.close();
  const before = await folderSize(root);
  expect(before).toBeGreaterThan(150_000);
  const { removed, kept } = await evict(root, 120_000);
  expect(removed).toEqual([all[1]?.folder]);
  expect([...kept.keys()].toSorted()).toEqual([all[2]?.folder, all[0]?.folder]);
  expect([...kept.values()].reduce((sum, bytes) => sum + bytes)).toBe(await folderSize(root));
  expect(await isThere(all[0]?.folder ?? '')).toBe(true);
  expect((await evict(root, 0)).removed).toEqual([all[0]?.folder, all[2]?.folder]);
  expect(await folderSize(root)).toBe(0);
});

test('never removes a mirror that is open, even when the rest does not fit', async () => {
  const busy = await mirror('busy', 50_000, 90);
  const idle = await mirror('idle', 50_000, 5);
  await idle.close();
  expect(await evict(root, 0)).toMatchObject({ removed: [idle.folder] });
  await busy.close();
  expect(await evict(root, 0)).toEqual({ removed: [busy.folder], kept: new Map() });
});

test('two that make room at the same time take each mirror once', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await (await mirror(name, 10_000, 5)).close();
  const both = await Promise.all([evict(root, 0), evict(root, 0)]);
  expect(both.flatMap(({ removed }) => removed).length).toBe(4);
  expect(await readdir(root)).toEqual([]);
});

test('leaves a mirror alone that was used since it was looked at', async () => {
  const used = await mirror('used', 10_000, 60);
  await used.close();
  const { folder } = used;
  const { promise: turn, resolve: go } = Promise.withResolvers<void>();
  const other = withLock(folder, undefined, async () => {
    await turn;
    await utimes(join(folder, 'backline-mirror'), new Date(), new Date());
  });
  const { signal } = new AbortController();
  const waits = vi.spyOn(signal, 'addEventListener');
  const evicting = evict(root, 0, signal);
  await expect.poll(() => waits.mock.calls.length).toBeGreaterThan(0);
  go();
  await other;
  expect((await evicting).removed).toEqual([]);
  expect(await isThere(folder)).toBe(true);
});

test('makes room when a mirror is closed, and measures anew after some minutes', async () => {
  let time = 0;
  const log: string[] = [];
  const options = { maxBytes: 120_000, log: (line: string) => void log.push(line) };
  const cache = createMirrorCache(root, { ...options, now: () => time });
  const use = async (name: string): Promise<string> => {
    const url = `https://github.example/acme/${name}.git`;
    const opened = await cache.open({ url, token: async () => null });
    await writeFile(join(opened.folder, 'objects', 'pack', 'filler'), Buffer.alloc(50_000));
    await Promise.all([opened.close(), opened.close()]);
    return opened.folder;
  };
  const [first, second] = [await use('first'), await use('second')];
  expect(log).toEqual([]);
  const third = await use('third');
  expect(await Promise.all([first, second, third].map(isThere))).toEqual([false, true, true]);
  expect(log).toEqual(['cached repositories removed to make room: 1']);
  // Another process fetches too, of which this one learns when it measures again.
  await (await mirror('foreign', 60_000, 90)).close();
  await use('third');
  const foreign = mirrorFolder(root, 'https://github.example/acme/foreign.git');
  expect(await isThere(foreign)).toBe(true);
  time += 11 * 60_000;
  await use('third');
  expect(await Promise.all([foreign, second, third].map(isThere))).toEqual([false, true, true]);
});

test('begins anew when too many fetches have left their packs, unless somebody reads them', async () => {
  const first = await mirror('packs', 0, 0);
  const packs = join(first.folder, 'objects', 'pack');
  for (let i = 0; i < 201; i++) await writeFile(join(packs, `pack-${i}.pack`), '');
  const second = await mirror('packs', 0, 0);
  expect((await readdir(packs)).length).toBeGreaterThan(200);
  await second.close();
  await first.close();
  await (await mirror('packs', 0, 0)).close();
  expect(await readdir(packs)).toEqual(['filler']);
});

test('a process that has died keeps nothing open and no lock', async () => {
  const left = await mirror('left', 10, 5);
  await left.close();
  // Process ids end below that.
  const owner = JSON.stringify({ ...thisProcess(), pid: 2 ** 22 + 1, process: 'gone' });
  await mkdir(`${left.folder}.users`, { recursive: true });
  await writeFile(join(`${left.folder}.users`, 'note'), owner);
  await writeFile(`${left.folder}.lock`, owner);
  expect((await evict(root, 0)).removed).toEqual([left.folder]);
  expect(await readdir(root)).toEqual([]);
});

test('removes what an interrupted removal left', async () => {
  const half = join(root, 'x.git.old-01234567-89ab-cdef-0123-456789abcdef');
  await mkdir(half);
  await writeFile(join(half, 'file'), 'text');
  expect(await evict(root, 1_000_000)).toEqual({ removed: [], kept: new Map() });
  expect(await isThere(half)).toBe(false);
});

test('one folder a repository, whatever its name, and all of them in one place', () => {
  const names = [
    'https://github.com/acme/shop.git',
    'https://github.com/acme/shop2.git',
    'https://ghe.example:8443/acme/shop.git',
    'http://127.0.0.1:3000/acme/.github.git',
    'https://github.com/acme/..%2f..%2fetc.git',
  ];
  const folders = names.map((name) => mirrorFolder('/cache', name));
  expect(new Set(folders).size).toBe(names.length);
  for (const folder of folders) expect(folder).toMatch(/^\/cache\/[^/.][^/]*\.git$/);
  expect(mirrorFolder('/cache', 'https://GitHub.com/Acme/Shop')).toBe(folders[0]);
});

test('a lock lets one in at a time, in turn, and lets go after a failure', async () => {
  const folder = join(root, 'locked');
  const order: string[] = [];
  const job = (name: string) =>
    withLock(folder, undefined, async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} out`);
      if (name === 'b') throw new Error('b failed');
    });
  const results = await Promise.allSettled([job('a'), job('b'), job('c')]);
  expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await readdir(root)).toEqual([]);
});

test('an abort ends the waiting for a lock and leaves it to the others', async () => {
  const folder = join(root, 'locked');
  const { promise, resolve } = Promise.withResolvers<void>();
  const holding = withLock(folder, undefined, () => promise);
  const abort = new AbortController();
  const waiting = withLock(folder, abort.signal, async () => 'never');
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  const next = withLock(folder, undefined, async () => 'next');
  resolve();
  await holding;
  expect(await next).toBe('next');
});

test('waits for the lock of another process that lives', async () => {
  const folder = join(root, 'locked');
  // Of a machine that can't be asked, and fresh: only time would tell.
  await writeFile(`${folder}.lock`, JSON.stringify({ place: 'afar', pid: 1, process: 'x' }));
  let inside = false;
  const waiting = withLock(folder, undefined, async () => (inside = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(inside).toBe(false);
  await rm(`${folder}.lock`);
  await waiting;
  await writeFile(`${folder}.lock`, JSON.stringify({ place: 'afar', pid: 1, process: 'x' }));
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(`${folder}.lock`, longAgo, longAgo);
  expect(await withLock(folder, undefined, async () => 'taken over')).toBe('taken over');
});
