import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import { cannotOpen, type Database } from './engine.ts';
import { lockFolder } from './lock-folder.ts';
import type { Tables } from './tables.ts';

/**
 * Opens the database in a folder, which no other process may use meanwhile. Throws a UserError when
 * one does for longer than `lockWaitMs`, or when the folder can't be used.
 */
export async function openEmbedded(folder: string, lockWaitMs: number): Promise<Database> {
  const unlock = await lockFolder(folder, lockWaitMs);
  try {
    const pglite = await PGlite.create(join(folder, 'postgres'));
    const database = embeddedDatabase(pglite);
    return {
      ...database,
      async close() {
        try {
          await database.close();
        } finally {
          unlock();
        }
      },
    };
  } catch (error) {
    unlock();
    throw cannotOpen(`The store in ${folder} can't be opened`, error);
  }
}

/** A database in this process. Closing it closes the PGlite. */
export function embeddedDatabase(pglite: PGlite): Database {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: refusing(pglite) }) });
  return {
    db,
    boss: { backend: 'pglite', db: fromPglite(pglite) },
    embedded: true,
    close: () => db.destroy(),
  };
}

type Refusable = Pick<Transaction, 'query' | 'rollback'>;

/**
 * Kysely waits for ever for the start of a transaction that PGlite refuses, since it is closed or
 * broken. Here one starts all the same, and what is asked of it fails with PGlite's error.
 */
function refusing(pglite: PGlite) {
  return {
    get closed() {
      return pglite.closed;
    },
    get ready() {
      return pglite.ready;
    },
    get waitReady() {
      return pglite.waitReady;
    },
    close: () => pglite.close(),
    query: pglite.query.bind(pglite),
    transaction<T>(run: (transaction: Refusable) => Promise<T>): Promise<T> {
      let started = false;
      const start = (transaction: Refusable) => {
        started = true;
        return run(transaction);
      };
      return pglite.transaction(start).catch((error: Error) => {
        if (started) throw error;
        const refuse = () => Promise.reject(error);
        return run({ query: refuse, rollback: refuse });
      });
    },
  };
}
