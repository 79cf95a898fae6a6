import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { cannotOpen, type Database } from './engine.ts';
import type { StoreLog } from './log.ts';
import type { Tables } from './tables.ts';

/** Connections of this process, beside the ones that pg-boss looks after the jobs with. */
const MOST_CONNECTIONS = 8;

/** Connects to a server. Throws a UserError when it can't be reached. */
export async function openPostgres(connectionString: string, log: StoreLog): Promise<Database> {
  let pool: Pool;
  try {
    pool = new Pool({
      connectionString,
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: 10_000,
    });
  } catch (error) {
    throw cannotOpen("DATABASE_URL can't be read", error);
  }
  // An idle connection that breaks is replaced when it is needed.
  pool.on('error', (error) => log.warn({ err: error }, 'a connection to the database broke'));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    await db.destroy();
    throw cannotOpen("The database of DATABASE_URL can't be reached", error);
  }
  return {
    db,
    boss: { connectionString, max: 2 },
    embedded: false,
    close: () => db.destroy(),
  };
}
