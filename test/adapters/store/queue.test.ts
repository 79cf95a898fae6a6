import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimJob } from '../../../src/adapters/store/claim.ts';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import type { StoreQueueOptions } from '../../../src/adapters/store/queue.ts';
import { onBothEngines } from './engines.ts';
import { command, pull, queueInHand, review, type QueueInHand } from './queue-in-hand.ts';

onBothEngines((database) => {
  let store: Store;
  const made: QueueInHand[] = [];
  const start = (options: Partial<StoreQueueOptions> = {}, state = {}): QueueInHand => {
    const one = queueInHand(store, options, state);
    made.push(one);
    return one;
  };
  beforeEach(() => {
    store = database.store();
  });
  afterEach(async () => {
    for (const { queue, active } of made.splice(0)) {
      for (const run of active) run.finish();
      await queue.close(1000);
    }
  });
  const secondsToStart = async (): Promise<number[]> => {
    const jobs = await store.listJobs();
    // Not to the second: the database's clock and ours go on meanwhile.
    return jobs.map(({ startAfter }) => Math.ceil((startAfter.getTime() - Date.now()) / 5000) * 5);
  };

  describe('reviews of one pull request', () => {
    it('start at once, except after a push, which waits for more', async () => {
      const { queue, starts } = start({ pauseMs: 60_000 });
      await queue.add('pushed', review('push', pull(2)));
      await queue.add('opened', review('opened', pull(1)));
      expect(await starts(1)).toEqual(['opened']);
      expect(await secondsToStart()).toEqual([expect.closeTo(0), 60]);
    });

    it('are one for a burst of pushes, a pause after the last of them', async () => {
      const { queue, run } = start({ pauseMs: 60_000 });
      for (const push of ['a', 'b', 'c']) {
        await queue.add(push, review('push'));
        await database.pass(40_000);
      }
      expect(await secondsToStart()).toEqual([20]);
      await database.pass(20_000);
      (await run('c')).finish();
      await queue.idle();
    });

    it('are held back for five pauses at most by pushes that never stop', async () => {
      const { queue } = start({ pauseMs: 60_000 }, { paused: true });
      for (let push = 1; push <= 7; push++) {
        await queue.add(`push ${push}`, review('push'));
        await database.pass(40_000);
      }
      await queue.add('the last', review('push'));
      // Of five pauses, 300 s, 280 s are over.
      expect(await secondsToStart()).toEqual([20]);
    });

    it('count the pauses anew after a review has started', async () => {
      const { queue, run } = start({ pauseMs: 60_000 });
      await queue.add('a', review('push'));
      await database.pass(60_000);
      const first = await run('a');
      await database.pass(600_000);
      await queue.add('b', review('push'));
      expect(await first.aborted).toBe('superseded');
      first.finish();
      await queue.add('c', review('push'));
      expect((await secondsToStart()).at(-1)).toBe(60);
    });

    it('the newest stops the running one, starts when that has ended, and is alone', async () => {
      const one = start();
      await one.queue.add('a', review('push'));
      const first = await one.run('a');
      await one.queue.add('b', review('push'));
      await one.queue.add('c', review('push'));
      expect(await first.aborted).toBe('superseded');
      expect(first.signal.reason).toMatchObject({ name: 'AbortError' });
      expect(one.started).toEqual(['a']);
      first.fail(new Error('aborted'));
      (await one.run('c')).finish();
      await one.queue.idle();
      expect(one.started).toEqual(['a', 'c']);
    });

    it('a push does not hide that a pull request was opened', async () => {
      const { queue, run } = start();
      await queue.add('a', review('opened'));
      const first = await run('a');
      await queue.add('b', review('push'));
      first.finish();
      const second = await run('b');
      expect(second.job).toEqual(review('opened'));
      second.finish();
      await queue.idle();
      await queue.add('c', review('push'));
      expect((await run('c')).job).toEqual(review('push'));
    });

    it('closing stops what runs and drops what waits', async () => {
      const one = start();
      await one.queue.add('a', review('push'));
      const first = await one.run('a');
      await one.queue.add('b', review('push'));
      await one.queue.stop('closed', { ...pull(), owner: 'ACME' });
      await one.queue.stop('closed', pull());
      await first.aborted;
      first.finish();
      await one.queue.idle();
      expect(one.started).toEqual(['a']);
    });

    it('closing says so to a review that runs, and reopening starts another', async () => {
      const { queue, run } = start();
      await queue.add('a', review('push'));
      const first = await run('a');
      await queue.stop('closed', pull());
      expect(await first.aborted).toBe('stopped');
      await queue.add('reopened', review('reopened'));
      first.finish();
      (await run('reopened')).finish();
      await queue.idle();
    });
  });

  describe('commands', () => {
    it('go before the review that waits, one at a time, none replaced', async () => {
      const one = start();
      await one.queue.add('a', review('push'));
      const first = await one.run('a');
      await one.queue.add('b', review('push'));
      await one.queue.add('ask 1', command(1));
      await one.queue.add('ask 2', command(2));
      await first.aborted;
      first.finish();
      for (const id of ['ask 1', 'ask 2', 'b']) {
        const next = await one.run(id);
        expect(one.active.size).toBe(1);
        next.finish();
      }
      await one.queue.idle();
      expect(one.started).toEqual(['a', 'ask 1', 'ask 2', 'b']);
    });

    it('are neither stopped by a push nor by closing, and stop no review', async () => {
      const { queue, run } = start();
      await queue.add('ask', command(1));
      const ask = await run('ask');
      await queue.add('push', review('push'));
      await queue.stop('closed', pull());
      await queue.add('reopened', review('reopened'));
      expect(ask.signal.aborted).toBe(false);
      ask.finish();
      const reopened = await run('reopened');
      await queue.add('ask again', command(2));
      expect(reopened.signal.aborted).toBe(false);
      reopened.finish();
      (await run('ask again')).finish();
      await queue.idle();
    });

    it('run once, whatever deliveries speak of the comment', async () => {
      const one = start();
      expect(await one.queue.add('created', command(1))).toBe(true);
      expect(await one.queue.add('edited', command(1))).toBe(false);
      expect(await one.queue.add('elsewhere', command(1, pull(1, 'other')))).toBe(true);
      (await one.run('created')).finish();
      (await one.run('elsewhere')).finish();
      await one.queue.idle();
      expect(one.started).toEqual(['created', 'elsewhere']);
    });
  });

  describe('deliveries', () => {
    it('count once, whatever they bring', async () => {
      const one = start();
      expect(await one.queue.add('x', review('opened'))).toBe(true);
      expect(await one.queue.add('x', review('opened'))).toBe(false);
      expect(await one.queue.add('x', command(1))).toBe(false);
      (await one.run('x')).finish();
      await one.queue.idle();
      expect(one.started).toEqual(['x']);
    });

    it('count once in a burst, and a burst of pushes leaves one job', async () => {
      const { queue } = start({}, { paused: true });
      const same = Array.from({ length: 50 }, () => queue.add('same', review('opened', pull(2))));
      const pushes = Array.from({ length: 50 }, (_, at) => queue.add(`push ${at}`, review('push')));
      expect((await Promise.all(same)).filter(Boolean)).toEqual([true]);
      expect(await Promise.all(pushes)).toEqual(Array(50).fill(true));
      expect(await store.listJobs()).toHaveLength(2);
    });
  });

  describe('turns', () => {
    it('go around the repositories, so that a busy one does not keep the others waiting', async () => {
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

    it('go around the installations before they go around the repositories', async () => {
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

    it('leave an installation, and all of them, their limits', async () => {
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
      expect(await claimJob(store.engine, limits, [])).toBeNull();
      expect(await claimJob(store.engine, { ...limits, total: 6 }, ['acme/b#2', 'acme/b#3'])).toBe(
        null,
      );
      (await one.run('b1')).finish();
      expect(await one.starts(4)).toEqual(['a1', 'b1', 'a2', 'b2']);
      (await one.run('a1')).finish();
      expect((await one.starts(5)).at(-1)).toBe('b3');
    });

    it('leave a process its limit', async () => {
      const one = start({ concurrency: 2 });
      for (const number of [1, 2, 3])
        await one.queue.add(`${number}`, review('opened', pull(number)));
      expect(await one.starts(2)).toEqual(['1', '2']);
      expect(await store.listJobs({ states: ['waiting'] })).toMatchObject([{ delivery: '3' }]);
    });
  });
});
