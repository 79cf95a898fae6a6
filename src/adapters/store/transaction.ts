import { setImmediate as turn } from 'node:timers/promises';
import { sql, type Kysely, type Transaction } from 'kysely';
import { fromKysely, type JobAttempt, type PgBoss } from 'pg-boss';
import type { JobData } from './job-data.ts';
import { SOME_SECONDS, withPatience, type Patience } from './patience.ts';
import type { Tables } from './tables.ts';

/** A database that is set up. */
export interface Engine {
  db: Kysely<Tables>;
  boss: PgBoss;
  schema: string;
  embedded: boolean;
}

/** pg-boss's own schema. */
export function jobsSchemaOf(schema: string): string {
  return `${schema}_jobs`;
}

/** A job that waits again. */
interface Requeued {
  id: string;
  /** Only while this try of it runs. */
  attempt?: number;
  data: JobData;
  startAfter?: Date;
}

/**
 * How often a job may lose its process, which is no try: its neighbours may be to blame. One that
 * does so time and again may end the process itself: it comes back later and later, up to a minute,
 * which lets the others get done, and not for ever.
 */
const MOST_LOST = 20;
const LOST = { retryDelay: 1, retryBackoff: true, retryDelayMax: 60 } as const;

/** What can be done to jobs inside of a transaction. */
interface JobsInTransaction {
  send(data: JobData, startAfter?: Date): Promise<void>;
  /** Takes the job of that number, null when somebody else was faster. */
  fetch(number: number): Promise<{ id: string; retryCount: number; data: JobData } | null>;
  remove(jobs: string[] | JobAttempt[]): Promise<number>;
  /** Counts as a try; gives how many were failed. */
  fail(job: string | JobAttempt, output: object): Promise<number>;
  /**
   * Has a job wait again, with the tries that its data leaves it. It stays the same row: the count
   * of its starts goes on, so that no worker that lost it can take a later start for its own.
   */
  requeue(job: Requeued): Promise<void>;
}

export interface Tx {
  db: Transaction<Tables>;
  jobs: JobsInTransaction;
}

/**
 * Runs a transaction on the tables and the jobs together. This is the only way to change a job, so
 * that pg-boss is always handed the transaction: without it, PGlite would wait for itself for ever.
 * A transaction that a lost connection or a deadlock undid is run again, for some seconds.
 */
export async function inTransaction<T>(
  { db, boss, schema, embedded }: Engine,
  run: (tx: Tx) => Promise<T>,
  patience: Patience = SOME_SECONDS,
): Promise<T> {
  return withPatience(
    () =>
      db.transaction().execute(async (transaction) => {
        // PGlite answers without giving the event loop a turn: while one transaction followed the
        // other, no webhook would be read and no answer sent.
        if (embedded) await turn();
        return run({ db: transaction, jobs: jobsIn(boss, schema, transaction) });
      }),
    patience,
  );
}

function jobsIn(boss: PgBoss, schema: string, transaction: Transaction<Tables>): JobsInTransaction {
  const options = { db: fromKysely(transaction) };
  return {
    async send(data, startAfter) {
      const sent = await boss.send('work', data, {
        ...options,
        ...(startAfter === undefined ? {} : { startAfter }),
        singletonKey: data.lane,
        group: { id: String(data.installation) },
        priority: data.number,
        retryLimit: data.retries + MOST_LOST,
        ...LOST,
      });
      if (sent === null) throw new Error(`the job of ${data.delivery} could not be queued`);
    },
    async fetch(number) {
      const [job] = await boss.fetch<JobData>('work', {
        ...options,
        includeMetadata: true,
        minPriority: number,
        maxPriority: number,
      });
      if (job === undefined) return null;
      const { id, retryCount, data } = job;
      if (!wasLost(job.output)) return { id, retryCount, data };
      const counted = { ...data, uncounted: data.uncounted + 1 };
      await sql`
        update ${sql.id(jobsSchemaOf(schema), 'job')}
        set data = ${JSON.stringify(counted)}::text::jsonb, output = null
        where name = 'work' and id = ${id}`.execute(transaction);
      return { id, retryCount, data: counted };
    },
    async remove(jobs) {
      if (jobs.length === 0) return 0;
      return affected(await boss.deleteJob('work', jobs, options));
    },
    async fail(job, output) {
      return affected(await boss.fail('work', job, output, options));
    },
    // pg-boss changes what waits, and nothing of a job that runs or is dead.
    async requeue({ id, attempt = null, data, startAfter = null }) {
      await sql`
        update ${sql.id(jobsSchemaOf(schema), 'job')}
        set state = 'created', data = ${JSON.stringify(data)}::text::jsonb,
          retry_limit = ${data.retries + data.uncounted + MOST_LOST}::int, completed_on = null,
          output = case when output ? 'value' then null else output end,
          start_after = coalesce(${startAfter}::timestamptz, now()), heartbeat_on = null,
          keep_until = coalesce(${startAfter}::timestamptz, now()) + (keep_until - start_after)
        where name = 'work' and id = ${id}
          and (${attempt}::int is null or (state = 'active' and retry_count = ${attempt}::int))`.execute(
        transaction,
      );
    },
  };
}

/** Whether what is left of a start is pg-boss's word that its worker is gone. */
function wasLost(output: object | null): boolean {
  return output !== null && 'value' in output;
}

/** How many jobs a call changed; pg-boss gives it and leaves it out of its types. */
function affected(response: object): number {
  return (response as { affected: number }).affected;
}
