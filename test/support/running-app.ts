import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createAppWorker } from '../../src/entrypoints/app-worker.ts';
import { serve } from '../../src/entrypoints/app/serve.ts';
import type { CreateWorker } from '../../src/entrypoints/app/services.ts';
import type { CliIo } from '../../src/entrypoints/io.ts';
import { appEnvironment } from './app-environment.ts';
import type { Answer } from './claude/answer.ts';
import type { AnswerContext } from './claude/context.ts';
import { startClaude, type ClaudeStandIn } from './claude/server.ts';
import { cleanGitEnvironment } from './git-repository.ts';
import type { Limits } from './github/limits.ts';
import type { StandInApp } from './github/setup.ts';
import { startGitHub, type GitHubStandIn } from './github/stand-in.ts';
import type { LoggedRequest } from './github/state.ts';
import { ownDatabase } from './shared-postgres.ts';

/** The whole App between GitHub's stand-in and Claude's, all over real HTTP. */
export interface RunningApp {
  github: GitHubStandIn;
  claude: ClaudeStandIn;
  app: StandInApp;
  /** How many jobs have ended, well or badly. */
  done: () => number;
  /** Resolves once that many jobs have ended and every webhook is answered. */
  finished: (jobs: number) => Promise<void>;
  log: () => string;
  /** Ends the process's part alone, as a signal does; webhooks find nobody then. */
  halt: () => Promise<void>;
  /** Starts it again, with the same data. */
  resume: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface AppOptions {
  answer: (context: AnswerContext) => Answer | Promise<Answer>;
  /** Between a push and its review. */
  pauseMs?: number;
  env?: Record<string, string>;
  checkContract?: boolean;
  /** False: not yet on the account. */
  install?: boolean;
  /** GitHub's sizes, shrunk. */
  limits?: Partial<Limits>;
}

/** Stops it, and throws when anything that was sent is not as GitHub describes it. */
export async function stopInOrder(running: RunningApp): Promise<void> {
  const { violations } = running.github;
  await running.stop();
  if (violations.length > 0) throw new Error(violations.join('\n'));
}

/**
 * At its start the App looks twice for pull requests that it missed. What a test opens meanwhile
 * would be found then, and be a job more.
 */
async function lookedForMissed({ requests }: GitHubStandIn): Promise<void> {
  const isLook = ({ path, status }: LoggedRequest) => path === '/app/installations' && status > 0;
  while (requests.filter(isLook).length < 2) await delay(5);
}

/** Starts everything. The App is installed on the account `acme`. */
export async function startRunningApp(options: AppOptions): Promise<RunningApp> {
  const folder = await mkdtemp(join(tmpdir(), 'backline-app-'));
  const github = await startGitHub({
    checkContract: options.checkContract ?? true,
    ...(options.limits && { limits: options.limits }),
  });
  const claude = await startClaude({ answer: (_request, context) => options.answer(context) });
  const app = github.createApp({ slug: 'backline' });
  const database = await ownDatabase();
  const chunks: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, written) {
      chunks.push(chunk.toString());
      written();
    },
  });
  const io: CliIo = {
    cwd: folder,
    stdin: process.stdin,
    stdout: sink,
    stderr: sink,
    env: {
      ...cleanGitEnvironment(),
      ...appEnvironment(github, app),
      ANTHROPIC_API_KEY: 'sk-test-0123456789',
      ANTHROPIC_BASE_URL: claude.url,
      BACKLINE_DATA: join(folder, 'data'),
      ...database.env,
      ...options.env,
    },
    signal: new AbortController().signal,
    exitCode: 0,
  };

  let done = 0;
  const waiting = new Set<() => void>();
  const createWorker: CreateWorker = async (services) => {
    const worker = await createAppWorker(services);
    return async (job, run) => {
      try {
        await worker(job, run);
      } finally {
        done++;
        for (const look of waiting) look();
      }
    };
  };
  const start = async (): Promise<() => Promise<void>> => {
    const controller = new AbortController();
    let ended: Promise<void> = Promise.resolve();
    const url = await new Promise<string>((resolve, reject) => {
      const { pauseMs = 0 } = options;
      const own = { ...io, signal: controller.signal };
      ended = serve(own, createWorker, { pauseMs, startGapMs: 0, onListening: resolve });
      ended.catch(reject);
    });
    app.webhookUrl = `${url}/api/github/webhooks`;
    return () => {
      controller.abort();
      return ended;
    };
  };
  let halt = await start();
  await lookedForMissed(github);
  if (options.install ?? true) app.install('acme');

  return {
    github,
    claude,
    app,
    done: () => done,
    finished: async (jobs) => {
      await github.idle();
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (done < jobs) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
      await github.idle();
    },
    log: () => chunks.join(''),
    halt: () => halt(),
    async resume() {
      halt = await start();
    },
    async stop() {
      await halt();
      await database.drop();
      await claude.close();
      await github.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
