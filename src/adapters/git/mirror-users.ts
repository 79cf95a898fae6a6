import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isGone, readOwner, thisProcess } from './process-owner.ts';

/** After so long, a user on another machine that has not said goodbye is taken for gone. */
const FORGOTTEN_MS = 24 * 3_600_000;

/**
 * Notes beside a mirror's folder that it is in use. The function that comes back takes the note
 * away, and may be called more than once.
 */
export async function enterMirror(folder: string): Promise<() => Promise<void>> {
  const users = usersOf(folder);
  const note = join(users, randomUUID());
  await mkdir(users, { recursive: true });
  await writeFile(note, JSON.stringify(thisProcess()));
  return () => rm(note, { force: true });
}

/** Whether somebody, here or in another process, has the mirror open. */
export async function isInUse(folder: string): Promise<boolean> {
  return (await countUsers(folder)) > 0;
}

/** How often the mirror is open, here and in other processes. Notes of the dead are removed. */
export async function countUsers(folder: string): Promise<number> {
  const users = usersOf(folder);
  const notes = await readdir(users).catch(() => []);
  let count = 0;
  for (const name of notes) {
    const note = join(users, name);
    const [text, facts] = await Promise.all([
      readFile(note, 'utf8').catch(() => null),
      stat(note).catch(() => null),
    ]);
    if (text === null || facts === null) continue;
    const owner = readOwner(text);
    const gone = owner === null ? null : isGone(owner);
    if (gone ?? Date.now() - facts.mtimeMs > FORGOTTEN_MS) await rm(note, { force: true });
    else count++;
  }
  return count;
}

export async function removeUsers(folder: string): Promise<void> {
  await rm(usersOf(folder), { recursive: true, force: true });
}

function usersOf(folder: string): string {
  return `${folder}.users`;
}
