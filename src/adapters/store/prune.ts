import { sql } from 'kysely';
import { jobsSchemaOf, type Engine } from './transaction.ts';

/** Days that rows are kept for. GitHub redelivers what is three days old at most. */
const KEPT_DAYS = { delivery: 30, turn: 7, allowance: 7, lane: 90 } as const;
const KEPT_REVIEW_DAYS = 366;
/** A review that began before midnight is settled on its own day. */
const KEPT_SPENDING_DAYS = 35;

/** Takes away what nobody asks for any more; pg-boss prunes the dead jobs, after 30 days. */
export async function prune({ db, schema }: Engine): Promise<void> {
  for (const table of ['delivery', 'turn', 'allowance'] as const) {
    await db.deleteFrom(table).where('at', '<', daysAgo(KEPT_DAYS[table])).execute();
  }
  await db.deleteFrom('review').where('finished_at', '<', daysAgo(KEPT_REVIEW_DAYS)).execute();
  await db.deleteFrom('spending').where('day', '<', daysAgo(KEPT_SPENDING_DAYS)).execute();
  // Steps go with their job, but for those that a worker kept after its job had gone.
  await sql`
    delete from ${sql.id(schema, 'step')} s where at < ${daysAgo(1)}
      and not exists (select 1 from ${sql.id(jobsSchemaOf(schema), 'job')} j
        where j.name = 'work' and j.id = s.job)`.execute(db);
  // A lane that a job still belongs to must not start to count anew.
  await sql`
    delete from ${sql.id(schema, 'lane')} l where at < ${daysAgo(KEPT_DAYS.lane)}
      and not exists (select 1 from ${sql.id(jobsSchemaOf(schema), 'job')} j
        where j.name = 'work' and j.singleton_key = l.name)`.execute(db);
}

function daysAgo(days: number) {
  return sql<Date>`now() - make_interval(days => ${days}::int)`;
}
