import { keptCause } from '../../core/trigger/kept-cause.ts';
import type { AbortCause, Job, Queue, Worker } from '../../ports/queue.ts';
import { systemClock, type QueueClock } from './clock.ts';
import {
  isCommand,
  laneInTurn,
  laneNameOf,
  pullName,
  repositoryOf,
  take,
  type Lane,
  type Running,
  type Waiting,
} from './lanes.ts';
import { createSeen } from './seen.ts';

export interface MemoryQueueOptions {
  /** After a push, until its review starts, so that a burst is reviewed once; 3,000 by default. */
  pauseMs?: number;
  /** Jobs at a time; 4 by default. */
  concurrency?: number;
  /** How long a job that failed waits before each further try; 5 s, 30 s and 2 min by default. */
  retryMs?: readonly number[];
  /** How many delivery ids are remembered; 10,000 by default. */
  remembered?: number;
  clock?: QueueClock;
  log: QueueLog;
}

interface QueueLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface MemoryQueue extends Queue {
  /** Jobs that are added before wait for it. */
  start(): void;
  /**
   * Starts nothing more, lets what runs finish for `graceMs`, then aborts it and waits for it for
   * at most `graceMs` again. What waited is lost and logged.
   */
  close(graceMs: number): Promise<void>;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
}

/** A steady stream of pushes holds a review back for this many pauses at most. */
const MOST_PAUSES = 5;

/** The queue in this process's memory: what is in it is lost when the process ends. */
export function createMemoryQueue(worker: Worker, options: MemoryQueueOptions): MemoryQueue {
  const { log, clock = systemClock, pauseMs = 3000, concurrency = 4 } = options;
  const { retryMs = [5000, 30_000, 120_000] } = options;
  const seen = createSeen(options.remembered ?? 10_000);
  const lanes = new Map<string, Lane>();
  const running = new Set<Running>();
  let turns: string[] = [];
  let state: 'new' | 'open' | 'closed' = 'new';
  let cancelTimer = (): void => undefined;
  const idlers: (() => void)[] = [];

  function laneFor(job: Job): Lane {
    const name = laneNameOf(job);
    const repository = repositoryOf(job.kind === 'merge_group' ? job : job.pull);
    const lane = lanes.get(name) ?? { repository, running: null, review: null, commands: [] };
    lanes.set(name, lane);
    if (!turns.includes(repository)) turns.push(repository);
    return lane;
  }

  function addReview(lane: Lane, id: string, job: Job): void {
    const current = lane.running?.waiting.job;
    const unfinished = lane.review?.job ?? (current && isReview(current) ? current : null);
    if (current && isReview(current)) abort(lane.running, 'superseded');
    const now = clock.now();
    const since = lane.review?.since ?? now;
    const pause = job.kind === 'review' && job.cause.kind === 'push' ? pauseMs : 0;
    lane.review = {
      id,
      job: withKeptCause(unfinished, job),
      readyAt: Math.min(now + pause, since + pause * MOST_PAUSES),
      since,
      tries: 0,
    };
  }

  function pump(): void {
    cancelTimer();
    if (state !== 'open') return;
    while (running.size < concurrency) {
      const next = laneInTurn(lanes.values(), turns, clock.now());
      if (!next) break;
      run(next.lane, next.waiting);
    }
    forgetEmptyLanes();
    if (lanes.size === 0) {
      for (const wake of idlers.splice(0)) wake();
    }
    if (running.size < concurrency) setTimer();
  }

  /** Wakes up when the next pause is over. */
  function setTimer(): void {
    const times = [...lanes.values()]
      .filter((lane) => !lane.running)
      .flatMap((lane) => [...lane.commands, ...(lane.review ? [lane.review] : [])])
      .map(({ readyAt }) => readyAt);
    if (times.length === 0) return;
    cancelTimer = clock.after(Math.max(0, Math.min(...times) - clock.now()), pump);
  }

  /** Who had a turn, at its start and again at its end, comes after everybody else. */
  function toTheEnd(repository: string): void {
    turns = [...turns.filter((one) => one !== repository), repository];
  }

  function run(lane: Lane, waiting: Waiting): void {
    take(lane, waiting);
    toTheEnd(lane.repository);
    const abort = new AbortController();
    // Started in a later microtask, so that a worker that throws at once is one that rejects.
    const ended = Promise.resolve()
      .then(() => worker(waiting.job, { id: waiting.id, signal: abort.signal }))
      .catch((error: unknown) => failed(lane, waiting, abort.signal, error))
      .then(() => {
        running.delete(self);
        lane.running = null;
        toTheEnd(lane.repository);
        pump();
      });
    const self: Running = { waiting, abort, ended };
    lane.running = self;
    running.add(self);
  }

  function failed(lane: Lane, waiting: Waiting, signal: AbortSignal, error: unknown): void {
    const fields = { ...fieldsOf(waiting), err: error };
    if (signal.aborted) return log.info(fields, `job ended: ${reasonOf(signal)}`);
    const delay = retryMs[waiting.tries];
    if (delay === undefined) return log.error(fields, 'job given up after its last try');
    log.warn({ ...fields, retryInMs: delay }, 'job failed, to be tried again');
    const now = clock.now();
    const again = { ...waiting, tries: waiting.tries + 1, readyAt: now + delay, since: now };
    if (isReview(waiting.job)) lane.review ??= again;
    else lane.commands.push(again);
  }

  function forgetEmptyLanes(): void {
    for (const [name, lane] of lanes) {
      if (!lane.running && !lane.review && lane.commands.length === 0) lanes.delete(name);
    }
    const busy = new Set([...lanes.values()].map(({ repository }) => repository));
    turns = turns.filter((repository) => busy.has(repository));
  }

  return {
    async add(delivery, job) {
      if (state === 'closed') throw new Error('the queue is closed');
      if (!seen.add(delivery)) return false;
      const lane = laneFor(job);
      if (isReview(job)) addReview(lane, delivery, job);
      else lane.commands.push(newWaiting(delivery, job, clock.now()));
      pump();
      return true;
    },
    async stop(delivery, pull) {
      if (!seen.add(delivery)) return;
      const lane = lanes.get(pullName(pull));
      if (!lane) return;
      lane.review = null;
      if (lane.running && isReview(lane.running.waiting.job)) abort(lane.running, 'stopped');
      pump();
    },
    start() {
      if (state === 'new') state = 'open';
      pump();
    },
    async close(graceMs) {
      state = 'closed';
      cancelTimer();
      await settled(running, graceMs, clock);
      for (const one of running) abort(one, 'shutdown');
      await settled(running, graceMs, clock);
      for (const { waiting } of running) log.warn(fieldsOf(waiting), 'job abandoned: it goes on');
      const lost = [...lanes.values()].flatMap(({ review, commands }) => [review, ...commands]);
      for (const one of lost) if (one) log.warn(fieldsOf(one), 'job lost: the process ends');
    },
    idle() {
      if (lanes.size === 0) return Promise.resolve();
      return new Promise((resolve) => idlers.push(resolve));
    },
  };
}

/** A job that a newer one of its lane replaces; everything else is kept. */
function isReview(job: Job): boolean {
  return job.kind === 'review' && !isCommand(job);
}

function withKeptCause(unfinished: Job | null, job: Job): Job {
  if (job.kind !== 'review' || unfinished?.kind !== 'review') return job;
  return { ...job, cause: keptCause(unfinished.cause, job.cause) };
}

function newWaiting(id: string, job: Job, now: number): Waiting {
  return { id, job, readyAt: now, since: now, tries: 0 };
}

function abort(run: Running | null, cause: AbortCause): void {
  run?.abort.abort(new DOMException(cause, 'AbortError'));
}

function reasonOf(signal: AbortSignal): string {
  return signal.reason instanceof Error ? signal.reason.message : 'aborted';
}

function fieldsOf({ id, job }: Waiting): object {
  const place = job.kind === 'merge_group' ? job : job.pull;
  const pull = job.kind === 'merge_group' ? {} : { pull: job.pull.number };
  return { delivery: id, job: job.kind, repository: `${place.owner}/${place.repo}`, ...pull };
}

async function settled(running: Set<Running>, graceMs: number, clock: QueueClock): Promise<void> {
  if (running.size === 0) return;
  let cancel = (): void => undefined;
  const patience = new Promise<void>((resolve) => {
    cancel = clock.after(graceMs, resolve);
  });
  await Promise.race([patience, Promise.all([...running].map(({ ended }) => ended))]);
  cancel();
}
