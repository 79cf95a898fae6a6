import { join } from 'node:path';
import type { Chores, Jobs, Reviews } from '../../ports/store.ts';
import { choresIn } from './chores.ts';
import { startEngine } from './engine.ts';
import { jobsIn } from './jobs.ts';
import type { StoreLog } from './log.ts';
import { reviewsIn } from './reviews.ts';
import { releaseActive } from './settle.ts';
import type { Engine } from './transaction.ts';

export interface StoreOptions {
  /** Of a Postgres; without one the store is in `folder`. */
  databaseUrl?: string | undefined;
  /** Where everything that is kept lies; the store takes `store` in it. */
  folder: string;
  /** How long to wait for another process to leave the folder; 15 s by default. */
  lockWaitMs?: number;
  /** Whether this process looks for jobs whose worker is gone; it does by default. */
  tends?: boolean;
  log: StoreLog;
}

/** Jobs, their finished steps and the records of reviews, in a database. */
export interface Store extends Jobs, Reviews, Chores {
  engine: Engine;
  close(): Promise<void>;
}

export const SCHEMA = 'backline';
const LOCK_WAIT_MS = 15_000;

/**
 * Opens the store and brings its schema up to date. Throws a UserError when another process uses
 * the folder, when the database can't be reached, or when a newer Backline has written it.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, folder, lockWaitMs = LOCK_WAIT_MS, tends = true, log } = options;
  const open = async () => {
    if (databaseUrl) return (await import('./postgres.ts')).openPostgres(databaseUrl, log);
    return (await import('./embedded.ts')).openEmbedded(join(folder, 'store'), lockWaitMs);
  };
  const engine = await startEngine(await open(), { schema: SCHEMA, tends, log });
  return storeOn(engine);
}

/** The store on a database that is set up. Closing it closes the database. */
export async function storeOn(engine: Engine & { close(): Promise<void> }): Promise<Store> {
  if (engine.embedded) await releaseActive(engine);
  return {
    engine,
    ...jobsIn(engine),
    ...reviewsIn(engine),
    ...choresIn(engine),
    close: () => engine.close(),
  };
}
