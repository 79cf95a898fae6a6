import { execFile } from 'node:child_process';
import {
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../src/adapters/store/open-store.ts';
import { example } from './core/trigger/payloads.ts';
import { startClaude, type ClaudeStandIn } from './support/claude/server.ts';
import { readDockerfile, type Stage } from './support/dockerfile.ts';
import {
  createRepository,
  cleanGitEnvironment,
  type TestRepository,
} from './support/git-repository.ts';
import type { StandInApp } from './support/github/setup.ts';
import { startGitHub, type GitHubStandIn } from './support/github/stand-in.ts';
import { reviewAnswer } from './support/scripted-reviewer.ts';
import { startServeProcess, type ServeProcess } from './support/serve-process.ts';
import { ownDatabase } from './support/shared-postgres.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

let folder: string;
let repository: TestRepository | undefined;

/** Packs the project, and installs it with its production dependencies alone, as a user would. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-package-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: root });
  const [tarball] = await readdir(folder);
  await run('tar', ['xf', tarball!], { cwd: folder });
  await mkdir(join(folder, 'user', 'node_modules', '.bin'), { recursive: true });
  const installed = join(folder, 'user', 'node_modules', 'backline');
  await rename(join(folder, 'package'), installed);
  await copyFile(join(root, 'package-lock.json'), join(installed, 'package-lock.json'));
  await run('npm', ['ci', '--omit=dev', '--prefer-offline', '--ignore-scripts', '--no-audit'], {
    cwd: installed,
  });
  await symlink(
    '../backline/dist/entrypoints/bin.js',
    join(folder, 'user/node_modules/.bin/backline'),
  );

  repository = await createRepository();
  await repository.write('app.py', 'import db\n');
  await repository.commit('Start');
  await repository.git('switch', '-q', '-c', 'feature');
  await repository.write('app.py', 'import db\n\ndb.drop()\n');
  await repository.commit('Drop it');
}, 90_000);

afterAll(async () => {
  await repository?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** The installed command, run by this Node in a folder outside of the project. */
async function backline(
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = join(folder, 'user', 'node_modules', '.bin', 'backline');
  return run(process.execPath, [command, ...args], {
    cwd,
    env: { ...cleanGitEnvironment(), NODE_PATH: '', ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe('the package as a user gets it', () => {
  it('holds what runs, and nothing that is only for its making', async () => {
    const installed = await readdir(join(folder, 'user/node_modules/backline'));
    expect(installed.toSorted()).toEqual([
      'CHANGELOG.md',
      'README.md',
      'agents',
      'app.yml',
      'dist',
      'node_modules',
      'package-lock.json',
      'package.json',
      'schema',
    ]);
  });

  it('answers --help and --version, outside of any repository', async () => {
    const help = await backline(['--help'], folder);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('review');
    expect((await backline(['--version'], folder)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const review = await backline(['review', '--help'], folder);
    expect(review).toMatchObject({ code: 0, stderr: '' });
    expect(review.stdout).toContain('--fail-on');
  });

  it('lists the agents that ship with it', async () => {
    const { code, stdout } = await backline(['agents', 'list'], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('backend-developer-expert');
  });

  it('diffs, reviews, and replays what it recorded', async () => {
    const diff = await backline(['diff', '--format', 'json'], repository!.dir);
    expect(JSON.parse(diff.stdout)).toMatchObject({
      schema: 'backline.diff/1',
      files: [{ path: 'app.py', selected: true, verified: true }],
    });

    const claude = await startClaude({
      answer: (_request, context) =>
        reviewAnswer(context, [{ path: 'app.py', row: 'db.drop()', severity: 'critical' }]),
    });
    const recordings = join(folder, 'recordings');
    const args = ['review', '--format', 'json'];
    const recorded = await backline([...args, '--record', recordings], repository!.dir, {
      ANTHROPIC_API_KEY: 'sk-test',
      ANTHROPIC_BASE_URL: claude.url,
    });
    await claude.close();
    expect(recorded.stderr).not.toContain('fault');
    expect(recorded.code).toBe(1);
    const replayed = await backline([...args, '--replay', recordings], repository!.dir);
    expect(replayed.code).toBe(1);
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      replayed: true,
      findings: [{ path: 'app.py', line: 3, anchor: 'line' }],
    });
  });
});

describe('the App as it is installed', { timeout: 60_000 }, () => {
  let github: GitHubStandIn;
  let claude: ClaudeStandIn;
  let app: StandInApp;
  let cwd: string;
  let started: ServeProcess | undefined;

  beforeAll(async () => {
    github = await startGitHub();
    claude = await startClaude({ answer: () => ({ text: 'nobody asks' }) });
    app = github.createApp({ slug: 'backline', webhookSecret: 'a long secret' });
  });
  beforeEach(async () => {
    cwd = await mkdtemp(join(folder, 'data-'));
  });
  afterEach(() => started?.kill('SIGKILL'));
  afterAll(async () => {
    await claude.close();
    await github.close();
  });

  const serve = async (args: string[], env: Record<string, string>): Promise<ServeProcess> => {
    started = await startServeProcess(args, {
      cwd,
      env: {
        ...cleanGitEnvironment(),
        APP_ID: String(app.id),
        PRIVATE_KEY: app.privateKey,
        WEBHOOK_SECRET: app.webhookSecret,
        GHE_HOST: new URL(github.origin).host,
        GHE_PROTOCOL: 'http',
        ANTHROPIC_API_KEY: 'sk-test-0123456789',
        ANTHROPIC_BASE_URL: claude.url,
        ...env,
        HOST: '127.0.0.1',
        PORT: '0',
      },
    });
    app.webhookUrl = started.webhookUrl;
    return started;
  };

  it('answers a webhook, keeps its job in the embedded store, and stops', async () => {
    const bin = join(folder, 'user/node_modules/.bin/backline');
    const server = await serve(['--liftoff-only', bin, 'serve'], {});
    const sent = example('pull_request', 'opened');
    expect((await app.deliver('pull_request', sent)).statusCode).toBe(200);
    const forged = await app.deliver('pull_request', sent, { secret: 'guessed' });
    expect(forged.statusCode).toBe(400);
    server.kill('SIGTERM');
    expect({ code: await server.ended, log: server.log() }).toMatchObject({ code: 0 });

    const store = await openStore({ folder: join(cwd, '.backline'), log: console });
    const jobs = await store.listJobs();
    await store.close();
    expect(jobs).toMatchObject([{ job: { kind: 'review', pull: { number: sent['number'] } } }]);
  });

  it('starts as the image starts it, and the health check tells when it has stopped', async () => {
    const image = readDockerfile(await readFile(join(root, 'Dockerfile'), 'utf8')).at(-1)!;
    const home = join(folder, 'image');
    await layOut(image, home);
    const [init, separator, node, ...args] = [...image.entrypoint, ...image.command];
    expect([init, separator, node]).toEqual(['tini', '--', 'node']);
    const command = args.map((arg) => (arg.startsWith('dist/') ? join(home, arg) : arg));
    const database = await ownDatabase();
    const server = await serve(command, {
      ...image.env,
      BACKLINE_DATA: join(cwd, 'data'),
      ...database.env,
    });
    const [checker, ...check] = image.healthcheck;
    expect(checker).toBe('node');
    const { port } = new URL(server.url);
    // A proxy is for what is outside.
    const env = { PORT: port, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:9' };
    const isHealthy = (): Promise<boolean> =>
      run(process.execPath, check, { env }).then(
        () => true,
        () => false,
      );
    expect(await isHealthy()).toBe(true);
    server.kill('SIGTERM');
    expect({ code: await server.ended, log: server.log() }).toMatchObject({ code: 0 });
    expect(await isHealthy()).toBe(false);
    await database.drop();
  });

  /** What the last stage of the Dockerfile copies, with the package's own build and dependencies. */
  async function layOut(image: Stage, home: string): Promise<void> {
    const installed = join(folder, 'user/node_modules/backline');
    await mkdir(home, { recursive: true });
    for (const { from, sources, to } of image.copies) {
      for (const source of sources) {
        const target = to.endsWith('/') ? join(home, to, basename(source)) : join(home, to);
        if (from === null) await cp(join(root, source), target, { recursive: true });
        else await symlink(join(installed, basename(source)), target);
      }
    }
  }
});
