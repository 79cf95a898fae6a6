import { sql } from 'kysely';
import type { JobData } from './job-data.ts';
import { withPatience } from './patience.ts';
import { inTransaction, jobsSchemaOf, type Engine, type Tx } from './transaction.ts';

/** A job that this process runs; the count of retries names the try. */
export interface Claim {
  id: string;
  retryCount: number;
  data: JobData;
}

export interface Limits {
  /** Jobs that all processes together run at a time. */
  total: number;
  /** Of those, how many may be one installation's. */
  perInstallation: number;
}

/** One claim at a time among all processes that share a database, so that limits and turns hold. */
const CLAIM_LOCK = 0x636c61;

/**
 * Takes the job whose turn it is, null when none may start now.
 * - one of a lane runs at a time, and none of the lanes in `busy`;
 * - what a person asked for goes first;
 * - installations take turns, and within one its repositories, so that a busy one does not keep
 *   the others waiting; then the order of arrival decides.
 */
export async function claimJob(
  engine: Engine,
  limits: Limits,
  busy: readonly string[],
): Promise<Claim | null> {
  return inTransaction(engine, async (tx) => {
    if (!engine.embedded) await sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`.execute(tx.db);
    for (;;) {
      const number = await nextNumber(engine, tx, limits, busy);
      const claim = number === null ? null : await tx.jobs.fetch(number);
      if (claim === null) return null;
      if (claim.data.cancelled !== true && !(await isOutdated(tx, claim.data))) {
        await serve(engine, tx, claim.data);
        return claim;
      }
      // It became pointless while its worker was gone.
      await drop(tx, [claim]);
    }
  });
}

async function nextNumber(
  { schema }: Engine,
  tx: Tx,
  { total, perInstallation }: Limits,
  busy: readonly string[],
): Promise<number | null> {
  const job = sql.id(jobsSchemaOf(schema), 'job');
  const turn = sql.id(schema, 'turn');
  const { rows } = await sql<{ priority: number }>`
    with active as materialized (
      select singleton_key, group_id from ${job} where name = 'work' and state = 'active'),
    held as (select group_id, count(*) as jobs from active group by group_id)
    select j.priority from ${job} j
    left join ${turn} i on i.name = j.group_id
    left join held h on h.group_id = j.group_id
    left join ${turn} r on r.name = j.data->>'repository'
    where j.name = 'work' and j.state < 'active' and j.start_after <= now()
      and (select count(*) from active) < ${total}
      and coalesce(h.jobs, 0) < ${perInstallation}
      and j.singleton_key not in (select singleton_key from active)
      and j.singleton_key <> all(${busy}::text[])
    order by (j.data->>'command')::boolean desc, i.number nulls first, r.number nulls first,
      j.priority
    limit 1 for update of j skip locked`.execute(tx.db);
  return rows[0]?.priority ?? null;
}

/**
 * Whether something newer made a review pointless. With `untilEnd` that stays true until the
 * transaction ends: whoever adds a review waits for it, and then finds the job as it was left. It
 * must come before the job's row is locked, as it does there.
 */
export async function isOutdated(
  tx: Tx,
  { lane, generation }: JobData,
  { untilEnd = false } = {},
): Promise<boolean> {
  if (generation === null) return false;
  const row = await tx.db
    .selectFrom('lane')
    .select('generation')
    .where('name', '=', lane)
    .$if(untilEnd, (query) => query.forUpdate())
    .executeTakeFirst();
  return row !== undefined && row.generation > generation;
}

/** Takes jobs away, with the steps that were kept for them; gives how many were there. */
export async function drop(tx: Tx, jobs: string[] | Claim[]): Promise<number> {
  const count = await tx.jobs.remove(jobs);
  // A claim that was lost leaves the steps to whoever has the job now.
  if (count > 0) {
    const ids = jobs.map((job) => (typeof job === 'string' ? job : job.id));
    await tx.db.deleteFrom('step').where('job', 'in', ids).execute();
  }
  return count;
}

/** Who had a turn, at its start and again at its end, comes after everybody else. */
export async function serve(
  { schema }: Engine,
  tx: Tx,
  { installation, repository }: JobData,
): Promise<void> {
  await sql`
    insert into ${sql.id(schema, 'turn')} (name, number)
    select name, nextval(${`${schema}.turn_number`})
      from unnest(${[repository, String(installation)].sort()}::text[]) as name
    on conflict (name) do update set number = excluded.number, at = now()`.execute(tx.db);
}

/** How long until the next job that waits for its time may start; null when none does. */
export async function msToNext({ db, schema }: Engine): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from min(start_after) - clock_timestamp()) * 1000)::float8 as ms
    from ${sql.id(jobsSchemaOf(schema), 'job')}
    where name = 'work' and state < 'active' and start_after > clock_timestamp()`.execute(db);
  return rows[0]?.ms ?? null;
}

/** Whether a job runs, or waits to run, anywhere. */
export async function hasUndone({ db, schema }: Engine): Promise<boolean> {
  const query = sql<{ found: boolean }>`
    select exists (select 1 from ${sql.id(jobsSchemaOf(schema), 'job')}
      where name = 'work' and state <= 'active') as found`;
  return (await withPatience(() => query.execute(db))).rows[0]!.found;
}
