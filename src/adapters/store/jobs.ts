import { sql } from 'kysely';
import { UserError } from '../../core/errors.ts';
import type { JobRecord, Jobs, JobState } from '../../ports/store.ts';
import { isOutdated } from './claim.ts';
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
  output: { message?: string } | null;
}

/** The jobs for people. */
export function jobsIn(engine: Engine): Jobs {
  const table = sql.id(jobsSchemaOf(engine.schema), 'job');
  const columns = sql`id, state::text, data, created_on, start_after, started_on, retry_count, output`;

  async function find(id: string, tx?: Tx): Promise<Row> {
    const start = id.toLowerCase();
    const { rows } = await sql<Row>`
      select ${columns} from ${table}
      where name = 'work' and state::text = any(${ORDER}::text[]) and starts_with(id::text, ${start})
      order by id limit 2 ${tx ? sql`for update` : sql``}`.execute(tx?.db ?? engine.db);
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
        order by array_position(${ORDER}::text[], state::text), priority limit ${limit}`.execute(
        engine.db,
      );
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
        const row = await find(id, tx);
        if (row.state === 'active') throw new UserError(`The job ${row.id} runs already.`);
        if (await isOutdated(tx, row.data)) {
          throw new UserError(
            `A newer review of the pull request has taken the place of the job ${row.id}: nothing is left to retry.`,
          );
        }
        await tx.jobs.remove([row.id]);
        await tx.jobs.send({ id: row.id, data: row.data });
        return toRecord(await find(row.id, tx));
      }),
    cancelJob: (id) =>
      inTransaction(engine, async (tx) => {
        const row = await find(id, tx);
        if (row.state === 'active') await tx.jobs.cancel(row.id);
        else {
          await tx.jobs.remove([row.id]);
          await tx.db.deleteFrom('step').where('job', '=', row.id).execute();
        }
        return toRecord(row);
      }),
  };
}

function toRecord(row: Row): JobRecord {
  return {
    id: row.id,
    state: STATES[row.state]!,
    job: row.data.job,
    delivery: row.data.delivery,
    createdAt: new Date(row.data.since),
    startAfter: row.start_after,
    startedAt: row.started_on,
    tries: row.started_on === null ? 0 : row.retry_count + 1,
    error: row.output?.message ?? null,
  };
}
