import { Probot, Server } from 'probot';
import { AppOctokit } from '../../adapters/github/app-octokit.ts';
import type { CliIo } from '../io.ts';
import { webOf } from '../mirror-objects.ts';
import { openAdmin } from './admin/open-admin.ts';
import { readAdminSettings } from './admin/settings.ts';
import { loadOperator } from '../operator.ts';
import { readCacheMegabytes } from '../repository-cache.ts';
import { createApp } from './create-app.ts';
import { guardRequests } from './guard-requests.ts';
import { createLog } from './log.ts';
import { findOwnApp } from './own-app.ts';
import { explainListen, requirePort } from './port.ts';
import { secretsOf } from './secrets.ts';
import type { CreateWorker } from './services.ts';
import { readAppSettings, readServerSettings, withDotEnv } from './settings.ts';
import { aborted, setUp } from './set-up.ts';
import { requireSmeeClient } from './smee.ts';
import { storeAnswers } from './store-answers.ts';
import { watchWebhooks } from './watch-webhooks.ts';
import { openWork, type Work } from './work.ts';

export interface ServeOptions {
  /** How long running jobs may go on after a signal, and how long they have to end after that. */
  graceMs?: number;
  /** After a push, until its review starts. */
  pauseMs?: number;
  /** At a start: how long ago another process must have looked for what was missed. */
  startGapMs?: number;
  /** Told once webhooks are taken. */
  onListening?: (url: string) => void;
}

const GRACE_MS = 10_000;

/**
 * How long an idle connection stays open. Proxies keep theirs for a minute or so (nginx and the load
 * balancers of AWS 60 s): one that ended here first would lose what is just being sent through it.
 */
const KEEP_ALIVE_MS = 75_000;

/**
 * `backline serve`: takes webhooks until `io.signal` aborts, then lets running jobs finish. With
 * nothing configured it serves the set-up page instead. Throws a UserError for a configuration
 * that is incomplete or wrong.
 */
export async function serve(
  io: CliIo,
  createWorker: CreateWorker,
  { graceMs = GRACE_MS, pauseMs, startGapMs, onListening }: ServeOptions = {},
): Promise<void> {
  // Stopping a server is how it ends, not an interruption.
  io.endsBySignal = true;
  const env = withDotEnv(io.env, io.cwd);
  const settings = readServerSettings(env);
  const own = readAppSettings(env, io.cwd);
  if (own === null) return setUp(io, env, settings);
  const { host, baseUrl, webhookPath, webhookProxy } = settings;
  const adminSettings = readAdminSettings(env);
  requireSmeeClient(webhookProxy);
  // What is wrong here is told before GitHub is asked, which may not answer.
  const operator = await loadOperator(env, io.cwd);
  readCacheMegabytes(env);
  const port = await requirePort(host, settings.port);

  const log = createLog(io.stderr, settings.logLevel, secretsOf(env));
  const admin = await openAdmin(adminSettings, log);
  const { telemetry } = admin;
  // Probot logs each request, health checks too: that is for whoever looks for a fault.
  const isQuiet = settings.logLevel === 'info';
  const probotLog = isQuiet ? log.child({}, { level: 'warn' }) : log;
  const server = new Server({
    host,
    port,
    webhookPath,
    webhookProxy,
    log: probotLog,
    enableStaticFiles: false,
    Probot: Probot.defaults({ ...own, baseUrl, log: probotLog, Octokit: AppOctokit }),
  });
  let ready = false;
  let slug = '';
  let work: Work | undefined;
  try {
    await server.load(async (probot, options) => {
      const app = await findOwnApp(probot, own, baseUrl, log);
      ({ slug } = app);
      const { cwd } = io;
      const given = { operator, createWorker, pauseMs, startGapMs, telemetry, log };
      work = await openWork({ cwd, env, app, probot, baseUrl, ...given });
      const { store } = work;
      const storeIsThere = storeAnswers(() => store.lastReviews(1));
      const isReady = async (): Promise<boolean> => ready && (await storeIsThere());
      await admin.start({ slug, web: webOf(baseUrl), store });
      createApp({ queue: work.queue, slug, isReady, log })(probot, options);
    });
    const http = await server.start().catch((error: unknown) => {
      throw explainListen(error, host, port);
    });
    http.keepAliveTimeout = KEEP_ALIVE_MS;
    guardRequests(http, webhookPath);
    watchWebhooks(http, webhookPath, telemetry);
    work?.start();
    ready = true;
    const url = `http://${host}:${server.port}`;
    io.stderr.write(`backline: ${slug} takes webhooks at ${url}${webhookPath}\n`);
    onListening?.(url);

    await aborted(io.signal);
    ready = false;
    io.stderr.write('backline: stopping, running reviews have a moment to finish\n');
    const cut = setTimeout(() => http.closeAllConnections(), graceMs);
    await Promise.all([server.stop(), work?.close(graceMs), admin.close()]);
    clearTimeout(cut);
  } catch (error) {
    await admin.close();
    await work?.close(0);
    throw error;
  }
}
