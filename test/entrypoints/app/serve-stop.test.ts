import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import { createAppWorker } from '../../../src/entrypoints/app-worker.ts';
import { serve } from '../../../src/entrypoints/app/serve.ts';
import type { JobCounts } from '../../../src/ports/store.ts';
import type { Answer } from '../../support/claude/answer.ts';
import type { AnswerContext } from '../../support/claude/context.ts';
import { startClaude, type ClaudeStandIn } from '../../support/claude/server.ts';
import { putEmbeddedStore } from '../../support/embedded-store.ts';
import { cleanGitEnvironment } from '../../support/git-repository.ts';
import type { StandInApp } from '../../support/github/setup.ts';
import { startGitHub, type GitHubStandIn } from '../../support/github/stand-in.ts';
import { asksForVerdict, reviewAnswer } from '../../support/scripted-reviewer.ts';
import { startServeProcess } from '../../support/serve-process.ts';
import { ownDatabase, type OwnDatabase } from '../../support/shared-postgres.ts';
import { appEnvironment } from '../../support/app-environment.ts';
import { createIo } from './app-run.ts';

const BIN = fileURLToPath(new URL('../../../src/entrypoints/bin.ts', import.meta.url));

let folder: string;
let github: GitHubStandIn;
let claude: ClaudeStandIn;
let app: StandInApp;
let database: OwnDatabase;
let env: Record<string, string>;
/** Holds the questions about verdicts until it resolves. */
let held: Promise<void>;
let release: () => void;
/** Resolves when the first question is held. */
let holding: Promise<void>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-stop-'));
  github = await startGitHub();
  held = new Promise((resolve) => (release = resolve));
  let isHolding: () => void;
  holding = new Promise((resolve) => (isHolding = resolve));
  claude = await startClaude({
    answer: async (_request, context): Promise<Answer> => {
      if (asksForVerdict(context)) {
        isHolding();
        await held;
      }
      return answer(context);
    },
  });
  app = github.createApp({ slug: 'backline' });
  app.install('acme');
  await github.createRepository('acme/shop', {
    files: { 'src/orders.ts': 'export const orders = db.all();\n' },
    collaborators: { dev: 'write' },
  });
  await github.push('acme/shop', {
    branch: 'topic',
    files: { 'src/orders.ts': 'export const orders = db.drop();\n' },
    message: 'Drop',
    user: 'dev',
  });
  await putEmbeddedStore(join(folder, 'data'));
  database = { env: {}, drop: () => Promise.resolve() };
  env = {
    ...cleanGitEnvironment(),
    ...appEnvironment(github, app),
    ANTHROPIC_API_KEY: 'sk-test-0123456789',
    ANTHROPIC_BASE_URL: claude.url,
    BACKLINE_DATA: join(folder, 'data'),
  };
});

afterEach(async () => {
  release();
  await database.drop();
  await claude.close();
  await github.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

function answer(context: AnswerContext): Answer {
  return reviewAnswer(context, [
    { path: 'src/orders.ts', row: 'db.drop()', severity: 'critical', title: 'All is dropped' },
  ]);
}

/** Opens the pull request; gives its number. */
async function open(): Promise<number> {
  const { number } = await github.openPullRequest({
    repo: 'acme/shop',
    head: 'topic',
    title: 'Drop',
    user: 'dev',
  });
  return number;
}

/** How often the model was asked what, and answered. */
function answered(): { found: number; verified: number } {
  const bodies = claude.requests.filter(
    ({ path, status, aborted }) => path === '/v1/messages' && status > 0 && !aborted,
  );
  const verified = bodies.filter(({ body }) => JSON.stringify(body).includes('"verdict"')).length;
  return { found: bodies.length - verified, verified };
}

async function inStore<T>(look: (store: Store) => Promise<T>): Promise<T> {
  const databaseUrl = env['DATABASE_URL'];
  const store = await openStore({ databaseUrl, folder: join(folder, 'data'), log: console });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

async function countJobs(): Promise<JobCounts['states']> {
  return (await inStore((store) => store.countJobs())).states;
}

/** As if another process had just looked at GitHub, whose pull request might be found there first. */
async function missNothing(): Promise<void> {
  await inStore((store) => store.takeChore('open pull requests', 0));
}

/** A run of `backline serve` in this process. */
async function start(graceMs: number): Promise<{ done: Promise<void>; stop: () => Promise<void> }> {
  const { io, abort } = createIo(folder, env);
  let isDone: () => void;
  const done = new Promise<void>((resolve) => (isDone = resolve));
  let ended: Promise<void> = Promise.resolve();
  const url = await new Promise<string>((resolve, reject) => {
    ended = serve(
      io,
      async (services) => {
        const work = await createAppWorker(services);
        return async (job, run) => {
          await work(job, run);
          isDone();
        };
      },
      { pauseMs: 0, graceMs, onListening: resolve },
    );
    ended.catch(reject);
  });
  app.webhookUrl = `${url}/api/github/webhooks`;
  return {
    done,
    stop: () => {
      abort();
      return ended;
    },
  };
}

const NOTHING = { waiting: 0, retrying: 0, running: 0, dead: 0 };

describe.each(['embedded', 'Postgres'])(
  'a stop during a review, store %s',
  { timeout: 90_000 },
  (engine) => {
    beforeEach(async ({ skip }) => {
      if (engine === 'embedded') return;
      database = await ownDatabase();
      if (database.env.DATABASE_URL === undefined) skip('Postgres is not installed');
      env = { ...env, ...database.env };
    });
    beforeEach(missNothing);

    it('waits for it within the grace time', async () => {
      const server = await start(20_000);
      const number = await open();
      await holding;
      const stopped = server.stop();
      release();
      await stopped;
      const pull = await github.pull('acme/shop', number);
      expect(pull.reviews).toHaveLength(1);
      expect(pull.checks).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
      expect(await countJobs()).toEqual(NOTHING);
    });

    it('leaves it to the next process after the grace time, which pays only for the rest', async () => {
      const first = await start(2000);
      const number = await open();
      await holding;
      await first.stop();
      const left = await github.pull('acme/shop', number);
      expect(left.reviews).toEqual([]);
      expect(left.checks).toMatchObject([
        { conclusion: 'cancelled', title: expect.stringContaining('the server stops') },
      ]);
      expect(answered()).toEqual({ found: 1, verified: 0 });
      expect(await countJobs()).toEqual({ ...NOTHING, waiting: 1 });

      release();
      const second = await start(20_000);
      await second.done;
      await second.stop();
      const pull = await github.pull('acme/shop', number);
      expect(pull.reviews).toHaveLength(1);
      expect(pull.comments).toHaveLength(1);
      expect(pull.checks.at(-1)).toMatchObject({ status: 'completed', conclusion: 'failure' });
      expect(answered()).toEqual({ found: 1, verified: 1 });
      expect(await countJobs()).toEqual(NOTHING);
    });
  },
);

it('ends at once on a second signal of either kind, and the next process does the review', async () => {
  await missNothing();
  const options = { cwd: folder, env };
  const server = await startServeProcess(['--liftoff-only', BIN, 'serve'], options);
  app.webhookUrl = server.webhookUrl;
  const number = await open();
  await holding;
  server.kill('SIGTERM');
  await server.said('stopping');
  server.kill('SIGINT');
  expect(await server.ended).toBe(130);

  release();
  const next = await startServeProcess(['--liftoff-only', BIN, 'serve'], options);
  await next.said('"outcome":"posted"');
  next.kill('SIGTERM');
  expect({ code: await next.ended, log: next.log() }).toMatchObject({ code: 0 });
  expect((await github.pull('acme/shop', number)).reviews).toHaveLength(1);
  expect(answered()).toEqual({ found: 1, verified: 1 });
  expect(await countJobs()).toEqual(NOTHING);
}, 90_000);
