import type { Kysely } from 'kysely';
import { PgBoss, type ConstructorOptions } from 'pg-boss';
import { sql } from 'kysely';
import { UserError } from '../../core/errors.ts';
import { migrate } from './migrations.ts';
import { jobsSchemaOf, type Engine } from './transaction.ts';
import type { StoreLog } from './log.ts';
import { withPatience } from './patience.ts';
import type { Tables } from './tables.ts';

/** What an engine runs on: a server, or a database in this process. */
export interface Database {
  db: Kysely<Tables>;
  boss: Pick<ConstructorOptions, 'connectionString' | 'db' | 'backend' | 'max'>;
  /** Whether this process is the only one that uses it. */
  embedded: boolean;
  close: () => Promise<void>;
}

/** One for all processes that use a database: they set it up one after the other. */
const SET_UP_LOCK = 0x6261636b;

/**
 * Sets a database up: migrations, then pg-boss in its own schema. `tends` says whether this process
 * also looks for jobs whose worker is gone. Throws a UserError for a schema that is too new.
 */
export async function startEngine(
  { db: bare, boss: bossOptions, embedded, close }: Database,
  { schema, tends, log }: { schema: string; tends: boolean; log: StoreLog },
): Promise<Engine & { close(): Promise<void> }> {
  const boss = new PgBoss({
    ...bossOptions,
    schema: jobsSchemaOf(schema),
    schedule: false,
    supervise: tends,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'the store has trouble'));
  try {
    const setUp = async () => {
      await migrate(bare as Kysely<unknown>, schema);
      await boss.start();
      await boss.createQueue('work', QUEUE);
    };
    await withPatience(() => oneAfterTheOther(bare, embedded, setUp));
    // pg-boss looks a queue up at its first use, which must not be inside of a transaction.
    await boss.findJobs('work', { limit: 1 });
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    await close();
    throw error;
  }
  return {
    db: bare.withSchema(schema),
    boss,
    schema,
    embedded,
    async close() {
      await boss.stop({ graceful: false });
      await close();
    },
  };
}

/** Days, in seconds. */
const DAY = 24 * 60 * 60;

const QUEUE = {
  policy: 'singleton',
  // What failed by a thrown error says itself when to come back; what a crash left starts at once.
  retryDelay: 0,
  heartbeatSeconds: 10,
  expireInSeconds: DAY / 12,
  retentionSeconds: 14 * DAY,
  deleteAfterSeconds: 30 * DAY,
};

async function oneAfterTheOther(
  db: Kysely<Tables>,
  embedded: boolean,
  run: () => Promise<void>,
): Promise<void> {
  if (embedded) return run();
  await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${SET_UP_LOCK})`.execute(connection);
    try {
      await run();
    } finally {
      // It ends with its connection, if that is what failed.
      await sql`select pg_advisory_unlock(${SET_UP_LOCK})`
        .execute(connection)
        .catch(() => undefined);
    }
  });
}

/** What a user can do about a database that can't be opened. */
export function cannotOpen(what: string, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const { message, code } = error as NodeJS.ErrnoException;
  return new UserError(`${what}: ${message || code || 'no answer'}.`, { cause: error });
}
