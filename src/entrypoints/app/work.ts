import { resolve } from 'node:path';
import type { Probot } from 'probot';
import { startGitWithBroker } from '../../adapters/git/broker.ts';
import { createMissed } from '../../adapters/github/missed.ts';
import { watchRequests } from '../../adapters/github/watch-requests.ts';
import { answerLimitIn, writeSpacingIn } from '../../adapters/store/allowance.ts';
import { openControl } from '../../adapters/store/control-server.ts';
import { openStore, type Store } from '../../adapters/store/open-store.ts';
import { spendingIn } from '../../adapters/store/spending.ts';
import { createStoreQueue, type StoreQueue } from '../../adapters/store/queue.ts';
import type { Operator } from '../../core/operator/operator.ts';
import { servesRepository } from '../../core/operator/allowed.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import { withJobFields } from './job-fields.ts';
import { startReconciling } from './reconcile.ts';
import type { AppLog, CreateWorker } from './services.ts';
import { watchJobs } from './watch-jobs.ts';

export interface WorkOptions {
  cwd: string;
  operator: Operator;
  /** The environment with what `.env` adds. */
  env: Record<string, string | undefined>;
  app: { id: number; slug: string };
  probot: Probot;
  baseUrl: string;
  createWorker: CreateWorker;
  /** After a push, until its review starts. */
  pauseMs?: number | undefined;
  telemetry: Telemetry;
  /** After a start: see `startReconciling`. */
  startGapMs?: number | undefined;
  log: AppLog;
}

/** The App's work: what it keeps, and who does it. */
export interface Work {
  store: Store;
  queue: StoreQueue;
  /** Takes jobs from now on, and makes up for what was missed. */
  start(): void;
  /** Lets what runs finish for `graceMs`; what is not done then is in the store. */
  close(graceMs: number): Promise<void>;
}

/** Opens the store and builds what does its jobs. Throws a UserError for what is set up wrong. */
export async function openWork(options: WorkOptions): Promise<Work> {
  const { cwd, operator, env, app, probot, baseUrl, createWorker, pauseMs, startGapMs } = options;
  const { telemetry, log } = options;
  startGitWithBroker();
  const dataFolder = resolve(cwd, env['BACKLINE_DATA'] || '.backline');
  const store = await openStore({ databaseUrl: env['DATABASE_URL'], folder: dataFolder, log });
  try {
    const octokit = async (installation: number) => {
      const client = await probot.auth(installation);
      watchRequests(client, installation, telemetry);
      return client;
    };
    const worker = await createWorker({
      app,
      octokit,
      baseUrl,
      cwd,
      dataFolder,
      env,
      operator,
      reviews: store,
      telemetry,
      spending: spendingIn(store.engine),
      answerLimit: answerLimitIn(store.engine),
      writeSpacing: writeSpacingIn(store.engine),
      log,
    });
    const { perProcess, ...limits } = operator.concurrency;
    const queue = createStoreQueue(store, withJobFields(watchJobs(worker, telemetry)), {
      concurrency: perProcess,
      limits,
      ...(pauseMs === undefined ? {} : { pauseMs }),
      log,
    });
    const missed = createMissed(await probot.auth(), octokit, app.slug, {
      log: (line) => log.warn({}, line),
    });
    const serves = (owner: string, repo: string): boolean =>
      servesRepository(operator, owner, repo);
    let stopReconciling = (): Promise<void> => Promise.resolve();
    // Nobody else gets at an embedded store; a Postgres is asked directly.
    const control = store.engine.embedded ? await openControl(dataFolder, store, log) : null;
    return {
      store,
      queue,
      start() {
        queue.start();
        const own = { missed, store, queue, serves, startGapMs, now: Date.now, log };
        stopReconciling = startReconciling(own);
      },
      async close(graceMs) {
        await stopReconciling();
        await queue.close(graceMs);
        await control?.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
