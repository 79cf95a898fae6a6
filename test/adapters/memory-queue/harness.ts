import {
  createMemoryQueue,
  type MemoryQueue,
  type MemoryQueueOptions,
} from '../../../src/adapters/memory-queue/queue.ts';
import type { Job, PullAddress, ReviewCause } from '../../../src/ports/queue.ts';

/** A run that the test ends by hand. */
interface Run {
  id: string;
  job: Job;
  signal: AbortSignal;
  finish: () => Promise<void>;
  fail: (error?: Error) => Promise<void>;
}

export interface Harness {
  queue: MemoryQueue;
  /** Every start, in order. */
  runs: Run[];
  /** Ids of the runs that have not ended. */
  active: () => string[];
  started: () => string[];
  run: (id: string) => Run;
  /** Moves the clock and lets everything that is due happen. */
  pass: (milliseconds: number) => Promise<void>;
  logged: { level: string; message: string; fields: object }[];
}

export async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A queue with a clock and a worker in the test's hand. */
export function startQueue(options: Partial<MemoryQueueOptions> = {}): Harness {
  let now = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const runs: Run[] = [];
  const active = new Set<string>();
  const logged: Harness['logged'] = [];
  const log = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, message, fields });
  const queue = createMemoryQueue(
    (job, { id, signal }) =>
      new Promise<void>((resolve, reject) => {
        const end = async (settled: () => void): Promise<void> => {
          active.delete(id);
          settled();
          await settle();
        };
        active.add(id);
        runs.push({
          id,
          job,
          signal,
          finish: () => end(resolve),
          fail: (error = new Error('down')) => end(() => reject(error)),
        });
      }),
    {
      clock: {
        now: () => now,
        after: (milliseconds, run) => {
          const timer = { at: now + milliseconds, run };
          timers.add(timer);
          return () => timers.delete(timer);
        },
      },
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      ...options,
    },
  );
  queue.start();
  return {
    queue,
    runs,
    logged,
    active: () => [...active],
    started: () => runs.map(({ id }) => id),
    run: (id) => {
      const found = runs.findLast((one) => one.id === id);
      if (!found) throw new Error(`${id} has not started`);
      return found;
    },
    pass: async (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        await settle();
        const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
      await settle();
    },
  };
}

export function pull(number = 1, repo = 'shop'): PullAddress {
  return { installation: 1, owner: 'acme', repo, number };
}

export function review(kind: Exclude<ReviewCause['kind'], 'command'>, at = pull()): Job {
  return { kind: 'review', pull: at, cause: { kind } };
}

export function command(id: number, at = pull()): Job {
  const comment = { kind: 'issue-comment' as const, id, nodeId: 'N', author: 'dev', body: '/ask' };
  return { kind: 'command', pull: at, comment };
}
