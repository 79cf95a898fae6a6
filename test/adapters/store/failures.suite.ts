import { expect, it } from 'vitest';
import { GitHubError } from '../../../src/ports/github-error.ts';
import { ModelError } from '../../../src/ports/model.ts';
import { FinalFailure } from '../../../src/ports/queue.ts';
import type { TestDatabase } from './engines.ts';
import { command, pull, queuesInHand, review } from './queue-in-hand.ts';

const RATE_LIMITED = new GitHubError('rate_limited', 'slow down', {
  words: 'slow down',
  method: 'GET',
  path: '/',
  retryAfterSeconds: 600,
});
const OVERLOADED = new ModelError('overloaded', 'slow down', { retryAfterSeconds: 600 });

export function failuresSuite(database: TestDatabase): void {
  const start = queuesInHand(database);
  const msToStart = async (): Promise<number[]> =>
    (await database.store().listJobs()).map(({ startAfter }) => startAfter.getTime() - Date.now());

  it('a job that failed is tried again after growing pauses, then given up', async () => {
    const retryMs = [100_000, 400_000];
    const { queue, run, told } = start({ retryMs });
    await queue.add('x', review('opened'));
    for (const [time, pause] of retryMs.entries()) {
      const next = await run('x', time + 1);
      expect(next.lastTry).toBe(false);
      next.fail(new Error('down\nagain'));
      await told(/to be tried again/, time + 1);
      expect(await database.store().listJobs()).toMatchObject([
        { state: 'retrying', tries: time + 1, error: 'Error: down again' },
      ]);
      const [inMs] = await msToStart();
      expect(inMs).toBeGreaterThan(0.75 * pause - 10_000);
      expect(inMs).toBeLessThan(1.25 * pause + 10_000);
      await database.pass(inMs! + 1000);
    }
    const last = await run('x', 3);
    expect(last.lastTry).toBe(true);
    last.fail(new Error('for good'));
    expect(await told(/given up/)).toMatchObject({
      level: 'error',
      fields: { delivery: 'x', repository: 'acme/shop', pull: 1, err: { message: 'for good' } },
    });
    expect(await database.store().listJobs()).toMatchObject([
      { delivery: 'x', state: 'dead', tries: 3, error: 'Error: for good' },
    ]);
    await queue.idle();
  });

  it.each([
    ['GitHub', RATE_LIMITED],
    ['the model', OVERLOADED],
  ])('waits for as long as %s asks it to, and so does a push after it', async (_who, error) => {
    const { queue, run, told } = start({ retryMs: [1000] });
    await queue.add('x', review('opened'));
    (await run('x')).fail(error);
    await told(/to be tried again/);
    const [inMs] = await msToStart();
    expect(inMs).toBeGreaterThan(590_000);
    expect(inMs).toBeLessThan(610_000);
    const [before] = await database.store().listJobs();
    await queue.add('y', review('push'));
    const [after] = await database.store().listJobs();
    expect(after).toMatchObject({ delivery: 'y', state: 'waiting', tries: 0, error: null });
    expect(after?.startAfter.getTime()).toBeCloseTo(before!.startAfter.getTime(), -2);
  });

  it('jobs that failed together do not come back together', async () => {
    const { queue, run, told } = start({ retryMs: [100_000], concurrency: 8 });
    for (let number = 1; number <= 8; number++) {
      await queue.add(`${number}`, review('opened', pull(number)));
      (await run(`${number}`)).fail();
    }
    await told(/to be tried again/, 8);
    const times = await msToStart();
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(2000);
  });

  it('a job that says that it would fail again is not tried again', async () => {
    const one = start();
    await one.queue.add('x', review('opened'));
    (await one.run('x')).fail(new FinalFailure('no access'));
    await one.told(/given up/);
    expect(await database.store().listJobs()).toMatchObject([
      { state: 'dead', tries: 1, error: 'FinalFailure: no access' },
    ]);
    await one.queue.idle();
    expect(one.started).toEqual(['x']);
  });

  it('a newer review takes the place of one that waits to be tried again, with all its tries', async () => {
    const one = start({ retryMs: [1_000_000] });
    await one.queue.add('a', review('opened'));
    (await one.run('a')).fail();
    await one.told(/to be tried again/);
    await one.queue.add('b', review('push'));
    const second = await one.run('b');
    expect(second.job).toEqual(review('opened'));
    second.fail();
    await one.told(/to be tried again/, 2);
    expect(await database.store().listJobs()).toMatchObject([
      { state: 'retrying', delivery: 'b', tries: 1 },
    ]);
  });

  it('a newer review takes the place of one that is dead, and keeps its cause', async () => {
    const { queue, run, told } = start();
    await queue.add('a', review('opened'));
    (await run('a')).fail(new FinalFailure('no'));
    await told(/given up/);
    await queue.add('b', review('push'));
    expect((await run('b')).job).toEqual(review('opened'));
    expect(await database.store().listJobs()).toMatchObject([{ state: 'running', delivery: 'b' }]);
  });

  it('a review that fails after a push is of no account', async () => {
    const { queue, run, told } = start();
    await queue.add('a', review('push'));
    const first = await run('a');
    const elsewhere = start({}, { paused: true, store: await database.open() });
    await elsewhere.queue.add('b', review('push'));
    first.fail(new FinalFailure('no'));
    await told(/of no account|superseded/);
    (await run('b')).finish();
    await queue.idle();
    expect(await database.store().listJobs()).toEqual([]);
  });

  it('what Postgres does not take in JSON, people and errors may say', async () => {
    const { queue, run, told } = start();
    const odd = 'a\0b \ud83d';
    const job = command(1);
    if (job.kind === 'command') job.comment.body = odd;
    await queue.add('x', job);
    const one = await run('x');
    expect(one.job).toMatchObject({ comment: { body: 'a\ufffdb \ufffd' } });
    one.fail(new FinalFailure(`${odd}${'\u{1f600}'.repeat(500)}`));
    await told(/given up/);
    const [{ error } = { error: '' }] = await database.store().listJobs();
    expect(error).toMatch(/^FinalFailure: a\ufffdb \ufffd\u{1f600}/u);
    expect(error).toHaveLength(500);
  });

  it('finished steps last until the job is done', async () => {
    const { queue, run, told } = start({ retryMs: [0] });
    await queue.add('x', review('opened'));
    const first = await run('x');
    await first.steps.put('a', { usage: [1, null, 'x'] });
    await first.steps.put('a', 'a second value of a key is not kept');
    await first.steps.put('null', null);
    await first.steps.put('text', '"\0\ud83d"');
    first.fail();
    await told(/to be tried again/);
    const second = await run('x', 2);
    expect(await second.steps.get('a')).toEqual({ usage: [1, null, 'x'] });
    expect(await second.steps.get('null')).toBeNull();
    expect(await second.steps.get('text')).toBe('"\0\ud83d"');
    expect(await second.steps.get('b')).toBeUndefined();
    second.finish();
    await queue.idle();
    expect(await second.steps.get('a')).toBeUndefined();
  });
}
