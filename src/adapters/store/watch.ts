import { sql } from 'kysely';
import type { AbortCause } from '../../ports/queue.ts';
import type { Claim } from './claim.ts';
import { jobsSchemaOf, type Engine } from './transaction.ts';

/**
 * Which of the jobs that this process runs should end, and why: whichever process took the event
 * that made it so. The answer is about these tries; by the time it comes, another may run.
 */
export async function toBeEnded(
  { db, schema }: Engine,
  claims: readonly Claim[],
): Promise<[Claim, AbortCause][]> {
  const { rows } = await sql<{
    id: string;
    state: string;
    tries: number;
    cancelled: boolean;
    generation: number | null;
    closed: boolean | null;
  }>`
    select j.id, j.state::text, j.retry_count as tries, j.data ? 'cancelled' as cancelled,
      l.generation, l.closed
    from ${sql.id(jobsSchemaOf(schema), 'job')} j
    left join ${sql.id(schema, 'lane')} l on l.name = j.singleton_key
    where j.name = 'work' and j.id = any(${claims.map(({ id }) => id)}::uuid[])`.execute(db);
  const found = new Map(rows.map((row) => [row.id, row]));
  const ended: [Claim, AbortCause][] = [];
  for (const claim of claims) {
    const { id, retryCount, data } = claim;
    const row = found.get(id);
    if (row === undefined) ended.push([claim, 'stopped']);
    else if (row.cancelled) ended.push([claim, 'cancelled']);
    // Its heartbeat was not seen for too long, so that somebody else has it, or will.
    else if (row.state !== 'active' || row.tries !== retryCount) ended.push([claim, 'superseded']);
    else if (data.generation !== null && (row.generation ?? 0) > data.generation) {
      ended.push([claim, row.closed === true ? 'stopped' : 'superseded']);
    }
  }
  return ended;
}
