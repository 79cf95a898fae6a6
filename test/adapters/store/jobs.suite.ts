import { beforeEach, expect, it } from 'vitest';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import { FinalFailure } from '../../../src/ports/queue.ts';
import { STARTED_FROM } from '../../../src/ports/steps.ts';
import type { TestDatabase } from './engines.ts';
import { command, pull, queuesInHand, review } from './queue-in-hand.ts';

export function jobsSuite(database: TestDatabase): void {
  const start = queuesInHand(database);
  let store: Store;
  beforeEach(() => {
    store = database.store();
  });

  it('what is left is listed in the order of its arrival, by state and repository', async () => {
    const { queue, run, told } = start({ concurrency: 1, retryMs: [1_000_000] });
    await queue.add('dead', review('opened', pull(1, 'a')));
    (await run('dead')).fail(new FinalFailure('no'));
    await told(/given up/);
    await queue.add('retrying', command(1, pull(2, 'a')));
    (await run('retrying')).fail();
    await told(/to be tried again/);
    await queue.add('running', review('opened', pull(3, 'B')));
    await run('running');
    await queue.add('waiting', review('opened', pull(4, 'b')));
    const list = async (filter = {}) =>
      (await store.listJobs(filter)).map(({ delivery }) => delivery);
    expect(await list()).toEqual(['running', 'retrying', 'waiting', 'dead']);
    expect(await list({ states: ['dead', 'waiting'] })).toEqual(['waiting', 'dead']);
    expect(await list({ repository: 'ACME/b' })).toEqual(['running', 'waiting']);
    expect(await list({ limit: 1 })).toEqual(['running']);
  });

  it('a job is found by the beginning of its id, if that names one', async () => {
    const { queue } = start({}, { paused: true });
    await queue.add('x', command(1));
    await queue.add('y', command(2));
    const [x] = await store.listJobs();
    expect(await store.showJob(x!.id.slice(0, 13).toUpperCase())).toEqual(x);
    await expect(store.showJob('')).rejects.toThrow(/Several jobs begin with/);
    await expect(store.showJob('not-an-id')).rejects.toThrow('There is no job not-an-id');
    await expect(store.retryJob('%')).rejects.toThrow('There is no job');
    await expect(store.cancelJob("'")).rejects.toThrow('There is no job');
  });

  it('a dead job is retried on demand, with all its tries and the steps that it had finished', async () => {
    const { queue, run, told } = start({ retryMs: [100_000] });
    await queue.add('x', review('opened'));
    const first = await run('x');
    await first.steps.put('question 1', ['an', 'answer']);
    await first.steps.put(`${STARTED_FROM}1 head`, 'what stood there then');
    first.fail(new FinalFailure('no'));
    await told(/given up/);
    const [dead] = await store.listJobs();
    expect(await store.retryJob(dead!.id)).toMatchObject({
      id: dead!.id,
      state: 'waiting',
      tries: 0,
    });
    const second = await run('x', 2);
    expect(await second.steps.get('question 1')).toEqual(['an', 'answer']);
    expect(await second.steps.get(`${STARTED_FROM}1 head`)).toBeUndefined();
    await expect(store.retryJob(dead!.id)).rejects.toThrow(/runs already/);
    second.fail();
    await told(/to be tried again/);
    expect(await store.listJobs()).toMatchObject([{ state: 'retrying', tries: 1 }]);
    // One that waits for its time starts now.
    await store.retryJob(dead!.id);
    (await run('x', 3)).finish();
    await queue.idle();
    expect(await store.listJobs()).toEqual([]);
  });

  it('a job that runs is stopped on demand, any other taken off the list', async () => {
    const one = start({ concurrency: 1 });
    await one.queue.add('a', command(1));
    const first = await one.run('a');
    await one.queue.add('b', command(2));
    await one.queue.add('c', command(3));
    const [running, waiting] = await store.listJobs();
    expect(await store.cancelJob(waiting!.id)).toMatchObject({ state: 'waiting', delivery: 'b' });
    expect(await store.cancelJob(running!.id)).toMatchObject({ state: 'running', delivery: 'a' });
    expect(await first.aborted).toBe('cancelled');
    // Nothing else of the pull request starts before its worker has let go of it.
    expect(one.started).toEqual(['a']);
    first.fail();
    (await one.run('c')).finish();
    await one.queue.idle();
    expect(await store.listJobs()).toEqual([]);
  });
}
