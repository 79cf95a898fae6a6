import { setTimeout as pause } from 'node:timers/promises';
import type { Failure } from './errors.ts';

export interface RetryPolicy {
  /** Tries after the first one. */
  maxRetries: number;
  /** First pause in milliseconds, doubled each time. */
  delayMs: number;
  /** Longest pause; when the server asks for more, there is no further try. */
  maxDelayMs: number;
  log: (line: string) => void;
}

/** A server that can't be reached at all is asked only so often, so that the user hears of it soon. */
const MAX_UNREACHABLE = 2;

/**
 * Runs `once` until it succeeds, may not be tried again, or the tries are used up; throws the last
 * failure's error. The pause is what `retry-after` asks for, else grows exponentially, and a random
 * part keeps many clients from coming back together. An aborted signal ends a pause at once and
 * throws the signal's reason. What `toFailure` doesn't know passes through as it is.
 */
export async function withRetries<T>(
  once: () => Promise<T>,
  toFailure: (thrown: unknown) => Failure | null,
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
): Promise<T> {
  let unreachable = 0;
  for (let tries = 0; ; tries += 1) {
    signal?.throwIfAborted();
    try {
      return await once();
    } catch (thrown) {
      signal?.throwIfAborted();
      const failure = toFailure(thrown);
      if (!failure) throw thrown;
      const { error, retry } = failure;
      if (error.kind === 'unreachable') unreachable += 1;
      const asked = error.retryAfterSeconds;
      if (
        !retry ||
        tries >= policy.maxRetries ||
        unreachable > MAX_UNREACHABLE ||
        (asked !== undefined && asked * 1000 > policy.maxDelayMs)
      ) {
        throw error;
      }
      const grown = Math.min(policy.delayMs * 2 ** tries, policy.maxDelayMs);
      const delay =
        asked === undefined
          ? grown * (0.75 + Math.random() * 0.5)
          : asked * 1000 + Math.random() * policy.delayMs;
      policy.log(`${error.message}; trying again in ${Math.max(1, Math.round(delay / 1000))} s`);
      await pause(delay, undefined, signal ? { signal } : {}).catch((interrupted: unknown) => {
        signal?.throwIfAborted();
        throw interrupted;
      });
    }
  }
}
