import { sql } from 'kysely';
import { UserError } from '../../core/errors.ts';
import { STARTED_FROM } from '../../ports/steps.ts';
import type { JobRecord, Jobs, JobState } from '../../ports/store.ts';
import { drop, isOutdated } from './claim.ts';
import type { JobData } from './job-data.ts';
import { inTransaction, jobsSchemaOf, type Engine, type Tx } from './transaction.ts';

/** pg-boss's states, in the order in which people see the jobs. */
const STATES: Record<string, JobState> = {
  active: 'running',
  created: 'waiting',
  retry: 'retrying',
  failed: 'dead',
};
const ORDER = Object.keys(STATES);

interface Row {
  id: string;
  state: string;
  data: JobData;
  created_on: Date;
  start_after: Date;
  started_on: Date | null;
  retry_count: number;
  /** What a worker's failure left, or in `value` what pg-boss says of a worker that is gone. */
  output: { message?: string; value?: unknown } | null;
}

/** The jobs for people. */
export function jobsIn(engine: Engine): Jobs {
  const table = sql.id(jobsSchemaOf(engine.schema), 'job');
  const columns = sql`id, state::text, data, created_on, start_after, started_on, retry_count, output`;

  async function find(id: string, tx?: Tx, { locks = tx !== undefined } = {}): Promise<Row> {
    const start = id.toLowerCase();
    const { rows } = await sql<Row>`
      select ${columns} from ${table}
      where name = 'work' and state::text = any(${ORDER}::text[]) and starts_with(id::text, ${start})
      order by id limit 2 ${locks ? sql`for update` : sql``}`.execute(tx?.db ?? engine.db);
    const [row, other] = rows;
    if (row === undefined) {
      throw new UserError(`There is no job ${id}: see "backline jobs list". What is done is gone.`);
    }
    if (other !== undefined) {
      throw new UserError(`Several jobs begin with ${id}: write more of the one you mean.`);
    }
    return row;
  }

  return {
    async listJobs({ states, repository, limit = 1000 } = {}) {
      const wanted = ORDER.filter((state) => !states || states.includes(STATES[state]!));
      const { rows } = await sql<Row>`
        select ${columns} from ${table}
        where name = 'work' and state::text = any(${wanted}::text[])
          and (${repository?.toLowerCase() ?? null}::text is null
            or data->>'repository' = ${repository?.toLowerCase() ?? null})
        order by case state when 'active' then 1 when 'failed' then 3 else 2 end, priority
        limit ${limit}`.execute(engine.db);
      return rows.map(toRecord);
    },
    async countJobs() {
      const { rows } = await sql<{ state: string; count: number; due: number | null }>`
        select state::text, count(*)::int as count,
          extract(epoch from clock_timestamp() - min(start_after))::float8 as due
        from ${table} where name = 'work' and state::text = any(${ORDER}::text[])
        group by state`.execute(engine.db);
      const of = (state: string) => rows.find((row) => row.state === state);
      const due = Math.max(of('created')?.due ?? 0, of('retry')?.due ?? 0);
      const counts = ORDER.map((state) => [STATES[state], of(state)?.count ?? 0]);
      return {
        states: Object.fromEntries(counts) as Record<JobState, number>,
        oldestDueSeconds: due > 0 ? due : null,
      };
    },
    showJob: async (id) => toRecord(await find(id)),
    retryJob: (id) =>
      inTransaction(engine, async (tx) => {
        const { data } = await find(id, tx, { locks: false });
        const isReplaced = await isOutdated(tx, data, { untilEnd: true });
        const row = await find(id, tx);
        if (row.state === 'active') throw new UserError(`The job ${row.id} runs already.`);
        if (isReplaced) {
          throw new UserError(
            `A newer review of the pull request has taken the place of the job ${row.id}: nothing is left to retry.`,
          );
        }
        const { cancelled: _, notBefore: __, ...kept } = row.data;
        const uncounted = row.started_on === null ? 0 : row.retry_count + 1;
        await tx.jobs.requeue({ id: row.id, data: { ...kept, uncounted } });
        // What stood on the pull request when it was begun may be long ago.
        await tx.db
          .deleteFrom('step')
          .where('job', '=', row.id)
          .where('key', 'like', `${STARTED_FROM}%`)
          .execute();
        return toRecord(await find(row.id, tx));
      }),
    cancelJob: (id) =>
      inTransaction(engine, async (tx) => {
        const row = await find(id, tx);
        // Its pull request is free for the next job only once its worker has let go of it.
        if (row.state === 'active') {
          await sql`
            update ${table} set data = data || '{"cancelled": true}'
            where name = 'work' and id = ${row.id}`.execute(tx.db);
        } else await drop(tx, [row.id]);
        return toRecord(row);
      }),
  };
}

function toRecord(row: Row): JobRecord {
  const tries = row.started_on === null ? 0 : row.retry_count + 1 - row.data.uncounted;
  const message = row.output?.value ? 'its process ended or took too long' : row.output?.message;
  return {
    id: row.id,
    state: STATES[row.state]!,
    job: row.data.job,
    delivery: row.data.delivery,
    createdAt: new Date(row.data.since),
    startAfter: row.start_after,
    startedAt: tries > 0 ? row.started_on : null,
    tries,
    error: tries > 0 ? (message ?? null) : null,
  };
}
