import { setTimeout as delay } from 'node:timers/promises';

/** Pauses between tries, in ms. */
export type Patience = readonly number[];

/** While somebody waits for the answer. */
export const SOME_SECONDS: Patience = [20, 100, 400, 1000, 2000];

/** For what must not get lost, and for which nobody waits. */
export const A_MINUTE: Patience = [...SOME_SECONDS, 5000, 10_000, 10_000, 15_000, 15_000];

/** Codes of Postgres and of the network after which nothing was done for certain. */
const UNDONE = /^(?:40P01|40001|57P03|53300|ECONNREFUSED|ENOENT)$/;

/** As above, or it can't be told: the connection ended. */
const PASSING = /^(?:40P01|40001|57P0[1-3]|25P03|08...|53300|ECONN\w+|EPIPE|ENOENT)$/;

/** pg says in words alone that a connection ended. */
const ENDED =
  /^(?:Connection terminated|timeout exceeded|Client has encountered a connection error)/;

/** Tries again what a database failed that was away for a moment; it may have been done before. */
export function withPatience<T>(
  run: () => Promise<T>,
  patience: Patience = SOME_SECONDS,
): Promise<T> {
  return again(
    run,
    patience,
    ({ code, message }) => PASSING.test(code ?? '') || ENDED.test(message),
  );
}

/** As withPatience, for what must not be done twice: tries again only what was not done. */
export function withPatienceOnce<T>(run: () => Promise<T>): Promise<T> {
  return again(run, SOME_SECONDS, ({ code }) => UNDONE.test(code ?? ''));
}

async function again<T>(
  run: () => Promise<T>,
  patience: Patience,
  mayPass: (error: NodeJS.ErrnoException) => boolean,
): Promise<T> {
  for (const pause of patience) {
    try {
      return await run();
    } catch (error) {
      if (!mayPass(error as NodeJS.ErrnoException)) throw error;
    }
    await delay(pause);
  }
  return run();
}

/** Waits for something, but no longer than that. */
export async function within(milliseconds: number, what: Promise<unknown> | null): Promise<void> {
  const patience = new AbortController();
  const late = delay(milliseconds, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([what, late]);
  patience.abort();
}
