/** How many may start within any stretch of that many milliseconds. */
export interface Rate {
  most: number;
  ms: number;
}

/**
 * What GitHub lets an installation create, reviews and comments together:
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const CONTENT_RATES: readonly Rate[] = [
  { most: 80, ms: 60_000 },
  { most: 500, ms: 3_600_000 },
];

/**
 * The next turn at which something may be created; bursts within the rates go at once. Times are
 * milliseconds of one clock.
 * @param taken turns that were given out, some of them still ahead
 * @returns the turn, and those that later ones have to reckon with, it among them
 */
export function nextWrite(
  taken: readonly number[],
  now: number,
  rates: readonly Rate[] = CONTENT_RATES,
): { turn: number; taken: number[] } {
  const longest = Math.max(...rates.map(({ ms }) => ms));
  const counted = taken.filter((time) => time > now - longest).toSorted((a, b) => a - b);
  const turn = Math.max(now, ...rates.flatMap((rate) => behind(counted, rate)));
  return { turn, taken: [...counted, turn] };
}

/** When the oldest of the last `most` turns leaves the stretch. */
function behind(turns: readonly number[], { most, ms }: Rate): number[] {
  const oldest = turns[turns.length - most];
  return oldest === undefined ? [] : [oldest + ms];
}
