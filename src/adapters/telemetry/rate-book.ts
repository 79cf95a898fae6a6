import type { RateLeft } from '../../ports/telemetry.ts';

/** What is left of GitHub's limits, as far as it was told within the current hour. */
export interface RateBook {
  note(installation: number, rate: RateLeft): void;
  /** Those that have not begun anew since; `now` in seconds since 1970. */
  current(now: number): { installation: number; resource: string; remaining: number }[];
}

/** Keeps the limits that were heard of last, so that many installations don't fill the memory. */
export function createRateBook(most: number): RateBook {
  const limits = new Map<string, RateLeft & { installation: number }>();
  return {
    note(installation, rate) {
      const key = `${installation} ${rate.resource}`;
      // Set anew, so that the map's order is that of the last news.
      limits.delete(key);
      limits.set(key, { installation, ...rate });
      const [oldest] = limits.keys();
      if (limits.size > most && oldest !== undefined) limits.delete(oldest);
    },
    current: (now) =>
      [...limits.values()]
        .filter(({ resets }) => resets > now)
        .map(({ installation, resource, remaining }) => ({ installation, resource, remaining })),
  };
}
