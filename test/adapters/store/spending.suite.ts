import { expect, it } from 'vitest';
import { spendingIn } from '../../../src/adapters/store/spending.ts';
import type { TestDatabase } from './engines.ts';

export function spendingSuite(database: TestDatabase): void {
  it('is summed by scope and day, and what is given back is taken off', async () => {
    const spending = spendingIn(database.store().engine);
    expect(await spending.spent('all', '2026-03-01')).toBe(0);
    expect(await spending.add('all', '2026-03-01', 1.5)).toBe(1.5);
    expect(await spending.add('all', '2026-03-01', 2)).toBe(3.5);
    expect(await spending.add('all', '2026-03-02', 4)).toBe(4);
    expect(await spending.add('repository:acme/shop', '2026-03-01', 0.25)).toBe(0.25);
    expect(await spending.add('all', '2026-03-01', -1.25)).toBe(2.25);
    expect(await spending.spent('all', '2026-03-01')).toBe(2.25);
    expect(await spending.spent('all', '2026-03-02')).toBe(4);
    expect(await spending.spent('owner:acme', '2026-03-01')).toBe(0);
  });

  it('gives every one of many at once a sum of its own', async () => {
    const stores = [database.store(), await database.open()];
    const sums = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        spendingIn(stores[at % 2]!.engine).add('owner:acme', '2026-03-01', 1),
      ),
    );
    expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  });

  it('outlives the process', async () => {
    await spendingIn(database.store().engine).add('all', '2026-03-01', 1);
    const later = await database.open();
    expect(await spendingIn(later.engine).spent('all', '2026-03-01')).toBe(1);
  });
}
