import { sql } from 'kysely';
import { GitHubError } from '../../ports/github-error.ts';
import { ModelError } from '../../ports/model.ts';
import { FinalFailure } from '../../ports/queue.ts';
import { drop, isOutdated, serve, type Claim } from './claim.ts';
import { storable } from './job-data.ts';
import { A_MINUTE } from './patience.ts';
import { inTransaction, jobsSchemaOf, type Engine, type Tx } from './transaction.ts';

/**
 * What became of a job that failed: when it is tried again, that it is dead, or that it is no longer
 * this worker's to say, since it was replaced, stopped, or taken by another.
 */
export type Failed = { fate: 'retry'; inMs: number } | { fate: 'dead' } | { fate: 'gone' };

/** The job is done: it goes, with the steps that were kept for it, and dead reviews before it. */
export async function finish(engine: Engine, claim: Claim): Promise<void> {
  await settling(engine, async (tx) => {
    await isOutdated(tx, claim.data, { untilEnd: true });
    if ((await drop(tx, [claim])) > 0) await dropDead(engine, tx, claim);
    await serve(engine, tx, claim.data);
  });
}

/** A job was ended before it was done: it goes when it became pointless, else it starts again. */
export async function putBack(engine: Engine, claim: Claim): Promise<void> {
  await settling(engine, async (tx) => {
    if (await isPointless(engine, tx, claim)) await drop(tx, [claim]);
    else {
      const data = { ...claim.data, uncounted: claim.data.uncounted + 1 };
      await tx.jobs.requeue({ id: claim.id, attempt: claim.retryCount, data });
    }
    await serve(engine, tx, claim.data);
  });
}

/** Has a job that failed tried again later; it is dead when it has no tries left. */
export async function fail(
  engine: Engine,
  claim: Claim,
  error: unknown,
  retryMs: readonly number[],
): Promise<Failed> {
  return settling(engine, async (tx) => {
    if (await isPointless(engine, tx, claim)) {
      await drop(tx, [claim]);
      await serve(engine, tx, claim.data);
      return { fate: 'gone' };
    }
    const { retryCount, data } = claim;
    const before = retryCount - data.uncounted;
    const isFinal = error instanceof FinalFailure || before >= data.retries;
    if (isFinal) await endRetries(engine, tx, claim);
    const failed = await tx.jobs.fail(claim, { message: oneLine(error) });
    await serve(engine, tx, data);
    if (failed === 0) return { fate: 'gone' };
    if (isFinal) return { fate: 'dead' };
    const pause = retryMs[Math.min(before, retryMs.length - 1)] ?? 0;
    const askedMs = 1000 * askedPause(error);
    const inMs = Math.round(Math.max(spread(pause), askedMs + (Math.random() * pause) / 2));
    await putOff(engine, tx, claim, inMs, askedMs > 0);
    return { fate: 'retry', inMs };
  });
}

function settling<T>(engine: Engine, run: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(engine, run, A_MINUTE);
}

/** Whether something newer took the place of a job that this worker has, or a person stopped it. */
async function isPointless(engine: Engine, tx: Tx, { id, data }: Claim): Promise<boolean> {
  if (await isOutdated(tx, data, { untilEnd: true })) return true;
  const { rows } = await sql<{ cancelled: boolean }>`
    select data ? 'cancelled' as cancelled from ${jobTable(engine)}
    where name = 'work' and id = ${id} for update`.execute(tx.db);
  return rows[0]?.cancelled ?? false;
}

/** What failed for good before a review of the same pull request that went well. */
async function dropDead(engine: Engine, tx: Tx, { data }: Claim): Promise<void> {
  if (data.generation === null) return;
  const { rows } = await sql<{ id: string }>`
    select id from ${jobTable(engine)}
    where name = 'work' and singleton_key = ${data.lane} and state = 'failed'
      and data->'generation' <> 'null'::jsonb`.execute(tx.db);
  await drop(
    tx,
    rows.map(({ id }) => id),
  );
}

async function putOff(
  engine: Engine,
  tx: Tx,
  { id }: Claim,
  inMs: number,
  wasAsked: boolean,
): Promise<void> {
  const { rows } = await sql<{ now: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(tx.db);
  const at = rows[0]!.now + inMs;
  const kept = JSON.stringify(wasAsked ? { notBefore: at } : {});
  await sql`
    update ${jobTable(engine)} set start_after = ${new Date(at)}, data = data || ${kept}::text::jsonb
    where name = 'work' and id = ${id} and state = 'retry'`.execute(tx.db);
}

/** Starts after which a job that lost its process is not taken up at once any more. */
const MANY_STARTS = 3;

/**
 * Gives up the jobs of workers that are certainly gone: nobody else uses an embedded store. They
 * start again at once, unless they were started often.
 */
export async function releaseActive(engine: Engine): Promise<number> {
  return inTransaction(engine, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select id from ${jobTable(engine)} where name = 'work' and state = 'active'`.execute(tx.db);
    for (const { id } of rows) await tx.jobs.fail(id, { value: 'its process ended' });
    await sql`
      update ${jobTable(engine)} set start_after = now()
      where id = any(${rows.map(({ id }) => id)}::uuid[]) and name = 'work' and state = 'retry'
        and retry_count < ${MANY_STARTS}`.execute(tx.db);
    return rows.length;
  });
}

/** pg-boss has no call that fails a job for good while it has tries left. */
async function endRetries(engine: Engine, tx: Tx, { id, retryCount }: Claim): Promise<void> {
  await sql`
    update ${jobTable(engine)} set retry_limit = retry_count
    where name = 'work' and id = ${id} and state = 'active' and retry_count = ${retryCount}`.execute(
    tx.db,
  );
}

function jobTable({ schema }: Engine) {
  return sql.id(jobsSchemaOf(schema), 'job');
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
  return storable(text.replaceAll(/\s+/g, ' ').slice(0, 500));
}
