import { array, assert, integer, property } from 'fast-check';
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

test('never lets more out in any stretch of time than the rates allow', () => {
  const rates = [
    { most: 4, ms: MINUTE },
    { most: 9, ms: HOUR },
  ];
  assert(
    property(array(integer({ min: 0, max: 90_000 }), { maxLength: 40 }), (gaps) => {
      let now = 0;
      let taken: number[] = [];
      const turns = gaps.map((gap) => {
        now += gap;
        const next = nextWrite(taken, now, rates);
        ({ taken } = next);
        return next.turn;
      });
      expect(shortest(turns, 4)).toBeGreaterThanOrEqual(MINUTE);
      expect(shortest(turns, 9)).toBeGreaterThanOrEqual(HOUR);
      expect(turns).toEqual(turns.toSorted((a, b) => a - b));
    }),
  );
});

test('forgets what is too old to count', () => {
  expect(nextWrite([0, 1, HOUR], HOUR + 1).taken).toEqual([HOUR, HOUR + 1]);
});
