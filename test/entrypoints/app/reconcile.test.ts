import { expect, it } from 'vitest';
import { startReconciling, type ReconcilePorts } from '../../../src/entrypoints/app/reconcile.ts';
import type { Job, PullAddress } from '../../../src/ports/queue.ts';

const PULL: PullAddress = { owner: 'acme', repo: 'shop', number: 7, installation: 42 };

/** One look at an open pull request, whose webhook may come while GitHub is asked about its check. */
async function lookOnce(comes: boolean): Promise<string[]> {
  const jobs: { job: Job }[] = [];
  const added: string[] = [];
  let ask: () => void;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const ports = {
    missed: {
      failedDeliveries: async () => [],
      installations: async () => [{ id: 42, installedAt: new Date(0) }],
      repositories: async () => [PULL],
      openPulls: async () => [{ pull: PULL, head: 'abc', createdAt: new Date(1) }],
      isChecked: async () => {
        if (comes) jobs.push({ job: { kind: 'review', pull: PULL, cause: { kind: 'opened' } } });
        ask();
        return false;
      },
    },
    store: {
      takeChore: async () => true,
      listJobs: async () => jobs,
      wasReviewed: async () => false,
    },
    queue: { add: async (delivery: string) => added.push(delivery) },
    serves: () => true,
    now: () => 1000,
    log: { info: () => undefined, warn: () => undefined },
  };
  const stop = startReconciling(ports as unknown as ReconcilePorts);
  await asked;
  await stop();
  return added;
}

it('takes a pull request that nobody told of', async () => {
  expect(await lookOnce(false)).toEqual(['missed acme/shop#7 abc']);
});

it('leaves one alone whose webhook comes while GitHub is asked', async () => {
  expect(await lookOnce(true)).toEqual([]);
});
