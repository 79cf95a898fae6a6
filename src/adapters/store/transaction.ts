import type { Kysely, Transaction } from 'kysely';
import { fromKysely, type JobAttempt, type PgBoss } from 'pg-boss';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobData } from './job-data.ts';
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

/** A job as it is sent. */
interface NewJob {
  /** Kept when a job takes the place of another. */
  id?: string;
  data: JobData;
  startAfter?: Date;
}

/** What can be done to jobs inside of a transaction. */
interface JobsInTransaction {
  send(job: NewJob): Promise<void>;
  /** Takes the job of that number, null when somebody else was faster. */
  fetch(number: number): Promise<{ id: string; retryCount: number; data: JobData } | null>;
  remove(jobs: string[] | JobAttempt[]): Promise<number>;
  /** Counts as a try; gives how many were failed. */
  fail(job: string | JobAttempt, output: object): Promise<number>;
  startAt(id: string, date: Date): Promise<void>;
  cancel(id: string): Promise<void>;
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
  { db, boss }: Engine,
  run: (tx: Tx) => Promise<T>,
): Promise<T> {
  return withPatience(() =>
    db
      .transaction()
      .execute((transaction) => run({ db: transaction, jobs: jobsIn(boss, transaction) })),
  );
}

/** Tries again, for some seconds, what a database failed that was away for a moment. */
export async function withPatience<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt > RETRY_MS.length || !mayPass(error)) throw error;
    }
    await delay(RETRY_MS[attempt - 1]);
  }
}

const RETRY_MS = [20, 100, 400, 1000, 2000];

/** Codes of Postgres and of the network: deadlock, serialization, shutdown, start-up, no connection. */
const PASSING = /^(?:40P01|40001|57P0[1-3]|08...|53300|ECONN\w+|EPIPE|ENOENT)$/;

/** Whether trying again may go better. pg says in words alone that a connection ended. */
function mayPass(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return PASSING.test(code ?? '') || /^Connection terminated|^timeout exceeded/.test(message);
}

function jobsIn(boss: PgBoss, transaction: Transaction<Tables>): JobsInTransaction {
  const options = { db: fromKysely(transaction) };
  return {
    async send({ id, data, startAfter }) {
      const sent = await boss.send('work', data, {
        ...options,
        ...(id === undefined ? {} : { id }),
        ...(startAfter === undefined ? {} : { startAfter }),
        singletonKey: data.lane,
        group: { id: String(data.installation) },
        priority: data.number,
        retryLimit: data.retries,
      });
      if (sent === null) throw new Error(`the job ${id ?? data.delivery} could not be queued`);
    },
    async fetch(number) {
      const [job] = await boss.fetch<JobData>('work', {
        ...options,
        includeMetadata: true,
        minPriority: number,
        maxPriority: number,
      });
      return job ? { id: job.id, retryCount: job.retryCount, data: job.data } : null;
    },
    async remove(jobs) {
      if (jobs.length === 0) return 0;
      return affected(await boss.deleteJob('work', jobs, options));
    },
    async fail(job, output) {
      return affected(await boss.fail('work', job, output, options));
    },
    async startAt(id, date) {
      await boss.update('work', undefined, { ...options, id, startAfter: date });
    },
    async cancel(id) {
      await boss.cancel('work', id, options);
    },
  };
}

/** How many jobs a call changed; pg-boss gives it and leaves it out of its types. */
function affected(response: object): number {
  return (response as { affected: number }).affected;
}
