import { expect, it } from 'vitest';
import { storeAnswers } from '../../../src/entrypoints/app/store-answers.ts';

it('takes a store that fails, or is silent, for one that does not answer', async () => {
  const answers = (ask: () => Promise<unknown>): Promise<boolean> =>
    storeAnswers(ask, { timeoutMs: 20 })();
  expect(await answers(() => Promise.resolve([]))).toBe(true);
  expect(await answers(() => Promise.reject(new Error('gone')))).toBe(false);
  expect(await answers(() => new Promise(() => undefined))).toBe(false);
});

it('asks the store once a second at most, however often it is asked itself', async () => {
  let asked = 0;
  let at = 0;
  const answers = storeAnswers(
    () => {
      asked++;
      return Promise.resolve();
    },
    { now: () => at },
  );
  await Promise.all([answers(), answers(), answers()]);
  at = 999;
  await answers();
  expect(asked).toBe(1);
  at = 1000;
  await answers();
  expect(asked).toBe(2);
});
