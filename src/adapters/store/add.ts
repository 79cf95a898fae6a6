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
  type JobData,
} from './job-data.ts';
import { inTransaction, jobsSchemaOf, type Engine, type Tx } from './transaction.ts';

export interface AddOptions {
  /** After a push, until its review starts. */
  pauseMs: number;
  /** How often a job may be tried again. */
  retries: number;
}

/** A steady stream of pushes holds a review back for this many pauses at most. */
const MOST_PAUSES = 5;

/**
 * Notes a delivery and what it brings, in one transaction: either both are kept or none. False when
 * the delivery, or the comment of its command, was seen before.
 */
export async function addJob(
  engine: Engine,
  delivery: string,
  job: Job,
  options: AddOptions,
): Promise<boolean> {
  return inTransaction(engine, async (tx) => {
    if (!(await isNew(tx, delivery))) return false;
    const key = commentKey(job);
    if (key !== null && !(await isNew(tx, key))) return false;
    if (isReplaceable(job)) await addReview(engine, tx, delivery, job, options);
    else {
      const { now, number } = await newNumber(engine, tx);
      const { retries } = options;
      const data = { ...describe(delivery, job), generation: null, number, since: now, retries };
      await tx.jobs.send({ data });
    }
    return true;
  });
}

/** Makes the reviews of a pull request pointless: those that wait go, those that run will end. */
export async function stopReviews(
  engine: Engine,
  delivery: string,
  pull: PullAddress,
): Promise<boolean> {
  return inTransaction(engine, async (tx) => {
    if (!(await isNew(tx, delivery))) return false;
    const lane = laneOfPull(pull);
    await moveOn(tx, lane, true);
    const waiting = (await reviewsOf(engine, tx, lane)).filter(({ state }) => state !== 'active');
    await tx.jobs.remove(waiting.map(({ id }) => id));
    return true;
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
 * and its id included; the lane's row is locked meanwhile, so that this holds whoever adds.
 */
async function addReview(
  engine: Engine,
  tx: Tx,
  delivery: string,
  job: Job,
  { pauseMs, retries }: AddOptions,
): Promise<void> {
  const described = describe(delivery, job);
  const generation = await moveOn(tx, described.lane, false);
  const reviews = await reviewsOf(engine, tx, described.lane);
  const waiting = reviews.filter(({ state }) => state !== 'active');
  const replaced = waiting[0];
  const unfinished = replaced ?? reviews[0];
  const fresh = await newNumber(engine, tx);
  const since = replaced?.data.since ?? fresh.now;
  const pause = job.kind === 'review' && job.cause.kind === 'push' ? pauseMs : 0;
  await tx.jobs.remove(waiting.map(({ id }) => id));
  await tx.jobs.send({
    ...(replaced === undefined ? {} : { id: replaced.id }),
    data: {
      ...described,
      job: withKeptCause(unfinished?.data.job, job),
      generation,
      number: replaced?.data.number ?? fresh.number,
      since,
      retries,
    },
    ...(pause === 0
      ? {}
      : { startAfter: new Date(Math.min(fresh.now + pause, since + pause * MOST_PAUSES)) }),
  });
}

function describe(delivery: string, job: Job) {
  return {
    job,
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

async function moveOn(tx: Tx, name: string, closed: boolean): Promise<number> {
  const { generation } = await tx.db
    .insertInto('lane')
    .values({ name, generation: 1, closed })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((of) => ({
        generation: of('lane.generation', '+', 1),
        closed,
        at: sql<Date>`now()`,
      })),
    )
    .returning('generation')
    .executeTakeFirstOrThrow();
  return generation;
}

/** The reviews of a lane that newer ones replace, the newest first; locked until the end. */
async function reviewsOf(
  { schema }: Engine,
  tx: Tx,
  lane: string,
): Promise<{ id: string; state: string; data: JobData }[]> {
  const { rows } = await sql<{ id: string; state: string; data: JobData }>`
    select id, state::text, data from ${sql.id(jobsSchemaOf(schema), 'job')}
    where name = 'work' and singleton_key = ${lane} and state <= 'active'
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
