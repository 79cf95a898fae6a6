import type { Spending } from '../../src/ports/spending.ts';

/** Days that are kept: a review that began before midnight is settled on its own day. */
const KEPT_DAYS = 2;

/** Spending in this process's memory: a restart begins at zero. */
export function createMemorySpending(): Spending {
  const days = new Map<string, Map<string, number>>();
  const ofDay = (day: string): Map<string, number> => {
    const known = days.get(day);
    if (known !== undefined) return known;
    const sums = new Map<string, number>();
    days.set(day, sums);
    for (const old of [...days.keys()].sort().slice(0, -KEPT_DAYS)) days.delete(old);
    return sums;
  };
  return {
    add(scope, day, usd) {
      const sums = ofDay(day);
      const sum = (sums.get(scope) ?? 0) + usd;
      sums.set(scope, sum);
      return Promise.resolve(sum);
    },
    spent: (scope, day) => Promise.resolve(days.get(day)?.get(scope) ?? 0),
  };
}
