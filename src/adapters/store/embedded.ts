import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
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
        await database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw cannotOpen(`The store in ${folder} can't be opened`, error);
  }
}

/** A database in this process. Closing it closes the PGlite. */
export function embeddedDatabase(pglite: PGlite): Database {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  return {
    db,
    boss: { backend: 'pglite', db: fromPglite(pglite) },
    embedded: true,
    close: () => db.destroy(),
  };
}
