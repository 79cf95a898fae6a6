import { inTransaction, type Engine, type Tx } from './transaction.ts';

/** More would keep the others waiting for their answers: an embedded database blocks meanwhile. */
const MOST = 16;

interface Asked<A, R> {
  what: A;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * Has what comes while a transaction is at work share the next one: beginning and ending each costs
 * an embedded database as much as what it does within. What fails together is done one by one, so
 * that nobody fails for another.
 */
export function inBatches<A, R>(
  engine: Engine,
  run: (tx: Tx, what: A) => Promise<R>,
): (what: A) => Promise<R> {
  const waiting: Asked<A, R>[] = [];
  let isAtWork = false;

  async function together(batch: readonly Asked<A, R>[]): Promise<void> {
    try {
      const results = await inTransaction(engine, async (tx) => {
        const all: R[] = [];
        for (const { what } of batch) all.push(await run(tx, what));
        return all;
      });
      for (const [at, { resolve }] of batch.entries()) resolve(results[at] as R);
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      else for (const one of batch) await together([one]);
    }
  }

  async function work(): Promise<void> {
    isAtWork = true;
    while (waiting.length > 0) await together(waiting.splice(0, MOST));
    isAtWork = false;
  }

  return (what) =>
    new Promise((resolve, reject) => {
      waiting.push({ what, resolve, reject });
      if (!isAtWork) void work();
    });
}
