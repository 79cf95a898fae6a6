import { expect, it } from 'vitest';
import { claimJob } from '../../../src/adapters/store/claim.ts';
import { stepsOf } from '../../../src/adapters/store/steps.ts';
import { releaseActive } from '../../../src/adapters/store/settle.ts';
import { FinalFailure } from '../../../src/ports/queue.ts';
import type { TestDatabase } from './engines.ts';
import { command, pull, queuesInHand, review } from './queue-in-hand.ts';

export function shutdownSuite(database: TestDatabase): void {
  const start = queuesInHand(database);

  it('waits for what runs, starts nothing more and takes nothing', async () => {
    const one = start({ concurrency: 1 });
    await one.queue.add('a', review('opened', pull(1)));
    await one.queue.add('b', review('opened', pull(2)));
    const first = await one.run('a');
    const closed = one.queue.close(10_000);
    await expect(one.queue.add('c', command(1))).rejects.toThrow('closed');
    first.finish();
    await closed;
    expect(first.signal.aborted).toBe(false);
    expect(one.started).toEqual(['a']);
    expect(await database.store().listJobs()).toMatchObject([{ delivery: 'b', state: 'waiting' }]);
  });

  it('puts back what takes too long, which is no try and keeps its steps', async () => {
    const one = start({ retryMs: [100_000] });
    await one.queue.add('a', review('opened'));
    const first = await one.run('a');
    await first.steps.put('question', 'answer');
    const closed = one.queue.close(500);
    expect(await first.aborted).toBe('shutdown');
    first.fail();
    await closed;
    expect(await database.store().listJobs()).toMatchObject([
      { delivery: 'a', state: 'waiting', tries: 0, startedAt: null, error: null },
    ]);
    const next = start({ retryMs: [100_000] });
    const second = await next.run('a');
    expect(await second.steps.get('question')).toBe('answer');
    // Its only retry is left to it.
    second.fail();
    await next.told(/to be tried again/);
    expect(await database.store().listJobs()).toMatchObject([{ state: 'retrying', tries: 1 }]);
  });

  it('does not put back what a push made pointless meanwhile', async () => {
    const one = start();
    await one.queue.add('a', review('opened'));
    const first = await one.run('a');
    const elsewhere = start({}, { paused: true, store: await database.open() });
    const closed = one.queue.close(10_000);
    await elsewhere.queue.add('b', review('push'));
    await first.aborted;
    first.finish();
    await closed;
    expect(await database.store().listJobs()).toMatchObject([{ delivery: 'b', state: 'waiting' }]);
  });

  it('does not wait for ever for a job that ignores its signal', async () => {
    const one = start();
    await one.queue.add('a', review('opened'));
    await one.run('a');
    await one.queue.close(10);
    expect(await one.told(/abandoned/)).toMatchObject({ fields: { delivery: 'a' } });
  });

  it('a job whose process was killed is released, and has all its tries', async () => {
    const store = database.store();
    const one = start({ retryMs: [0] });
    await one.queue.add('a', command(1));
    const lost = await one.run('a');
    await one.queue.close(1);
    const { id } = (await store.listJobs())[0]!;
    await stepsOf(store.engine, id).put('question', 'answer');

    await releaseActive(store.engine);
    expect(await store.listJobs()).toMatchObject([{ state: 'retrying', tries: 1 }]);
    const next = start({ retryMs: [0] });
    const again = await next.run('a');
    expect(await again.steps.get('question')).toBe('answer');

    // What the first says now is of no account: the job is another's.
    lost.fail(new FinalFailure('from the grave'));
    await one.told(/superseded|shutdown/);
    expect(await store.listJobs()).toMatchObject([{ state: 'running', tries: 1 }]);
    again.fail();
    (await next.run('a', 2)).fail();
    await next.told(/given up/);
    expect(await store.listJobs()).toMatchObject([
      { state: 'dead', tries: 2, error: 'Error: down' },
    ]);
  });

  it('a job that ends its process time and again is given up', async () => {
    const store = database.store();
    const { queue } = start({ retryMs: [0] }, { paused: true });
    await queue.add('a', command(1));
    const pauses: number[] = [];
    const atOnce: boolean[] = [];
    const claim = () => claimJob(store.engine, { total: 9, perInstallation: 9 }, []);
    while (await claim()) {
      await releaseActive(store.engine);
      const [job] = await store.listJobs({ states: ['retrying'] });
      if (job === undefined) break;
      pauses.push(job.startAfter.getTime() - Date.now());
      const early = pauses.length > 3 ? await claim() : null;
      atOnce.push(early !== null);
      await database.pass(60_000);
    }
    expect(atOnce).not.toContain(true);
    expect(pauses).toHaveLength(21);
    expect(pauses.slice(0, 3).every((ms) => ms <= 0)).toBe(true);
    expect(pauses.slice(3).every((ms) => ms > 3000 && ms <= 60_000)).toBe(true);
    expect(await store.listJobs()).toMatchObject([
      { state: 'dead', tries: 1, error: 'its process ended or took too long' },
    ]);
  });
}
