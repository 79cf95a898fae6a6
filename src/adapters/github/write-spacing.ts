import { setTimeout as sleep } from 'node:timers/promises';

export interface SpacingOptions {
  /** Milliseconds of any clock that only moves ahead. */
  now?: () => number;
  pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** What may be created in a minute and in an hour; GitHub's documented limits by default. */
  perMinute?: number;
  perHour?: number;
}

export interface WriteSpacing {
  /**
   * Waits until this installation may create content again; those who wait come in turn. An aborted
   * signal gives the turn back and throws its reason.
   */
  take: (installation: number, signal?: AbortSignal) => Promise<void>;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

/**
 * Spaces the creation of content (reviews, comments) by installation, within GitHub's limits of 80
 * a minute and 500 an hour. Bursts within them go out at once.
 */
export function createWriteSpacing(options: SpacingOptions = {}): WriteSpacing {
  const { now = () => performance.now(), pause = wait, perMinute = 80, perHour = 500 } = options;
  /** When each installation created, or is going to create, something; ascending. */
  const turns = new Map<number, number[]>();
  return {
    async take(installation, signal) {
      signal?.throwIfAborted();
      const start = now();
      const taken = (turns.get(installation) ?? []).filter((time) => time > start - HOUR);
      const turn = Math.max(
        start,
        ...behind(taken, perMinute, MINUTE),
        ...behind(taken, perHour, HOUR),
      );
      taken.push(turn);
      turns.set(installation, taken);
      if (turn <= start) return;
      try {
        await pause(turn - start, signal);
        signal?.throwIfAborted();
      } catch (error) {
        const all = turns.get(installation) ?? [];
        const index = all.indexOf(turn);
        if (index !== -1) all.splice(index, 1);
        throw error;
      }
    },
  };
}

/** When the oldest of the last `most` turns leaves the window. */
function behind(turns: readonly number[], most: number, window: number): number[] {
  const oldest = turns[turns.length - most];
  return oldest === undefined ? [] : [oldest + window];
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
