import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../core/errors.ts';

const LOOK_EVERY_MS = 100;

/**
 * Keeps every other process out of a folder until the function that it gives is called. PGlite
 * itself takes no lock, and two processes on one folder lose rows silently. The lock is SQLite's,
 * which is the operating system's: it ends with the process, however that ends. Waits for at most
 * `waitMs`, as a new version does for the old one to stop; then throws a UserError.
 */
export async function lockFolder(folder: string, waitMs: number): Promise<() => void> {
  let lock: DatabaseSync;
  try {
    mkdirSync(folder, { recursive: true });
    lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  } catch (error) {
    throw new UserError(
      `The store's folder ${folder} can't be used (${(error as Error).message}): set BACKLINE_DATA to one that may be written to.`,
      { cause: error },
    );
  }
  const end = performance.now() + waitMs;
  for (;;) {
    try {
      lock.exec('pragma busy_timeout = 0; begin exclusive');
      return () => lock.close();
    } catch (error) {
      // SQLITE_BUSY; every other error is the folder's.
      if ((error as { errcode?: number }).errcode !== 5) {
        lock.close();
        throw new UserError(
          `The store's folder ${folder} can't be locked (${(error as Error).message}): set BACKLINE_DATA to one that may be written to.`,
          { cause: error },
        );
      }
      if (performance.now() >= end) {
        lock.close();
        throw new UserError(
          `Another Backline uses the store in ${folder}: stop it first, give this one a folder of its own (BACKLINE_DATA), or let both use Postgres (DATABASE_URL).`,
        );
      }
    }
    await delay(LOOK_EVERY_MS);
  }
}
