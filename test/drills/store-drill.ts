import { sql } from 'kysely';
import { openStore, type Store } from '../../src/adapters/store/open-store.ts';
import { withPatience } from '../../src/adapters/store/patience.ts';
import { startChild, type Child } from './child.ts';
import type { FromWorker, Question, StepName, ToWorker, WorkerConfig } from './protocol.ts';

export interface DrillOptions {
  databaseUrl?: string;
  folder: string;
  /** Processes at a time; one on an embedded store. */
  processes: number;
  pulls: number;
  /** Pushes to each pull request after it was opened. */
  pushes: number;
  /** Steps at which processes kill themselves, one after the other. */
  dieAt?: readonly StepName[];
  /** How often a process is killed by chance. */
  kills?: number;
  random: () => number;
  /** Called once, when about half of the reviews are posted. */
  halfway?: () => Promise<void>;
}

interface Worker {
  child: Child<ToWorker>;
  /** Events that it was given and did not take yet. */
  given: Map<string, ToWorker>;
  jobs: Set<string>;
  isReady: boolean;
  /** A step that it has not reached yet. */
  dieAt: StepName | null;
}

const MODULE = new URL('./store-worker.ts', import.meta.url);
const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface DrillResult {
  /** What is wrong once all is done; nothing should be. */
  faults: string[];
  /** How many processes were killed. */
  killed: number;
}

/**
 * Brings pull requests to processes that share a store, kills some, and starts others in their
 * place, until every review is done.
 */
export async function drillStore(options: DrillOptions): Promise<DrillResult> {
  const { folder, random, databaseUrl } = options;
  const faults: string[] = [];
  const heads = new Map<number, number>();
  const posted = new Map<string, number>();
  const kept = new Set<string>();
  const workers = new Set<Worker>();
  const stepsToDieAt = [...(options.dieAt ?? [])];
  let killsLeft = options.kills ?? 0;
  let halfway = options.halfway;
  let untilKill = chance();
  let killed = 0;
  let taken = Promise.withResolvers<void>();
  let idle = Promise.withResolvers<void>();
  let isOver = false;
  let allGiven = false;
  let allTaken = false;
  let round = 0;
  const closed: Promise<void>[] = [];
  const watcher: Store | null =
    databaseUrl === undefined
      ? null
      : await openStore({ databaseUrl, folder, tends: false, log: LOG });

  function chance(): number {
    return Math.ceil(random() * 40);
  }

  function start(): Worker {
    const config: WorkerConfig = {
      folder,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      dieAt: stepsToDieAt.shift() ?? null,
    };
    const given = new Map<string, ToWorker>();
    const hear = (message: unknown): void => heard(worker, message as FromWorker);
    const child = startChild<ToWorker>(MODULE, config, hear);
    const worker: Worker = { child, given, jobs: new Set(), isReady: false, dieAt: config.dieAt };
    workers.add(worker);
    const end = child.ended.then((signal) => died(worker, signal));
    closed.push(end.catch((error: unknown) => void faults.push(String(error))));
    return worker;
  }

  async function died(worker: Worker, signal: string | null): Promise<void> {
    workers.delete(worker);
    if (isOver) return;
    if (worker.dieAt) stepsToDieAt.unshift(worker.dieAt);
    if (signal === 'SIGKILL') killed += 1;
    // One that finds no server when it starts says so and ends, and is started again.
    else if (worker.isReady) faults.push(`a process ended by itself (${signal ?? 'exit'})`);
    const next = start();
    // GitHub brings again what was not answered.
    for (const event of worker.given.values()) give(next, event);
    if (watcher) await withPatience(() => letPass(watcher, [...worker.jobs]));
  }

  function give(worker: Worker, event: ToWorker): void {
    if (event.kind === 'add') worker.given.set(event.delivery, event);
    worker.child.tell(event);
  }

  function heard(worker: Worker, message: FromWorker): void {
    if (message.kind === 'added') {
      worker.given.delete(message.delivery);
      if (allGiven && [...workers].every(({ given }) => given.size === 0)) taken.resolve();
    } else if (message.kind === 'ask') {
      worker.child.tell({ kind: 'answer', call: message.call, answer: answer(message.what) });
    } else if (message.kind === 'step') {
      worker.jobs.add(message.job);
      if (message.step === worker.dieAt) worker.dieAt = null;
      if (message.step === 'kept') kept.add(`${message.job} ${message.question}`);
    } else if (message.kind === 'idle' && message.round === round) idle.resolve();
    if (message.kind === 'ready') worker.isReady = true;
    if (message.kind === 'ready' && allTaken) worker.child.tell({ kind: 'idle', round });
    if (killsLeft > 0 && --untilKill <= 0) {
      killsLeft -= 1;
      untilKill = chance();
      const all = [...workers];
      all[Math.floor(random() * all.length)]?.child.kill();
    }
  }

  function answer(what: Question): unknown {
    if (what.of === 'model') {
      if (kept.has(`${what.job} ${what.question}`)) faults.push(`paid again: ${what.question}`);
      return { text: what.question };
    }
    if (what.want === 'head') return `${what.pull}@${heads.get(what.pull)}`;
    if (what.want === 'post') posted.set(what.head, (posted.get(what.head) ?? 0) + 1);
    if (halfway && posted.size >= options.pulls / 2) {
      void halfway();
      halfway = undefined;
    }
    return posted.has(what.head);
  }

  for (let count = 0; count < options.processes; count++) start();
  const some = (): Worker => [...workers][Math.floor(random() * workers.size)]!;
  const isPending = (): boolean =>
    killsLeft > 0 || stepsToDieAt.length > 0 || [...workers].some(({ dieAt }) => dieAt !== null);
  // More pushes come until every process has died that was to.
  for (let push = 0; push <= options.pushes || isPending(); push++) {
    allTaken = false;
    allGiven = false;
    round = push;
    for (let number = 1; number <= options.pulls; number++) {
      heads.set(number, push);
      const event = eventOf(number, push);
      give(some(), event);
      // GitHub brings some of them twice.
      if (random() < 0.3) give(some(), event);
    }
    allGiven = true;
    if (push < options.pushes) continue;
    taken = Promise.withResolvers();
    idle = Promise.withResolvers();
    if ([...workers].some(({ given }) => given.size > 0)) await taken.promise;
    allTaken = true;
    for (const { child } of workers) child.tell({ kind: 'idle', round });
    await idle.promise;
  }
  isOver = true;
  for (const { child } of workers) child.tell({ kind: 'close' });
  await Promise.all(closed);
  const store = watcher ?? (await openStore({ folder, log: LOG }));
  const reviews = await store.lastReviews(10_000);
  for (const [number, head] of heads) {
    const name = `${number}@${head}`;
    const records = reviews.filter((review) => review.head === name).length;
    if (records !== 1) faults.push(`${name} has ${records} finished reviews`);
    if (posted.get(name) !== 1) faults.push(`${name} was posted ${posted.get(name) ?? 0} times`);
  }
  for (const job of await store.listJobs()) faults.push(`left over: ${JSON.stringify(job)}`);
  await store.close();
  return { faults, killed };
}

function eventOf(number: number, push: number): ToWorker {
  const pull = { installation: 1 + (number % 2), owner: 'acme', repo: 'shop', number };
  const cause = { kind: push === 0 ? 'opened' : 'push' } as const;
  return { kind: 'add', delivery: `${number}@${push}`, job: { kind: 'review', pull, cause } };
}

/** What would take the 10 s and more after which a job is taken from a worker that is gone. */
async function letPass({ engine }: Store, jobs: readonly string[]): Promise<void> {
  const table = (name: string) => sql.id(`${engine.schema}_jobs`, name);
  await sql`
    update ${table('job')} set heartbeat_on = heartbeat_on - interval '1 minute'
    where state = 'active' and id = any(${jobs}::uuid[])`.execute(engine.db);
  await sql`update ${table('queue')} set monitor_claim_on = now() - interval '1 hour'`.execute(
    engine.db,
  );
  await engine.boss.supervise('work');
}
