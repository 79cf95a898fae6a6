import { setTimeout as delay } from 'node:timers/promises';
import type { AbortCause, Queue, Worker } from '../../ports/queue.ts';
import { jobAdder, stopReviews, type Taken } from './add.ts';
import { claimJob, hasUndone, msToNext, type Claim, type Limits } from './claim.ts';
import { laneOf, laneOfPull } from './job-data.ts';
import { jobRun, runFields } from './job-run.ts';
import type { StoreLog } from './log.ts';
import type { Store } from './open-store.ts';
import { within } from './patience.ts';
import { prune } from './prune.ts';
import { startRepeating } from './repeat.ts';
import { fail, finish, putBack } from './settle.ts';
import { toBeEnded } from './watch.ts';

export interface StoreQueueOptions {
  /** After a push, until its review starts, so that a burst is reviewed once; 3,000 by default. */
  pauseMs?: number;
  /** Jobs that this process runs at a time; 4 by default. */
  concurrency?: number;
  /** Over all processes; no limit but `concurrency` by default. */
  limits?: Partial<Limits>;
  /** How long a job that failed waits before each further try; 5 s, 30 s and 2 min by default. */
  retryMs?: readonly number[];
  /** How often the store is asked what other processes did; 500 by default. */
  pollMs?: number;
  log: StoreLog;
}

export interface StoreQueue extends Queue {
  /** Takes jobs from now on, what earlier processes left behind included. */
  start(): void;
  /**
   * Starts nothing more, lets what runs finish for `graceMs`, then aborts it and waits for it for
   * at most `graceMs` again. What was aborted goes back into the queue, what waits stays there.
   */
  close(graceMs: number): Promise<void>;
  /** Resolves when nothing runs and nothing waits, here or elsewhere. */
  idle(): Promise<void>;
}

interface Running {
  claim: Claim;
  abort: AbortController;
  /** Resolves when it has ended and the store knows. */
  ended: Promise<void>;
}

const HEARTBEAT_MS = 3000;
const PRUNE_MS = 60 * 60 * 1000;
const UNLIMITED = 1_000_000;

/** The queue in the store: what is in it outlives every process. */
export function createStoreQueue(
  { engine }: Pick<Store, 'engine'>,
  worker: Worker,
  options: StoreQueueOptions,
): StoreQueue {
  const { log, concurrency = 4, pollMs = 500 } = options;
  const { pauseMs = 3000, retryMs = [5000, 30_000, 120_000] } = options;
  const limits = { total: UNLIMITED, perInstallation: UNLIMITED, ...options.limits };
  const addJob = jobAdder(engine, { pauseMs, retries: retryMs.length });
  const running = new Map<string, Running>();
  let state: 'new' | 'open' | 'closed' = 'new';
  let turn: Promise<void> | null = null;
  let again = false;
  /** Jobs that are being stored right now. */
  let arriving = 0;
  let wake: NodeJS.Timeout | undefined;
  let pumping: NodeJS.Timeout | undefined;
  const repeat = startRepeating(log);

  /** Starts what may start. One turn at a time; what happens meanwhile brings another. */
  function pump(): void {
    if (state !== 'open') return;
    if (turn) {
      again = true;
      return;
    }
    turn = repeat.attempt(takeJobs).finally(() => {
      turn = null;
      if (again) pump();
    });
  }

  async function takeJobs(): Promise<void> {
    again = false;
    clearTimeout(wake);
    while (running.size < concurrency && !isClosed()) {
      // An embedded database does one thing at a time, and GitHub waits for its answer.
      if (engine.embedded && arriving > 0) return;
      const claim = await claimJob(engine, limits, busyLanes());
      if (claim === null) break;
      if (isClosed()) await putBack(engine, claim);
      else run(claim);
    }
    if (running.size >= concurrency || isClosed()) return;
    const ms = await msToNext(engine);
    if (ms !== null && ms < pollMs && !isClosed()) wake = setTimeout(pump, Math.max(1, ms));
  }

  function isClosed(): boolean {
    return state === 'closed';
  }

  function busyLanes(): string[] {
    return [...running.values()].map(({ claim }) => claim.data.lane);
  }

  function run(claim: Claim): void {
    const abort = new AbortController();
    const { id, data } = claim;
    const { signal } = abort;
    // Started in a later microtask, so that a worker that throws at once is one that rejects.
    const ended = Promise.resolve()
      .then(() => worker(data.job, jobRun(engine, claim, signal)))
      .then(
        () => settle(claim, signal, null),
        (error: unknown) => settle(claim, signal, { error }),
      )
      .catch((error: unknown) =>
        log.error({ ...runFields(claim), err: error }, 'the end of a job could not be noted'),
      )
      .then(() => {
        running.delete(id);
        pump();
      });
    running.set(id, { claim, abort, ended });
  }

  async function settle(
    claim: Claim,
    signal: AbortSignal,
    failure: { error: unknown } | null,
  ): Promise<void> {
    const fields = { ...runFields(claim), ...(failure ? { err: failure.error } : {}) };
    if (signal.aborted) {
      const why = causeOf(signal);
      log.info(fields, `job ended: ${why}`);
      return putBack(engine, claim);
    }
    if (failure === null) return finish(engine, claim);
    const failed = await fail(engine, claim, failure.error, retryMs);
    if (failed.fate === 'dead') log.error(fields, 'job given up: see "backline jobs list"');
    else if (failed.fate === 'retry') {
      log.warn({ ...fields, retryInMs: failed.inMs }, 'job failed, to be tried again');
    } else log.info(fields, 'job failed, which is of no account any more');
  }

  /** Ends what other processes made pointless, and says that the rest is still at work. */
  async function lookAround(): Promise<void> {
    if (running.size === 0) return;
    const claims = [...running.values()].map(({ claim }) => claim);
    for (const [claim, cause] of await toBeEnded(engine, claims)) {
      const one = running.get(claim.id);
      if (one?.claim === claim) end(one, cause);
    }
  }

  async function beat(): Promise<void> {
    const claims = [...running.values()].map(({ claim }) => claim);
    if (claims.length > 0) await engine.boss.touch('work', claims);
  }

  /** Ends at once what `lookAround` would find a little later. */
  function endReviews(lane: string, { generation }: Taken, cause: AbortCause): void {
    for (const one of running.values()) {
      const { data } = one.claim;
      if (data.lane !== lane || data.generation === null || generation === null) continue;
      if (data.generation < generation) end(one, cause);
    }
  }

  return {
    async add(delivery, job) {
      if (state === 'closed') throw new Error('the queue is closed');
      arriving += 1;
      try {
        const taken = await addJob({ delivery, job });
        if (taken === null) return false;
        endReviews(laneOf(job), taken, 'superseded');
        return true;
      } finally {
        arriving -= 1;
        pump();
      }
    },
    async stop(delivery, pull) {
      const taken = await stopReviews(engine, delivery, pull);
      if (taken) endReviews(laneOfPull(pull), taken, 'stopped');
    },
    start() {
      if (state !== 'new') return;
      state = 'open';
      repeat.every(pollMs, lookAround);
      repeat.every(HEARTBEAT_MS, beat);
      repeat.every(PRUNE_MS, () => prune(engine));
      pumping = setInterval(pump, pollMs);
      void repeat.attempt(() => prune(engine));
      pump();
    },
    async close(graceMs) {
      state = 'closed';
      clearTimeout(wake);
      await within(graceMs, turn);
      await settled(running, graceMs);
      for (const one of running.values()) end(one, 'shutdown');
      await settled(running, graceMs);
      for (const { claim } of running.values()) {
        log.warn(runFields(claim), 'job abandoned: it is taken again when it is quiet');
      }
      clearInterval(pumping);
      repeat.stop();
    },
    async idle() {
      for (;;) {
        if (!(await hasUndone(engine)) && running.size === 0) return;
        await delay(20);
      }
    },
  };
}

function end(run: Running | undefined, cause: AbortCause): void {
  run?.abort.abort(new DOMException(cause, 'AbortError'));
}

function causeOf(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : 'aborted';
}

async function settled(running: ReadonlyMap<string, Running>, graceMs: number): Promise<void> {
  await within(graceMs, Promise.all([...running.values()].map(({ ended }) => ended)));
}
