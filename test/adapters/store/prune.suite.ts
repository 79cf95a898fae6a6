import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { answerLimitIn } from '../../../src/adapters/store/allowance.ts';
import { prune } from '../../../src/adapters/store/prune.ts';
import { stepsOf } from '../../../src/adapters/store/steps.ts';
import { spendingIn } from '../../../src/adapters/store/spending.ts';
import type { TestDatabase } from './engines.ts';
import { pull, queuesInHand, review } from './queue-in-hand.ts';

export function pruneSuite(database: TestDatabase): void {
  const start = queuesInHand(database);

  it('takes what is old, and nothing that a job still needs', async () => {
    const store = database.store();
    const { engine } = store;
    const one = start({ concurrency: 1 });
    await one.queue.add('gone', review('opened', pull(1)));
    (await one.run('gone')).finish();
    await one.queue.add('kept', review('opened', pull(2)));
    await (await one.run('kept')).steps.put('question', 'answer');
    await stepsOf(engine, '00000000-0000-4000-8000-000000000000').put('of no job', 1);
    const record = { repository: 'acme/shop', pull: 1, outcome: 'reviewed', findings: 0 };
    await store.noteReview({ ...record, run: 'r', head: 'old', costUsd: null, seconds: 1 });
    await answerLimitIn(engine).take('dev', 'a comment');
    for (const table of ['delivery', 'lane', 'turn', 'step', 'allowance']) {
      await sql`update ${sql.id(engine.schema, table)} set at = now() - interval '2 years'`.execute(
        engine.db,
      );
    }
    await engine.db
      .updateTable('review')
      .set({ finished_at: sql`now() - interval '2 years'` })
      .execute();
    await store.noteReview({ ...record, run: 'r', head: 'new', costUsd: 0.5, seconds: 1 });
    await one.queue.add('new', review('opened', pull(3)));
    await spendingIn(engine).add('all', '2020-01-01', 1);

    await prune(engine);
    const names = async (table: 'lane' | 'turn' | 'allowance') =>
      (await engine.db.selectFrom(table).select('name').orderBy('name').execute()).map(
        ({ name }) => name,
      );
    expect(await names('lane')).toEqual(['acme/shop#2', 'acme/shop#3']);
    expect(await names('turn')).toEqual([]);
    expect(await names('allowance')).toEqual([]);
    expect(await engine.db.selectFrom('delivery').select('id').execute()).toEqual([{ id: 'new' }]);
    expect(await engine.db.selectFrom('step').select('key').execute()).toEqual([
      { key: 'question' },
    ]);
    expect(await store.lastReviews(10)).toMatchObject([{ head: 'new', costUsd: 0.5 }]);
    expect(await spendingIn(engine).spent('all', '2020-01-01')).toBe(0);

    // The generations go on counting where a job still waits for one.
    await one.queue.add('push', review('push', pull(2)));
    expect(await (await one.run('kept')).aborted).toBe('superseded');
  });
}
