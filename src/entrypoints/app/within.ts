import { setTimeout as delay } from 'node:timers/promises';

/** What `promise` gives; rejects when that takes longer. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const patience = new AbortController();
  const late = delay(milliseconds, undefined, { signal: patience.signal }).then(() => {
    throw new Error(`no answer within ${milliseconds} ms`);
  });
  // Whichever comes second is of no interest any more.
  late.catch(() => undefined);
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    patience.abort();
  }
}
