import * as fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { claimJob } from '../../../src/adapters/store/claim.ts';
import { createStoreQueue } from '../../../src/adapters/store/queue.ts';
import { FinalFailure, type Worker } from '../../../src/ports/queue.ts';
import { onPostgres, SILENT } from './engines.ts';
import { command, pull, queuesInHand, review } from './queue-in-hand.ts';

const NO_LIMITS = { total: 1000, perInstallation: 1000 };

onPostgres((database) => {
  const start = queuesInHand(database);

  it('run one job of a pull request between them', async () => {
    const here = start();
    const there = start({}, { paused: true, store: await database.open() });
    await here.queue.add('a', command(1));
    const first = await here.run('a');
    there.queue.start();
    await there.queue.add('b', command(2));
    expect(await claimJob(database.store().engine, NO_LIMITS, [])).toBeNull();
    expect([...here.started, ...there.started]).toEqual(['a']);
    first.finish();
    const second = await Promise.race([here.run('b'), there.run('b')]);
    second.finish();
    await here.queue.idle();
  });

  it('a push that one takes ends the review that the other runs, and so does closing', async () => {
    const here = start();
    const there = start({}, { paused: true, store: await database.open() });
    await here.queue.add('a', review('push'));
    const first = await here.run('a');
    await there.queue.add('b', review('push'));
    expect(await first.aborted).toBe('superseded');
    first.finish();
    const second = await here.run('b');
    await there.queue.stop('closed', pull());
    expect(await second.aborted).toBe('stopped');
    second.fail();
    await here.queue.idle();
  });

  it('a worker that stopped answering loses its job, and can do it no harm when it is back', async () => {
    const here = start({ retryMs: [0, 0], pollMs: 3_600_000 });
    await here.queue.add('a', review('push'));
    const lost = await here.run('a');
    await lost.steps.put('question', 'answer');
    await database.pass(60_000);
    const tending = await database.open();
    // As pg-boss does every few seconds.
    await tending.engine.boss.supervise('work');
    const there = start({ retryMs: [0, 0] }, { store: tending });
    const taken = await there.run('a');
    expect(await taken.steps.get('question')).toBe('answer');
    lost.fail(new FinalFailure('too late'));
    await here.told(/of no account/);
    expect(await tending.listJobs()).toMatchObject([{ state: 'running', tries: 1 }]);
    taken.fail();
    const last = await there.run('a', 2);
    last.finish();
    await there.queue.idle();
    expect(await tending.listJobs()).toEqual([]);
  });

  it('a worker that lost its job ends it as soon as it looks', async () => {
    const here = start();
    await here.queue.add('a', command(1));
    const lost = await here.run('a');
    await database.pass(60_000);
    const tending = await database.open();
    await tending.engine.boss.supervise('work');
    expect(await lost.aborted).toBe('superseded');
    lost.finish();
    // It was not done: it starts again, and the lost start is no try.
    const again = await here.run('a', 2);
    expect(await tending.listJobs()).toMatchObject([{ state: 'running', tries: 1 }]);
    again.finish();
    await here.queue.idle();
  });

  it('whatever comes: one job a pull request at a time, each command runs, the newest push wins', async () => {
    const event = fc.record({
      kind: fc.constantFrom('push' as const, 'push' as const, 'command' as const, 'close' as const),
      number: fc.integer({ min: 1, max: 3 }),
      by: fc.constantFrom(0, 1),
      fails: fc.boolean(),
    });
    const stores = [database.store(), await database.open()];
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 25 }), async (events) => {
        const ids = events.map(({ kind }, at) => `${++round} ${kind} ${at}`);
        const failing = new Set(ids.filter((_, at) => events[at]!.fails));
        const { worker, finished, collisions } = busyWorker(failing);
        const queues = stores.map((store) =>
          createStoreQueue(store, worker, { ...QUICK, log: SILENT }),
        );
        for (const queue of queues) queue.start();
        for (const [at, { kind, number, by }] of events.entries()) {
          const queue = queues[by]!;
          if (kind === 'close') await queue.stop(ids[at]!, pull(number));
          else if (kind === 'push') await queue.add(ids[at]!, review('push', pull(number)));
          else await queue.add(ids[at]!, command(round * 100 + at, pull(number)));
        }
        await queues[0]!.idle();
        await Promise.all(queues.map((queue) => queue.close(1000)));

        expect(collisions).toEqual([]);
        expect(new Set(finished).size).toBe(finished.length);
        const commands = ids.filter((_, at) => events[at]!.kind === 'command');
        expect(finished).toEqual(expect.arrayContaining(commands));
        const ofPull = [1, 2, 3].map((number) =>
          ids.filter((_, at) => events[at]!.number === number && events[at]!.kind !== 'command'),
        );
        const open = ofPull.filter((reviews) => reviews.at(-1)?.includes('push'));
        const last = open.map((reviews) => finished.findLast((id) => reviews.includes(id)));
        expect(last).toEqual(open.map((reviews) => reviews.at(-1)));
      }),
      { numRuns: 15 },
    );
  });
});

const QUICK = { retryMs: [0, 0, 0], pauseMs: 1, pollMs: 5, concurrency: 2 };

/** A worker that takes some turns of the event loop, and fails some jobs once. */
function busyWorker(failing: ReadonlySet<string>) {
  const busy = new Set<string>();
  const finished: string[] = [];
  const collisions: string[] = [];
  const failed = new Set<string>();
  const worker: Worker = async (job, { id, signal }) => {
    const place = job.kind === 'merge_group' ? '' : `${job.pull.number}`;
    if (busy.has(place)) collisions.push(id);
    busy.add(place);
    for (let turn = 0; turn < 10 && !signal.aborted; turn++) await nextTurn();
    busy.delete(place);
    signal.throwIfAborted();
    if (failing.has(id) && !failed.has(id)) {
      failed.add(id);
      throw new Error('once');
    }
    finished.push(id);
  };
  return { worker, finished, collisions };
}
