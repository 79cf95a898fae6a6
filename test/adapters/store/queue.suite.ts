import { describe, expect, it } from 'vitest';
import type { TestDatabase } from './engines.ts';
import { command, pull, queuesInHand, review } from './queue-in-hand.ts';

export function queueSuite(database: TestDatabase): void {
  const start = queuesInHand(database);
  const secondsToStart = async (): Promise<number[]> => {
    const jobs = await database.store().listJobs();
    // Not to the second: the database's clock and ours go on meanwhile.
    return jobs.map(({ startAfter }) => Math.ceil((startAfter.getTime() - Date.now()) / 5000) * 5);
  };

  it('of many that come at once each is kept once, and one that can not be stored fails alone', async () => {
    const { queue } = start({}, { paused: true });
    const deliveries = Array.from({ length: 60 }, (_, at) => `delivery ${at % 40}`);
    const adding = deliveries.map((delivery, at) =>
      queue.add(delivery, review('opened', pull((at % 40) + 1))),
    );
    const refused = queue.add('no text \0 for Postgres', review('opened', pull(99)));
    const later = queue.add('later', command(1));
    await expect(refused).rejects.toThrow(/0x00/);
    const taken = await Promise.all(adding);
    expect(taken.filter(Boolean)).toHaveLength(40);
    expect(await later).toBe(true);
    const kept = await database.store().listJobs();
    expect(new Set(kept.map(({ delivery }) => delivery)).size).toBe(41);
  });

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
      expect(await database.store().listJobs()).toHaveLength(2);
    });
  });
}
