import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemorySpending } from '../support/memory-spending.ts';
import { defaultOperator, type Operator } from '../../src/core/operator/operator.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Spending } from '../../src/ports/spending.ts';
import { openDayBudget, type DayBudget } from '../../src/review/day-budget.ts';

let spending: Spending;
let day: string;
let price: number | null;

beforeEach(() => {
  spending = createMemorySpending();
  day = '2026-11-20';
  price = 1_000_000;
});

/** A token costs a dollar, and each request takes the tokens that its `maxTokens` says. */
const model: Model = {
  send: ({ maxTokens, model }) =>
    Promise.resolve({
      stop: 'end_turn',
      content: [],
      text: '',
      toolCalls: [],
      model,
      usage: { inputTokens: 0, outputTokens: maxTokens, cacheReadTokens: 0, cacheWriteTokens: 0 },
    }),
  countTokens: () => Promise.resolve(0),
  resolve: () => Promise.reject(new Error('nobody asks')),
  price: () =>
    price === null ? null : { input: price, output: price, cacheRead: price, cacheWrite: price },
};

function operatorWith(budget: Partial<Operator['budget']>): Operator {
  return { ...defaultOperator(), budget: { ownerDayUsd: {}, ...budget } };
}

function open(operator: Operator, name = 'acme/shop'): DayBudget {
  const [owner, repo] = name.split('/') as [string, string];
  return openDayBudget({ owner, repo }, { model, spending, operator, today: () => day });
}

async function spend(budget: DayBudget, usd: number): Promise<void> {
  await budget.model.send({ model: 'm', maxTokens: usd, system: [], tools: [], messages: [] });
}

/** A whole review; says why when it did not start. */
async function review(operator: Operator, usd: number, name?: string): Promise<string> {
  const budget = open(operator, name);
  const started = await budget.start({});
  if ('spentUp' in started) return started.spentUp;
  await spend(budget, usd);
  await budget.settle();
  return 'reviewed';
}

describe("the day's budget", () => {
  it('is none without limits, and what was spent is counted all the same', async () => {
    const budget = open(defaultOperator());
    expect(await budget.start({})).toEqual({ maxUsd: null });
    await spend(budget, 7);
    await budget.settle();
    expect(await spending.spent('all', day)).toBe(7);
    expect(await spending.spent('owner:acme', day)).toBe(7);
    expect(await spending.spent('repository:acme/shop', day)).toBe(7);
  });

  it('stops all when all is gone, an owner when theirs is, and starts anew the next day', async () => {
    const operator = operatorWith({ perDayUsd: 10, perOwnerDayUsd: 6, ownerDayUsd: { big: 9 } });
    expect(await review(operator, 6)).toBe('reviewed');
    expect(await review(operator, 1)).toBe('owner');
    expect(await review(operator, 1, 'ACME/other')).toBe('owner');
    expect(await review(operator, 4, 'big/one')).toBe('reviewed');
    expect(await review(operator, 1, 'third/one')).toBe('all');
    day = '2026-11-21';
    expect(await review(operator, 1)).toBe('reviewed');
  });

  it('is lowered by the repository for itself, never raised', async () => {
    const operator = operatorWith({ perReviewUsd: 3, perDayUsd: 5 });
    const own = { perDayUsd: 2, perReviewUsd: 100 };
    const budget = open(operator);
    expect(await budget.start(own)).toEqual({ maxUsd: 2 });
    await spend(budget, 2);
    expect(await budget.start(own)).toEqual({ spentUp: 'repository' });
    expect(await open(operator, 'acme/other').start({ perDayUsd: 1000 })).toEqual({ maxUsd: 3 });
    await review(operator, 2, 'acme/third');
    expect(await open(operator, 'acme/other').start({ perDayUsd: 1000 })).toEqual({
      spentUp: 'all',
    });
  });

  it('leaves a review what is left of the day', async () => {
    const operator = operatorWith({ perReviewUsd: 4, perDayUsd: 10 });
    await review(operator, 7.5);
    expect(await open(operator).start({})).toEqual({ maxUsd: 2.5 });
  });

  it('counts what a job spent that failed, and gives back what it did not spend', async () => {
    const operator = operatorWith({ perDayUsd: 10 });
    const failed = open(operator);
    await failed.start({});
    await spend(failed, 0.25);
    await failed.settle();
    const unused = open(operator);
    await unused.start({});
    await unused.settle();
    await unused.settle();
    expect(await spending.spent('all', day)).toBeCloseTo(0.25, 9);
  });

  it('settles on the day on which the review began', async () => {
    const budget = open(operatorWith({ perDayUsd: 10 }));
    await budget.start({});
    await spend(budget, 3);
    day = '2026-11-21';
    await budget.settle();
    expect(await spending.spent('all', '2026-11-20')).toBe(3);
    expect(await spending.spent('all', '2026-11-21')).toBe(0);
  });

  it('takes what was set aside for spent when nobody knows the price', async () => {
    price = null;
    const operator = operatorWith({ perReviewUsd: 0.5 });
    await review(operator, 3);
    expect(await spending.spent('all', day)).toBe(0.5);
  });

  it('is gone beyond by no more than one review each, however many start at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0.5, max: 30, noNaN: true }),
        async (costs, perDayUsd) => {
          spending = createMemorySpending();
          const operator = operatorWith({ perReviewUsd: 5, perDayUsd });
          const budgets = costs.map((_, at) => open(operator, `o${at}/r`));
          const started = await Promise.all(budgets.map((budget) => budget.start({})));
          const most = started.map((one) => ('spentUp' in one ? 0 : (one.maxUsd ?? Infinity)));
          const ran = most.filter((usd) => usd > 0).length;
          expect(ran).toBeGreaterThan(0);
          expect(Math.max(...most)).toBeLessThanOrEqual(Math.min(5, perDayUsd));
          await Promise.all(
            budgets.map((budget, at) => spend(budget, Math.min(costs[at]!, most[at]!))),
          );
          await Promise.all(budgets.map((budget) => budget.settle()));
          const spent = await spending.spent('all', day);
          expect(spent).toBeLessThanOrEqual(perDayUsd + (ran - 1) * 5 + 1e-9);
          const next = await open(operator).start({});
          expect('spentUp' in next).toBe(perDayUsd - spent < 0.001);
        },
      ),
    );
  });
});
