import { array, assert, asyncProperty, integer, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { createWriteSpacing } from '../../../src/adapters/github/write-spacing.ts';

/** A spacing over a clock of its own, which a pause moves ahead. */
function spacing(limits: { perMinute?: number; perHour?: number } = {}) {
  const clock = { now: 0 };
  const { take } = createWriteSpacing({
    ...limits,
    now: () => clock.now,
    pause: async (ms) => void (clock.now += ms),
  });
  return { clock, take };
}

/** The shortest time from one to the `count`th behind it. */
function shortest(times: number[], count: number): number {
  return Math.min(...times.slice(count).map((time, i) => time - (times[i] ?? 0)));
}

test('lets a burst within the limits out at once, and spaces what is beyond', async () => {
  const { clock, take } = spacing();
  for (let i = 0; i < 80; i++) await take(1);
  expect(clock.now).toBe(0);
  await take(1);
  expect(clock.now).toBe(60_000);
});

test('installations don’t wait for each other', async () => {
  const { clock, take } = spacing({ perMinute: 1 });
  await take(1);
  await take(2);
  expect(clock.now).toBe(0);
});

test('never lets more out in any minute or hour than GitHub allows', async () => {
  const perMinute = 4;
  const perHour = 9;
  await assert(
    asyncProperty(
      array(tuple(integer({ min: 0, max: 90_000 })), { maxLength: 40 }),
      async (gaps) => {
        const { clock, take } = spacing({ perMinute, perHour });
        const times: number[] = [];
        for (const [gap] of gaps) {
          clock.now += gap;
          await take(1);
          times.push(clock.now);
        }
        expect(shortest(times, perMinute)).toBeGreaterThanOrEqual(60_000);
        expect(shortest(times, perHour)).toBeGreaterThanOrEqual(3_600_000);
      },
    ),
  );
});

test('those who wait get turns of their own, and an abort gives its turn back', async () => {
  const waits: { ms: number; go: () => void; stop: (error: Error) => void }[] = [];
  const { take } = createWriteSpacing({
    perMinute: 1,
    now: () => 0,
    pause: (ms) => new Promise((go, stop) => waits.push({ ms, go, stop })),
  });
  await take(1);
  const second = take(1);
  const third = take(1);
  expect(waits.map(({ ms }) => ms)).toEqual([60_000, 120_000]);
  waits[1]?.stop(new Error('superseded'));
  await expect(third).rejects.toThrow('superseded');
  const fourth = take(1);
  expect(waits[2]?.ms).toBe(120_000);
  for (const { go } of waits) go();
  await Promise.all([second, fourth]);
});
