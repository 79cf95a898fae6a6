import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { connectControl } from '../src/adapters/store/control-client.ts';
import { appEnvironment } from '../test/support/app-environment.ts';
import { cleanGitEnvironment } from '../test/support/git-repository.ts';
import { startClaude, type ClaudeStandIn } from '../test/support/claude/server.ts';
import type { AnswerContext } from '../test/support/claude/context.ts';
import { flawedAnswer } from '../test/support/flawed-shop.ts';
import type { StandInApp } from '../test/support/github/setup.ts';
import { startGitHub, type GitHubStandIn } from '../test/support/github/stand-in.ts';
import { startServeProcess, type ServeProcess } from '../test/support/serve-process.ts';

/** Each of its own installation: what GitHub lets one create in a minute is not what is played. */
export const REPOSITORIES = ['acme', 'bolt', 'crane', 'dune', 'elm'].map((name) => `${name}/shop`);

const LEFT = ['waiting', 'retrying', 'running'] as const;
const BIN = new URL('../src/entrypoints/bin.ts', import.meta.url).pathname;

/** Processes of `backline serve` on one store, between stand-ins for GitHub and the model. */
export interface Fleet {
  github: GitHubStandIn;
  claude: ClaudeStandIn;
  app: StandInApp;
  /** Those that run. GitHub's webhooks go to the first. */
  processes: ServeProcess[];
  /** Called for every question to the model, before it is answered. */
  onQuestion: (context: AnswerContext) => void | Promise<void>;
  /** Starts one more. */
  start: () => Promise<ServeProcess>;
  /** As a crash does: SIGKILL, and nothing is tidied up. */
  kill: (process: ServeProcess) => Promise<void>;
  /** How many jobs wait or run. */
  jobsLeft: () => Promise<number>;
  /** What all processes have written. */
  log: () => string;
  stop: () => Promise<void>;
}

export interface FleetOptions {
  /** Of a Postgres; without one the store is embedded, for one process. */
  databaseUrl?: string;
  /** What runs `backline`: arguments of node; the source by default. */
  program?: readonly string[];
  /** More of the processes' environment. */
  env?: Record<string, string>;
  /** Where the store and the repositories lie, if not in a folder for temporary files. */
  dataFolder?: string;
}

/** Starts the stand-ins, and no process yet. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { databaseUrl, dataFolder, program = ['--liftoff-only', BIN] } = options;
  const folder = await mkdtemp(join(tmpdir(), 'backline-drill-'));
  const github = await startGitHub({ checkContract: false });
  const claude = await startClaude({
    answer: async (_request, context) => {
      await fleet.onQuestion(context);
      return flawedAnswer(context);
    },
  });
  const app = github.createApp({ slug: 'backline' });
  for (const name of REPOSITORIES) {
    const [owner] = name.split('/');
    await github.createRepository(name, {
      files: { 'README.md': '# Shop\n' },
      collaborators: { dev: 'write' },
    });
    app.install(owner!);
  }
  const env: Record<string, string> = {
    ...cleanGitEnvironment(),
    ...appEnvironment(github, app),
    ANTHROPIC_API_KEY: 'sk-test-0123456789',
    ANTHROPIC_BASE_URL: claude.url,
    BACKLINE_DATA: dataFolder ?? join(folder, 'data'),
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    ...options.env,
  };
  const ended: ServeProcess[] = [];
  const route = (): void => {
    // A process that is gone is what GitHub would find too.
    app.webhookUrl = fleet.processes[0]?.webhookUrl ?? app.webhookUrl;
  };
  const fleet: Fleet = {
    github,
    claude,
    app,
    processes: [],
    onQuestion: () => undefined,
    async start() {
      const process = await startServeProcess([...program, 'serve'], { cwd: folder, env });
      fleet.processes.push(process);
      route();
      return process;
    },
    async kill(process) {
      process.kill('SIGKILL');
      fleet.processes = fleet.processes.filter((one) => one !== process);
      ended.push(process);
      route();
      await process.ended;
    },
    async jobsLeft() {
      if (databaseUrl === undefined) {
        const server = await connectControl(env['BACKLINE_DATA']!);
        return server === null ? 1 : (await server.listJobs({ states: LEFT })).length;
      }
      const client = new Client(databaseUrl);
      await client.connect();
      const { rows } = await client.query<{ count: number }>(
        "select count(*)::int from backline_jobs.job where name = 'work' and state <= 'active'",
      );
      await client.end();
      return rows[0]!.count;
    },
    log: () => [...ended, ...fleet.processes].map(({ log }) => log()).join('\n'),
    async stop() {
      for (const process of fleet.processes) process.kill('SIGTERM');
      await Promise.all(fleet.processes.map((process) => process.ended));
      await claude.close();
      await github.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  return fleet;
}
