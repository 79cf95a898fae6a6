import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import { createStoreQueue } from '../../../src/adapters/store/queue.ts';
import { FinalFailure, type Job, type JobRun } from '../../../src/ports/queue.ts';
import { ownDatabase, type OwnDatabase } from '../../support/shared-postgres.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
let database: OwnDatabase;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-count-'));
  database = await ownDatabase();
  store = await openStore({ databaseUrl: database.env.DATABASE_URL, folder, log: silent });
});
afterEach(async () => {
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

function review(number: number): Job {
  const pull = { installation: 1, owner: 'acme', repo: 'shop', number };
  return { kind: 'review', pull, cause: { kind: 'opened' } };
}

it('counts jobs by state, and knows how late the latest is', async () => {
  expect(await store.countJobs()).toEqual({
    states: { waiting: 0, retrying: 0, running: 0, dead: 0 },
    oldestDueSeconds: null,
  });
  const runs: JobRun[] = [];
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const { promise: allStarted, resolve: started } = Promise.withResolvers<void>();
  const { promise: dead, resolve: died } = Promise.withResolvers<void>();
  const queue = createStoreQueue(
    store,
    async (job, run) => {
      runs.push(run);
      if (runs.length === 2) started();
      if (job.kind !== 'merge_group' && job.pull.number === 2) throw new FinalFailure('never');
      await goOn;
    },
    { log: { ...silent, error: () => died() }, pauseMs: 0, concurrency: 2 },
  );
  for (const number of [1, 2, 3]) await queue.add(`delivery-${number}`, review(number));
  expect(await store.countJobs()).toMatchObject({ states: { waiting: 3, running: 0 } });
  expect((await store.countJobs()).oldestDueSeconds).toBeGreaterThan(0);
  queue.start();
  await allStarted;
  await dead;
  const [first] = await store.listJobs({ states: ['running'] });
  expect(runs.map(({ name }) => name)).toContain(`${first?.id}/1`);
  expect(runs.every(({ waited }) => waited >= 0 && waited < 60)).toBe(true);
  release();
  await queue.idle();
  await queue.close(0);
  expect(await store.countJobs()).toEqual({
    states: { waiting: 0, retrying: 0, running: 0, dead: 1 },
    oldestDueSeconds: null,
  });
});
