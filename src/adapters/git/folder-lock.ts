import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isGone, readOwner, thisProcess } from './process-owner.ts';

const POLL_MS = 50;
const BEAT_MS = 5000;
/** A lock that nobody has touched for so long was left by a machine that is gone. */
const STALE_MS = 60_000;

const queues = new Map<string, Promise<void>>();

/**
 * Runs something while no other job or process does the same for this folder. The lock is a file
 * beside it, so that it can stand for a folder that does not exist; that of a process which has
 * died is taken over. An aborted signal ends the waiting and throws its reason.
 */
export async function withLock<T>(
  folder: string,
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  const path = `${resolve(folder)}.lock`;
  const before = queues.get(path) ?? Promise.resolve();
  const turn = Promise.withResolvers<void>();
  const mine = before.then(() => turn.promise);
  queues.set(path, mine);
  try {
    await abortable(before, signal);
    const release = await acquire(path, signal);
    try {
      return await run();
    } finally {
      await release();
    }
  } finally {
    turn.resolve();
    if (queues.get(path) === mine) queues.delete(path);
  }
}

async function acquire(
  path: string,
  signal: AbortSignal | undefined,
): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  while (!(await create(path))) {
    signal?.throwIfAborted();
    await removeStale(path);
    if (await create(path)) break;
    await abortable(sleep(POLL_MS), signal);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(path, { force: true });
  };
}

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(JSON.stringify(thisProcess()));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeStale(path: string): Promise<void> {
  const found = await readLock(path);
  if (found === null) return;
  const owner = readOwner(found.text);
  const gone = owner === null ? null : isGone(owner);
  if (gone === false || (gone === null && Date.now() - found.touched < STALE_MS)) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  // Another process may have been faster, and this may be its new lock: put it back.
  if ((await readLock(aside))?.text !== found.text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function readLock(path: string): Promise<{ text: string; touched: number } | null> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { text, touched: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function abortable(wait: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return wait;
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([wait, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
