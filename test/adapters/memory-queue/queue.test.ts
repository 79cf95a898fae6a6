import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryQueue } from '../../../src/adapters/memory-queue/queue.ts';
import { command, pull, review, settle, startQueue } from './harness.ts';

describe('reviews of one pull request', () => {
  it('start at once, except after a push, which waits for more', async () => {
    const { queue, started, pass } = startQueue({ pauseMs: 3000 });
    await queue.add('opened', review('opened', pull(1)));
    await queue.add('pushed', review('push', pull(2)));
    await settle();
    expect(started()).toEqual(['opened']);
    await pass(2999);
    expect(started()).toEqual(['opened']);
    await pass(1);
    expect(started()).toEqual(['opened', 'pushed']);
  });

  it('are one for a burst of pushes, after the last of them', async () => {
    const { queue, started, pass } = startQueue({ pauseMs: 3000 });
    await queue.add('a', review('push'));
    await pass(2000);
    await queue.add('b', review('push'));
    await pass(2000);
    await queue.add('c', review('push'));
    await pass(2999);
    expect(started()).toEqual([]);
    await pass(1);
    expect(started()).toEqual(['c']);
  });

  it('are not held back for ever by pushes that never stop', async () => {
    const { queue, started, pass } = startQueue({ pauseMs: 3000 });
    for (let second = 0; second <= 14; second += 2) {
      await queue.add(`push ${second}`, review('push'));
      await pass(2000);
    }
    expect(started()).toEqual(['push 14']);
  });

  it('the newest stops the running one, starts when that has ended, and is alone', async () => {
    const { queue, run, started, active } = startQueue({ pauseMs: 0 });
    await queue.add('a', review('push'));
    await settle();
    await queue.add('b', review('push'));
    await queue.add('c', review('push'));
    await settle();
    expect(active()).toEqual(['a']);
    expect(run('a').signal.aborted).toBe(true);
    expect(run('a').signal.reason).toMatchObject({ name: 'AbortError', message: 'superseded' });
    await run('a').fail(new Error('aborted'));
    expect(started()).toEqual(['a', 'c']);
    await run('c').finish();
    expect(started()).toEqual(['a', 'c']);
  });

  it('a push does not hide that a pull request was opened', async () => {
    const { queue, run } = startQueue({ pauseMs: 0 });
    await queue.add('a', review('opened'));
    await settle();
    await queue.add('b', review('push'));
    await run('a').finish();
    expect(run('b').job).toEqual(review('opened'));
    await run('b').finish();
    await queue.add('c', review('push'));
    await settle();
    expect(run('c').job).toEqual(review('push'));
  });

  it('closing stops what runs and drops what waits', async () => {
    const { queue, run, started } = startQueue({ pauseMs: 0 });
    await queue.add('a', review('push'));
    await settle();
    await queue.add('b', review('push'));
    await queue.stop('closed', { ...pull(), owner: 'ACME' });
    expect(run('a').signal.aborted).toBe(true);
    await run('a').finish();
    expect(started()).toEqual(['a']);
    await queue.idle();
  });

  it('closing says so to a review that runs', async () => {
    const { queue, run } = startQueue({ pauseMs: 0 });
    await queue.add('a', review('push'));
    await settle();
    await queue.stop('closed', pull());
    expect(run('a').signal.reason).toMatchObject({ message: 'stopped' });
  });
});

describe('commands', () => {
  it('go before the review that waits, one at a time, none replaced', async () => {
    const { queue, run, started, active } = startQueue({ pauseMs: 0 });
    await queue.add('a', review('push'));
    await settle();
    await queue.add('b', review('push'));
    await queue.add('ask 1', command(1));
    await queue.add('ask 2', command(2));
    await run('a').finish();
    expect(active()).toEqual(['ask 1']);
    await run('ask 1').finish();
    await run('ask 2').finish();
    await run('b').finish();
    expect(started()).toEqual(['a', 'ask 1', 'ask 2', 'b']);
  });

  it('are neither stopped by a push nor by closing, and stop no review', async () => {
    const { queue, run, started } = startQueue({ pauseMs: 0 });
    await queue.add('ask', command(1));
    await settle();
    await queue.add('push', review('push'));
    await queue.add('ask again', command(2));
    await queue.stop('closed', pull());
    expect(run('ask').signal.aborted).toBe(false);
    await run('ask').finish();
    await queue.add('reopened', review('reopened'));
    await run('ask again').finish();
    await queue.add('ask more', command(3));
    await settle();
    expect(run('reopened').signal.aborted).toBe(false);
    expect(started()).toEqual(['ask', 'ask again', 'reopened']);
  });
});

describe('many repositories', () => {
  it('take turns, so that a busy one does not keep the others waiting', async () => {
    const { queue, run, started } = startQueue({ concurrency: 1, pauseMs: 0 });
    for (const number of [1, 2, 3]) {
      await queue.add(`busy ${number}`, review('opened', pull(number, 'busy')));
    }
    await queue.add('quiet 1', review('opened', pull(1, 'quiet')));
    await queue.add('other 1', review('opened', pull(1, 'other')));
    await settle();
    for (const id of ['busy 1', 'quiet 1', 'other 1', 'busy 2']) await run(id).finish();
    expect(started()).toEqual(['busy 1', 'quiet 1', 'other 1', 'busy 2', 'busy 3']);
  });

  it('run side by side up to the limit', async () => {
    const { queue, active } = startQueue({ concurrency: 2 });
    for (const number of [1, 2, 3]) await queue.add(`${number}`, review('opened', pull(number)));
    await settle();
    expect(active()).toEqual(['1', '2']);
  });
});

describe('deliveries', () => {
  it('count once, whatever they bring', async () => {
    const { queue, started } = startQueue();
    expect(await queue.add('x', review('opened'))).toBe(true);
    expect(await queue.add('x', review('opened'))).toBe(false);
    expect(await queue.add('x', command(1))).toBe(false);
    await settle();
    expect(started()).toEqual(['x']);
  });

  it('are forgotten in the order in which they came', async () => {
    const { queue } = startQueue({ remembered: 2 });
    for (const id of ['a', 'b', 'c']) await queue.add(id, command(1));
    expect(await queue.add('c', command(1))).toBe(false);
    expect(await queue.add('a', command(1))).toBe(true);
  });
});

describe('failures', () => {
  it('are tried again after growing pauses, then logged and given up', async () => {
    const { queue, run, started, pass, logged } = startQueue({ retryMs: [1000, 5000] });
    await queue.add('x', review('opened'));
    await settle();
    await run('x').fail();
    await pass(999);
    expect(started()).toHaveLength(1);
    await pass(1);
    await run('x').fail();
    await pass(4999);
    expect(started()).toHaveLength(2);
    await pass(1);
    await run('x').fail(new Error('for good'));
    await queue.idle();
    expect(started()).toHaveLength(3);
    expect(logged.at(-1)).toMatchObject({
      level: 'error',
      fields: { delivery: 'x', repository: 'acme/shop', pull: 1, err: { message: 'for good' } },
    });
  });

  it('a newer review takes the place of one that waits to be tried again', async () => {
    const { queue, run, started, pass } = startQueue({ retryMs: [1000], pauseMs: 0 });
    await queue.add('a', review('push'));
    await settle();
    await run('a').fail();
    await queue.add('b', review('push'));
    await settle();
    await run('b').finish();
    await pass(10_000);
    expect(started()).toEqual(['a', 'b']);
  });

  it('of a worker that throws before it returns are failures too', async () => {
    const failed: object[] = [];
    const nothing = (): void => undefined;
    const log = { info: nothing, warn: nothing, error: (fields: object) => failed.push(fields) };
    const thrower = (): Promise<void> => {
      throw new Error('at once');
    };
    const queue = createMemoryQueue(thrower, { retryMs: [], log });
    queue.start();
    await queue.add('x', command(1));
    await queue.add('y', command(2));
    await queue.idle();
    expect(failed).toMatchObject([{ delivery: 'x' }, { delivery: 'y' }]);
  });
});

describe('the end', () => {
  it('waits for what runs, starts nothing more and takes nothing', async () => {
    const { queue, run, started } = startQueue({ concurrency: 1 });
    await queue.add('a', review('opened', pull(1)));
    await queue.add('b', review('opened', pull(2)));
    await settle();
    const closed = queue.close(10_000);
    await expect(queue.add('c', command(1))).rejects.toThrow('closed');
    await run('a').finish();
    await closed;
    expect(run('a').signal.aborted).toBe(false);
    expect(started()).toEqual(['a']);
  });

  it('aborts what takes too long and names what is lost', async () => {
    const { queue, run, pass, logged } = startQueue({ concurrency: 1 });
    await queue.add('a', review('opened', pull(1)));
    await queue.add('b', review('opened', pull(2)));
    await settle();
    const closed = queue.close(10_000);
    await pass(9999);
    expect(run('a').signal.aborted).toBe(false);
    await pass(1);
    expect(run('a').signal.reason).toMatchObject({ message: 'shutdown' });
    await run('a').fail();
    await closed;
    expect(logged.at(-1)).toMatchObject({ level: 'warn', fields: { delivery: 'b', pull: 2 } });
  });

  it('does not wait for ever for a job that ignores its signal', async () => {
    const { queue, pass } = startQueue();
    await queue.add('a', review('opened'));
    await settle();
    const closed = queue.close(10_000);
    await pass(20_000);
    await closed;
  });
});

it('whatever comes: one job a pull request at a time, every command runs, the newest push wins', async () => {
  const event = fc.record({
    kind: fc.constantFrom('push', 'command', 'finish', 'pass'),
    number: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const { queue, runs, run, active, started, pass } = startQueue({
        concurrency: 2,
        pauseMs: 1000,
      });
      const newest = new Map<number, string>();
      const commands: string[] = [];
      const finishOldest = async (): Promise<void> => {
        const [oldest] = active();
        if (oldest !== undefined) await run(oldest).finish();
      };
      for (const [at, { kind, number }] of events.entries()) {
        const id = `${kind} ${at}`;
        if (kind === 'push') {
          newest.set(number, id);
          await queue.add(id, review('push', pull(number)));
        } else if (kind === 'command') {
          commands.push(id);
          await queue.add(id, command(at, pull(number)));
        } else if (kind === 'finish') await finishOldest();
        else await pass(1000);
        await settle();
        const pulls = active().map((one) => {
          const { job } = run(one);
          return job.kind === 'merge_group' ? one : job.pull.number;
        });
        expect(new Set(pulls).size).toBe(pulls.length);
        expect(pulls.length).toBeLessThanOrEqual(2);
      }
      await pass(10_000);
      for (let left = events.length; left > 0; left -= 1) await finishOldest();
      expect(active()).toEqual([]);
      expect(started()).toEqual(expect.arrayContaining([...commands, ...newest.values()]));
      expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
    }),
    { numRuns: 60 },
  );
});
