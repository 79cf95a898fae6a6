import { afterEach } from 'vitest';
import {
  createStoreQueue,
  type StoreQueue,
  type StoreQueueOptions,
} from '../../../src/adapters/store/queue.ts';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import type { Job, JobRun, PullAddress } from '../../../src/ports/queue.ts';
import type { TestDatabase } from './engines.ts';

/** A try of a job that the test ends by hand. */
interface Run extends JobRun {
  job: Job;
  finish(): void;
  fail(error?: Error): void;
  /** Resolves with the cause once its signal is aborted. */
  aborted: Promise<string>;
}

interface QueueInHand {
  queue: StoreQueue;
  /** Every start, in order, by the delivery that brought the job. */
  started: string[];
  /** The first starts, as soon as there are that many. */
  starts: (count: number) => Promise<string[]>;
  /** The run of a delivery, or a later run of it, as soon as it has started. */
  run: (delivery: string, time?: number) => Promise<Run>;
  /** Runs that have not ended. */
  active: Set<Run>;
  logged: { level: string; message: string; fields: object }[];
  /** The log line with such a message, or a later one, as soon as it is written. */
  told: (message: RegExp, time?: number) => Promise<QueueInHand['logged'][number]>;
}

/** Makes queues in the test's hand, on its database's store, and closes them after each test. */
export function queuesInHand(database: TestDatabase): MakeQueue {
  const made: QueueInHand[] = [];
  afterEach(async () => {
    for (const { queue, active } of made.splice(0)) {
      for (const run of active) run.finish();
      await queue.close(1000);
    }
  });
  return (options = {}, { paused = false, store = database.store() } = {}) => {
    const one = queueInHand(store, options);
    made.push(one);
    if (!paused) one.queue.start();
    return one;
  };
}

export type MakeQueue = (
  options?: Partial<StoreQueueOptions>,
  /** One that is paused starts nothing until it is told to. */
  state?: { paused?: boolean; store?: Store },
) => QueueInHand;

function queueInHand(store: Store, options: Partial<StoreQueueOptions>): QueueInHand {
  const runs: Run[] = [];
  const logged: QueueInHand['logged'] = [];
  const active = new Set<Run>();
  const news = signal();
  const log = (level: string) => (fields: object, message: string) => {
    logged.push({ level, message, fields });
    news.ring();
  };
  const queue = createStoreQueue(
    store,
    (job, run) =>
      new Promise<void>((resolve, reject) => {
        const own: Run = {
          ...run,
          job,
          finish: () => {
            active.delete(own);
            resolve();
          },
          fail: (error = new Error('down')) => {
            active.delete(own);
            reject(error);
          },
          aborted: new Promise((tell) => {
            run.signal.addEventListener('abort', () => tell((run.signal.reason as Error).message));
          }),
        };
        active.add(own);
        runs.push(own);
        news.ring();
      }),
    {
      pollMs: 20,
      pauseMs: 0,
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      ...options,
    },
  );
  return {
    queue,
    active,
    logged,
    get started() {
      return runs.map(({ id }) => id);
    },
    starts: (count) =>
      news.wait(() => (runs.length >= count ? runs.map(({ id }) => id) : undefined)),
    run: (delivery, time = 1) =>
      news.wait(() => runs.filter(({ id }) => id === delivery)[time - 1]),
    told: (message, time = 1) =>
      news.wait(() => logged.filter((line) => message.test(line.message))[time - 1]),
  };
}

/** Waits for what others do, without looking at a clock. */
function signal() {
  let bell = Promise.withResolvers<void>();
  return {
    ring() {
      bell.resolve();
      bell = Promise.withResolvers();
    },
    async wait<T>(look: () => T | undefined): Promise<T> {
      for (;;) {
        const found = look();
        if (found !== undefined) return found;
        await bell.promise;
      }
    },
  };
}

export function pull(number = 1, repo = 'shop', installation = 1): PullAddress {
  return { installation, owner: 'acme', repo, number };
}

export function review(kind: 'opened' | 'reopened' | 'push', at = pull()): Job {
  return { kind: 'review', pull: at, cause: { kind } };
}

export function command(id: number, at = pull()): Job {
  const comment = { kind: 'issue-comment' as const, id, nodeId: 'N', author: 'dev', body: '/ask' };
  return { kind: 'command', pull: at, comment };
}
