import { setTimeout as delay } from 'node:timers/promises';
import { APP_EVENTS } from '../../core/trigger/trigger.ts';
import type { Missed } from '../../ports/missed.ts';
import type { Queue } from '../../ports/queue.ts';
import type { Chores, Jobs, Reviews } from '../../ports/store.ts';
import type { AppLog } from './services.ts';

export interface ReconcilePorts {
  missed: Missed;
  store: Jobs & Reviews & Chores;
  queue: Queue;
  /** Whether the operator serves a repository. */
  serves: (owner: string, repo: string) => boolean;
  /** At a start: how long ago another process must have looked; a minute by default. */
  startGapMs?: number | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
  log: AppLog;
}

const MINUTE_MS = 60_000;
const DELIVERIES_EVERY_MS = 10 * MINUTE_MS;
const PULLS_EVERY_MS = 60 * MINUTE_MS;
/** How long GitHub keeps deliveries to be redelivered, and how far back pull requests are looked at. */
const LOOK_BACK_MS = 3 * 24 * 60 * MINUTE_MS;
/** Of one delivery; what is refused that often is refused for a reason. */
const MOST_ATTEMPTS = 4;
/** How long what was asked for again may take until it is here. */
const ARRIVAL_MS = 5000;

/**
 * Makes up for what was missed while nobody listened: at once, and then every so often, by one of
 * all processes that share the store. Returns what ends it, and waits for what is under way.
 */
export function startReconciling(ports: ReconcilePorts): () => Promise<void> {
  const { store, log, startGapMs = MINUTE_MS } = ports;
  const ended = new AbortController();
  const { signal } = ended;
  let work = Promise.resolve();
  const look = (deliveriesMs: number, pullsMs: number): void => {
    const attempt = async (name: string, gapMs: number, what: typeof reviewMissed) => {
      if (signal.aborted || !(await store.takeChore(name, gapMs))) return;
      await what(ports, signal);
    };
    work = work
      // What arrives after all needs no job of another's, so that it is asked for first.
      .then(() => attempt('failed deliveries', deliveriesMs, redeliverFailed))
      .then(() => attempt('open pull requests', pullsMs, reviewMissed))
      .catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'what was missed could not be looked for');
      });
  };
  // A start follows a pause in which anything may have been missed. When another process has looked
  // a moment ago, that may have been before the pause ended: then once more, a little later.
  look(startGapMs, startGapMs);
  const once = setTimeout(look, 2 * startGapMs, 2 * startGapMs, 2 * startGapMs);
  const often = setInterval(look, DELIVERIES_EVERY_MS, DELIVERIES_EVERY_MS / 2, PULLS_EVERY_MS);
  return async () => {
    ended.abort();
    clearTimeout(once);
    clearInterval(often);
    await work;
  };
}

/** Has GitHub send again what it could not deliver; each failed attempt is answered once. */
async function redeliverFailed(ports: ReconcilePorts, signal: AbortSignal): Promise<void> {
  const { missed, store, now, log } = ports;
  const failed = await missed.failedDeliveries(new Date(now() - LOOK_BACK_MS));
  const attempts = new Map<string, number>();
  for (const { guid } of failed) attempts.set(guid, (attempts.get(guid) ?? 0) + 1);
  const asked: string[] = [];
  for (const delivery of new Map(failed.map((one) => [one.guid, one])).values()) {
    if (signal.aborted) return;
    if (!(APP_EVENTS as readonly string[]).includes(delivery.event)) continue;
    if ((attempts.get(delivery.guid) ?? 0) >= MOST_ATTEMPTS) continue;
    if (!(await store.noteOnce(`redelivery ${delivery.id}`))) continue;
    await missed.redeliver(delivery);
    asked.push(delivery.guid);
    log.info({ delivery: delivery.guid, event: delivery.event }, 'asked for again: it had failed');
  }
  await arrived(asked, ports, signal);
}

/** Waits for deliveries to be taken, not for long: one that asks for nothing leaves no trace. */
async function arrived(
  asked: readonly string[],
  { store }: ReconcilePorts,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + ARRIVAL_MS;
  for (const guid of asked) {
    while (!signal.aborted && performance.now() < end && !(await store.isNoted(guid))) {
      await delay(50);
    }
  }
}

/** Has every open pull request reviewed whose head has no review that ended, nor a job. */
async function reviewMissed(ports: ReconcilePorts, signal: AbortSignal): Promise<void> {
  const { missed, log } = ports;
  const earliest = ports.now() - LOOK_BACK_MS;
  for (const { id, installedAt } of await missed.installations()) {
    // What was open before the App came is reviewed when something happens to it, or on demand.
    const since = new Date(Math.max(earliest, installedAt.getTime()));
    try {
      for (const repository of await missed.repositories(id)) {
        if (signal.aborted) return;
        await reviewMissedOf(ports, id, repository, since);
      }
    } catch (error) {
      // One installation that is suspended must not keep the others waiting.
      log.warn({ installation: id, err: error }, 'open pull requests could not be looked at');
    }
  }
}

async function reviewMissedOf(
  { missed, store, queue, serves, log }: ReconcilePorts,
  installation: number,
  { owner, repo }: { owner: string; repo: string },
  since: Date,
): Promise<void> {
  if (!serves(owner, repo)) return;
  const open = await missed.openPulls(installation, { owner, repo }, since);
  if (open.length === 0) return;
  const repository = `${owner}/${repo}`;
  const isInHand = async ({ pull: { number: pull }, head }: (typeof open)[number]) => {
    const jobs = await store.listJobs({ repository, states: ['waiting', 'retrying', 'running'] });
    const isBusy = jobs.some(({ job }) => job.kind !== 'merge_group' && job.pull.number === pull);
    return isBusy || store.wasReviewed({ repository, pull, head });
  };
  for (const one of open) {
    const { pull, head, createdAt } = one;
    if (await isInHand(one)) continue;
    if (await missed.isChecked(pull, head)) continue;
    // Its webhook may have come while GitHub was asked: a second job would abort the first.
    if (await isInHand(one)) continue;
    // Whether it was opened or pushed to meanwhile decides what the repository wants of it.
    const cause = { kind: createdAt >= since ? 'opened' : 'push' } as const;
    const delivery = `missed ${repository}#${pull.number} ${head}`.toLowerCase();
    if (await queue.add(delivery, { kind: 'review', pull, cause })) {
      log.info({ delivery, repository, pull: pull.number }, 'taken: its head has no review');
    }
  }
}
