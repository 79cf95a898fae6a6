import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { UserError } from '../../core/errors.ts';
import { cannotOpen, type Database } from './engine.ts';
import type { StoreLog } from './log.ts';
import { withPatienceOnce } from './patience.ts';
import type { Tables } from './tables.ts';

/** Connections of this process, beside the ones that pg-boss looks after the jobs with. */
const MOST_CONNECTIONS = 8;

/** Connects to a server. Throws a UserError for an address that is none, or that can't be reached. */
export async function openPostgres(connectionString: string, log: StoreLog): Promise<Database> {
  // pg takes a bare word for a database on a host called "base".
  if (!/^(?:postgres(?:ql)?:\/\/|socket:|\/)/.test(connectionString)) {
    throw new UserError(
      'DATABASE_URL is no address of a Postgres: write it like postgres://USER@HOST:5432/DATABASE',
    );
  }
  const pool = new Pool({
    connectionString,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A process that stands still within a transaction must not keep the others waiting.
    idle_in_transaction_session_timeout: 30_000,
  });
  // A connection that breaks is replaced when it is needed. One that is in use says so to whoever
  // uses it as well; unheard, it would end the process.
  const tell = (error: Error) => log.warn({ err: error }, 'a connection to the database broke');
  pool.on('error', tell);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    // A server that was started together with this process may not listen yet.
    await withPatienceOnce(() => sql`select 1`.execute(db));
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
