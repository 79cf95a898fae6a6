import { expect, it } from 'vitest';
import { claimJob } from '../../../src/adapters/store/claim.ts';
import type { TestDatabase } from './engines.ts';
import { command, pull, queuesInHand, review } from './queue-in-hand.ts';

export function turnsSuite(database: TestDatabase): void {
  const start = queuesInHand(database);

  it('turns go around the repositories, so that a busy one does not keep the others waiting', async () => {
    const one = start({ concurrency: 1 }, { paused: true });
    for (const number of [1, 2, 3]) {
      await one.queue.add(`busy ${number}`, review('opened', pull(number, 'busy')));
    }
    await one.queue.add('quiet 1', review('opened', pull(1, 'quiet')));
    await one.queue.add('other 1', review('opened', pull(1, 'other')));
    one.queue.start();
    const order = ['busy 1', 'quiet 1', 'other 1', 'busy 2', 'busy 3'];
    for (const id of order) (await one.run(id)).finish();
    await one.queue.idle();
    expect(one.started).toEqual(order);
  });

  it('turns go around the installations before they go around the repositories', async () => {
    const one = start({ concurrency: 1 }, { paused: true });
    for (const repo of ['a', 'b', 'c']) {
      await one.queue.add(`big ${repo}`, review('opened', pull(1, repo, 1)));
    }
    await one.queue.add('small d', review('opened', pull(1, 'd', 2)));
    await one.queue.add('small ask', command(1, pull(2, 'd', 2)));
    one.queue.start();
    const order = ['small ask', 'big a', 'small d', 'big b', 'big c'];
    for (const id of order) (await one.run(id)).finish();
    await one.queue.idle();
    expect(one.started).toEqual(order);
  });

  it('limits hold for an installation and for all of them', async () => {
    const limits = { total: 3, perInstallation: 2 };
    const one = start({ concurrency: 10, limits }, { paused: true });
    for (const number of [1, 2, 3]) {
      await one.queue.add(`a${number}`, review('opened', pull(number, 'a', 1)));
    }
    for (const number of [1, 2, 3]) {
      await one.queue.add(`b${number}`, review('opened', pull(number, 'b', 2)));
    }
    one.queue.start();
    expect(await one.starts(3)).toEqual(['a1', 'b1', 'a2']);
    expect(await claimJob(database.store().engine, limits, [])).toBeNull();
    expect(
      await claimJob(database.store().engine, { ...limits, total: 6 }, ['acme/b#2', 'acme/b#3']),
    ).toBe(null);
    (await one.run('b1')).finish();
    expect(await one.starts(4)).toEqual(['a1', 'b1', 'a2', 'b2']);
    (await one.run('a1')).finish();
    expect((await one.starts(5)).at(-1)).toBe('b3');
  });

  it('limits hold for a process', async () => {
    const one = start({ concurrency: 2 });
    for (const number of [1, 2, 3])
      await one.queue.add(`${number}`, review('opened', pull(number)));
    expect(await one.starts(2)).toEqual(['1', '2']);
    expect(await database.store().listJobs({ states: ['waiting'] })).toMatchObject([
      { delivery: '3' },
    ]);
  });
}
