import { sql } from 'kysely';
import { GitHubError } from '../../ports/github-error.ts';
import { ModelError } from '../../ports/model.ts';
import { FinalFailure } from '../../ports/queue.ts';
import { isOutdated, serve, type Claim } from './claim.ts';
import { inTransaction, jobsSchemaOf, type Engine, type Tx } from './transaction.ts';

/** What became of a job that failed: when it is tried again, or that it is dead, or replaced. */
export type Failed = { fate: 'retry'; inMs: number } | { fate: 'dead' } | { fate: 'replaced' };

/** The job is done: it goes, with the steps that were kept for it. */
export async function finish(engine: Engine, claim: Claim): Promise<void> {
  await inTransaction(engine, (tx) => forget(engine, tx, claim));
}

async function forget(engine: Engine, tx: Tx, claim: Claim): Promise<void> {
  if ((await tx.jobs.remove([claim])) > 0) {
    await tx.db.deleteFrom('step').where('job', '=', claim.id).execute();
  }
  await serve(engine, tx, claim.data);
}

/** Puts a job that was not done back where it was; it does not count as a try. */
export async function putBack(engine: Engine, claim: Claim): Promise<void> {
  await inTransaction(engine, async (tx) => {
    if (await isOutdated(tx, claim.data)) return forget(engine, tx, claim);
    const { id, data } = claim;
    // Removed only while it is still ours.
    if ((await tx.jobs.remove([claim])) > 0) await tx.jobs.send({ id, data });
  });
}

/** Has a job that failed tried again later, unless that is pointless: then it is dead. */
export async function fail(
  engine: Engine,
  claim: Claim,
  error: unknown,
  retryMs: readonly number[],
): Promise<Failed> {
  return inTransaction(engine, async (tx) => {
    if (await isOutdated(tx, claim.data)) {
      await forget(engine, tx, claim);
      return { fate: 'replaced' };
    }
    await serve(engine, tx, claim.data);
    const pause = error instanceof FinalFailure ? undefined : retryMs[claim.retryCount];
    if (pause === undefined) await endRetries(engine, tx, claim);
    await tx.jobs.fail(claim, { message: oneLine(error) });
    if (pause === undefined) return { fate: 'dead' };
    const inMs = Math.round(Math.max(spread(pause), 1000 * askedPause(error)));
    await tx.jobs.startAt(claim.id, new Date((await databaseNow(tx)) + inMs));
    return { fate: 'retry', inMs };
  });
}

/** Gives up the jobs of workers that are certainly gone: nobody else uses an embedded store. */
export async function releaseActive(engine: Engine): Promise<number> {
  return inTransaction(engine, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select id from ${sql.id(jobsSchemaOf(engine.schema), 'job')}
      where name = 'work' and state = 'active'`.execute(tx.db);
    for (const { id } of rows) await tx.jobs.fail(id, { message: 'its process ended' });
    return rows.length;
  });
}

/** pg-boss has no call that fails a job for good while it has tries left. */
async function endRetries({ schema }: Engine, tx: Tx, { id }: Claim): Promise<void> {
  await sql`
    update ${sql.id(jobsSchemaOf(schema), 'job')} set retry_limit = retry_count
    where name = 'work' and id = ${id}`.execute(tx.db);
}

/** A quarter more or less, so that jobs that failed together don't come back together. */
function spread(milliseconds: number): number {
  return milliseconds * (0.75 + Math.random() / 2);
}

/** Seconds that GitHub or the model asked to be left alone for; 0 when they did not say. */
function askedPause(error: unknown): number {
  if (error instanceof GitHubError) return error.details.retryAfterSeconds ?? 0;
  if (error instanceof ModelError) return error.retryAfterSeconds ?? 0;
  return 0;
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll(/\s+/g, ' ').slice(0, 500);
}

async function databaseNow(tx: Tx): Promise<number> {
  const { rows } = await sql<{ now: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(tx.db);
  return rows[0]!.now;
}
