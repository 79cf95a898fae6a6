import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { takeAnswer, type AnswerTurn, type AnswerTurns } from '../../core/limit/answer-turns.ts';
import { nextWrite, type Rate } from '../../core/limit/write-turns.ts';
import type { AnswerLimit, WriteSpacing } from '../../ports/limits.ts';
import { A_MINUTE } from './patience.ts';
import { inTransaction, type Engine, type Tx } from './transaction.ts';

/** How often a person may ask, over all processes that use the store. */
export function answerLimitIn(engine: Engine, most?: number): AnswerLimit {
  return {
    take: (login, what) =>
      change<AnswerTurns, AnswerTurn>(engine, `answers ${login.toLowerCase()}`, (turns, now) => {
        const taken = takeAnswer(turns, what, now, most);
        return { value: taken.turns, result: taken.turn };
      }),
  };
}

export interface SpacingOptions {
  /** GitHub's own by default. */
  rates?: readonly Rate[];
  pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Spaces what an installation creates, over all processes that use the store. A turn that was taken
 * and not used, because its process was lost, counts until it is out of date.
 */
export function writeSpacingIn(
  engine: Engine,
  { rates, pause = wait }: SpacingOptions = {},
): WriteSpacing {
  return {
    async take(installation, signal) {
      signal?.throwIfAborted();
      const name = `writes ${installation}`;
      const { turn, ms } = await change<number[], { turn: number; ms: number }>(
        engine,
        name,
        (taken, now) => {
          const next = nextWrite(taken ?? [], now, rates);
          return { value: next.taken, result: { turn: next.turn, ms: next.turn - now } };
        },
      );
      if (ms <= 0) return;
      try {
        await pause(ms, signal);
        signal?.throwIfAborted();
      } catch (error) {
        await change<number[], void>(engine, name, (taken) => ({
          value: without(taken ?? [], turn),
          result: undefined,
        }));
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
}

/**
 * Changes what is kept under a name, which nobody else sees or changes meanwhile; `now` is the
 * database's, in milliseconds since 1970, so that all processes go by one clock.
 */
async function change<V, R>(
  engine: Engine,
  name: string,
  decide: (value: V | null, now: number) => { value: V; result: R },
): Promise<R> {
  const decided = async ({ db }: Tx): Promise<R> => {
    const { rows } = await sql<{ value: string; now: number }>`
      insert into ${sql.id(engine.schema, 'allowance')} (name, value) values (${name}, 'null')
      on conflict (name) do update set at = now()
      returning value, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(
      db,
    );
    const { value, result } = decide(JSON.parse(rows[0]!.value) as V | null, rows[0]!.now);
    await db
      .updateTable('allowance')
      .set({ value: JSON.stringify(value) })
      .where('name', '=', name)
      .execute();
    return result;
  };
  return inTransaction(engine, decided, A_MINUTE);
}

/** Several may have the same turn: one of them goes. */
function without(taken: readonly number[], turn: number): number[] {
  const index = taken.indexOf(turn);
  return index === -1 ? [...taken] : taken.toSpliced(index, 1);
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
}
