import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { BIN, environment } from './command-line.ts';
import type { Hosting } from './hosting.ts';

/** A server that is told to stop has so long, in ms, before it is killed. */
const PATIENCE = 1_500;
/** For the message of a failure. */
const LOG_LINES = 12;

/** `backline serve` as a process of its own. */
export interface ServedApp {
  /** What it said when it began to take webhooks. */
  greeting: string;
  /** Rejects with the end of its log when the process ends unasked; else it never settles. */
  failed: Promise<never>;
  /** The end of its log, which holds warnings and errors alone. */
  log: () => string;
  stop: () => Promise<void>;
}

/**
 * Starts `backline serve` in `folder`, which is made, for the App that `hosting` has registered, and
 * has webhooks sent to it once it listens. Throws when it ends before, and the signal's reason once that
 * is aborted.
 */
export async function serveApp(
  { app, github }: Hosting,
  { folder, claudeUrl, signal }: { folder: string; claudeUrl: string | null; signal: AbortSignal },
): Promise<ServedApp> {
  await mkdir(folder);
  // As `npm run serve` starts it.
  const child = spawn(process.execPath, ['--liftoff-only', BIN, 'serve'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...withoutApp(environment(claudeUrl)),
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
      GHE_HOST: new URL(github.origin).host,
      GHE_PROTOCOL: 'http',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'warn',
      BACKLINE_DATA: folder,
    },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const exit = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(kill, PATIENCE);
    await exit;
    clearTimeout(timer);
    process.off('exit', kill);
  };

  let said = '';
  const log = (): string => said.trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  const listening = Promise.withResolvers<string>();
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
    const greeting = /^.* takes webhooks at (\S+)$/m.exec(said);
    if (greeting === null) return;
    app.webhookUrl = greeting[1];
    listening.resolve(greeting[0]);
  });
  const failed = once(child, 'close').then(() => {
    throw new Error(`backline serve ended by itself; the end of its log:\n${log()}`);
  });
  // Stopped on purpose it fails for nobody.
  failed.catch(() => undefined);
  signal.addEventListener('abort', () => listening.reject(signal.reason), { once: true });
  try {
    signal.throwIfAborted();
    return { greeting: await Promise.race([listening.promise, failed]), failed, log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without what somebody may have set for an App of their own. */
function withoutApp(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const theirs =
    /^(?:APP_ID|PRIVATE_KEY|WEBHOOK_|GHE_|GH_|GITHUB_|BACKLINE_|ADMIN_|DATABASE_URL$|PG[A-Z]+$)/;
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !theirs.test(name))),
    NO_PROXY: withLoopback(env['NO_PROXY']),
    no_proxy: withLoopback(env['no_proxy']),
  };
}

function withLoopback(hosts: string | undefined): string {
  return [...(hosts ? [hosts] : []), '127.0.0.1'].join(',');
}
