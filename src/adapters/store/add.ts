import { sql } from 'kysely';
import { keptCause } from '../../core/trigger/kept-cause.ts';
import type { Job, PullAddress } from '../../ports/queue.ts';
import {
  installationOf,
  isCommand,
  isReplaceable,
  laneOf,
  laneOfPull,
  repositoryOf,
  storable,
  type JobData,
} from './job-data.ts';
import { inBatches } from './batch.ts';
import { drop } from './claim.ts';
import { inTransaction, jobsSchemaOf, type Engine, type Tx } from './transaction.ts';

export interface AddOptions {
  /** After a push, until its review starts. */
  pauseMs: number;
  /** How often a job may be tried again. */
  retries: number;
}

/** A steady stream of pushes holds a review back for this many pauses at most. */
const MOST_PAUSES = 5;

/** What became of an event; reviews of its lane of an older generation are pointless now. */
export interface Taken {
  generation: number | null;
}

interface Arrival {
  delivery: string;
  job: Job;
}

/**
 * Notes a delivery and what it brings, in one transaction: either both are kept or none. Null when
 * the delivery, or the comment of its command, was seen before.
 */
export function jobAdder(
  engine: Engine,
  options: AddOptions,
): (arrival: Arrival) => Promise<Taken | null> {
  const add = (tx: Tx, arrival: Arrival): Promise<Taken | null> =>
    addJob(engine, tx, arrival, options);
  if (engine.embedded) return inBatches(engine, add);
  return (arrival) => inTransaction(engine, (tx) => add(tx, arrival));
}

async function addJob(
  engine: Engine,
  tx: Tx,
  { delivery, job }: Arrival,
  options: AddOptions,
): Promise<Taken | null> {
  if (isReplaceable(job)) return addReview(engine, tx, delivery, job, options);
  if (!(await isNew(tx, delivery))) return null;
  const key = commentKey(job);
  if (key !== null && !(await isNew(tx, key))) return null;
  const { now, number } = await newNumber(engine, tx);
  const { retries } = options;
  const fresh = { generation: null, number, since: now, heldSince: null, uncounted: 0 };
  await tx.jobs.send({ ...describe(delivery, job), ...fresh, retries });
  return { generation: null };
}

/**
 * Makes the reviews of a pull request pointless: those that wait go, those that run will end. Null
 * when the delivery was seen before.
 */
export async function stopReviews(
  engine: Engine,
  delivery: string,
  pull: PullAddress,
): Promise<Taken | null> {
  return inTransaction(engine, async (tx) => {
    if (!(await isNew(tx, delivery))) return null;
    const lane = laneOfPull(pull);
    const generation = await close(tx, lane);
    const idle = (await reviewsOf(engine, tx, lane)).filter(({ state }) => state !== 'active');
    await drop(
      tx,
      idle.map(({ id }) => id),
    );
    return { generation };
  });
}

async function isNew(tx: Tx, id: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto('delivery')
    .values({ id })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** A comment's commands run once, whatever deliveries speak of it. */
function commentKey(job: Job): string | null {
  const comment =
    job.kind === 'command'
      ? job.comment
      : job.kind === 'review' && job.cause.kind === 'command'
        ? job.cause.comment
        : null;
  return comment && `${repositoryOf(job)} ${comment.kind} ${comment.id}`;
}

/**
 * One review of a lane waits at most. The newest takes the place of the one that waits, its turn
 * and its id included; one that is dead goes. The lane's row is locked meanwhile, so that this holds
 * whoever adds.
 */
async function addReview(
  engine: Engine,
  tx: Tx,
  delivery: string,
  job: Job,
  { pauseMs, retries }: AddOptions,
): Promise<Taken | null> {
  const described = describe(delivery, job);
  const fresh = await beginReview(engine, tx, delivery, described.lane);
  if (fresh === null) return null;
  const { generation } = fresh;
  const reviews = await reviewsOf(engine, tx, described.lane);
  const idle = reviews.filter(({ state }) => state !== 'active');
  const replaced = idle.find(({ state }) => state !== 'failed');
  const unfinished = replaced ?? reviews[0];
  const isPush = job.kind === 'review' && job.cause.kind === 'push';
  const heldSince = isPush ? (replaced?.data.heldSince ?? fresh.now) : null;
  const notBefore = replaced?.data.notBefore;
  const data = {
    ...described,
    job: withKeptCause(unfinished?.data.job, job),
    generation,
    number: replaced?.data.number ?? fresh.number,
    since: replaced?.data.since ?? fresh.now,
    heldSince,
    ...(notBefore === undefined ? {} : { notBefore }),
    retries,
    uncounted: replaced?.starts ?? 0,
  };
  const pausedUntil =
    heldSince === null ? 0 : Math.min(fresh.now + pauseMs, heldSince + pauseMs * MOST_PAUSES);
  const startAfter = new Date(Math.max(fresh.now, pausedUntil, notBefore ?? 0));
  await drop(
    tx,
    idle.filter((one) => one !== replaced).map(({ id }) => id),
  );
  if (replaced === undefined) await tx.jobs.send(data, startAfter);
  else await tx.jobs.requeue({ id: replaced.id, data, startAfter });
  return { generation };
}

function describe(delivery: string, job: Job) {
  const told = JSON.parse(JSON.stringify(job), (_key, value: unknown) =>
    typeof value === 'string' ? storable(value) : value,
  ) as Job;
  return {
    job: told,
    delivery,
    lane: laneOf(job),
    repository: repositoryOf(job),
    installation: installationOf(job),
    command: isCommand(job),
  };
}

function withKeptCause(unfinished: Job | undefined, job: Job): Job {
  if (job.kind !== 'review' || unfinished?.kind !== 'review') return job;
  return { ...job, cause: keptCause(unfinished.cause, job.cause) };
}

/** Makes what a lane has so far pointless. */
async function close(tx: Tx, name: string): Promise<number> {
  const { generation } = await tx.db
    .insertInto('lane')
    .values({ name, generation: 1, closed: true })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((of) => ({
        generation: of('lane.generation', '+', 1),
        closed: true,
        at: sql<Date>`now()`,
      })),
    )
    .returning('generation')
    .executeTakeFirstOrThrow();
  return generation;
}

interface Fresh {
  generation: number;
  /** The database's ms. */
  now: number;
  number: number;
}

/**
 * Notes a delivery and moves its lane on, in one statement: while a webhook waits for its answer,
 * each round trip counts. Null, and nothing is changed, when the delivery was seen before.
 */
async function beginReview(
  { schema }: Engine,
  tx: Tx,
  delivery: string,
  lane: string,
): Promise<Fresh | null> {
  const { rows } = await sql<Fresh>`
    with noted as (
      insert into ${sql.id(schema, 'delivery')} (id) values (${delivery})
      on conflict do nothing returning id),
    moved as (
      insert into ${sql.id(schema, 'lane')} as l (name, generation, closed)
      select ${lane}::text, 1, false from noted
      on conflict (name) do update set generation = l.generation + 1, closed = false, at = now()
      returning generation)
    select generation, nextval(${`${schema}.job_number`})::int as number,
      (extract(epoch from clock_timestamp()) * 1000)::float8 as now from moved`.execute(tx.db);
  return rows[0] ?? null;
}

interface KeptReview {
  id: string;
  state: string;
  data: JobData;
  /** How often it was started. */
  starts: number;
}

/** The reviews of a lane that newer ones replace, the newest first; locked until the end. */
async function reviewsOf({ schema }: Engine, tx: Tx, lane: string): Promise<KeptReview[]> {
  const { rows } = await sql<KeptReview>`
    select id, state::text, data,
      case when started_on is null then 0 else retry_count + 1 end as starts
    from ${sql.id(jobsSchemaOf(schema), 'job')}
    where name = 'work' and singleton_key = ${lane} and (state <= 'active' or state = 'failed')
      and data->'generation' <> 'null'::jsonb
    order by (data->>'generation')::int desc for update`.execute(tx.db);
  // One that was taken by a worker while this waited for its row comes as it is now.
  return rows;
}

async function newNumber({ schema }: Engine, tx: Tx): Promise<{ now: number; number: number }> {
  const { rows } = await sql<{ now: number; number: string }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
      nextval(${`${schema}.job_number`}) as number`.execute(tx.db);
  return { now: rows[0]!.now, number: Number(rows[0]!.number) };
}
