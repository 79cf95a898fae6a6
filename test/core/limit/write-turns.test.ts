import { array, assert, nat, option, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { nextWrite } from '../../../src/core/limit/write-turns.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The shortest time from one to the `count`th behind it. */
function shortest(times: readonly number[], count: number): number {
  return Math.min(...times.slice(count).map((time, i) => time - (times[i] ?? 0)));
}

test('lets what GitHub allows out at once, and spaces what is beyond', () => {
  let taken: number[] = [];
  const turns = Array.from({ length: 161 }, () => {
    const next = nextWrite(taken, 5);
    ({ taken } = next);
    return next.turn;
  });
  expect(turns.filter((turn) => turn === 5)).toHaveLength(80);
  expect(turns.filter((turn) => turn === 5 + MINUTE)).toHaveLength(80);
  expect(turns.at(-1)).toBe(5 + 2 * MINUTE);
});

test('lets 500 out in an hour', () => {
  const often = Array.from({ length: 500 }, (_, i) => i * 2000);
  expect(nextWrite(often, 1_000_000).turn).toBe(HOUR);
  expect(nextWrite(often, HOUR + 1).turn).toBe(HOUR + 1);
});

test('never lets more out in any stretch of time than the rates allow, whoever gives a turn back', () => {
  const rates = [
    { most: 3, ms: 60 },
    { most: 9, ms: 400 },
  ];
  const steps = array(tuple(nat(40), option(nat(5), { freq: 1 })), { maxLength: 30 });
  assert(
    property(steps, (all) => {
      let now = 0;
      let taken: number[] = [];
      const used: number[] = [];
      for (const [gap, back] of all) {
        now += gap;
        const next = nextWrite(taken, now, rates);
        ({ taken } = next);
        used.push(next.turn);
        const ahead = used.filter((turn) => turn > now);
        const given = back === null ? undefined : ahead[back];
        if (given === undefined) continue;
        taken = taken.toSpliced(taken.indexOf(given), 1);
        used.splice(used.indexOf(given), 1);
      }
      const turns = used.toSorted((a, b) => a - b);
      expect(shortest(turns, 3)).toBeGreaterThanOrEqual(60);
      expect(shortest(turns, 9)).toBeGreaterThanOrEqual(400);
    }),
    { numRuns: 3000 },
  );
});

test('forgets what is too old to count', () => {
  expect(nextWrite([0, 1, HOUR], HOUR + 1).taken).toEqual([HOUR, HOUR + 1]);
});
