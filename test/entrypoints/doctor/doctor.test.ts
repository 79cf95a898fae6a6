import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openControl } from '../../../src/adapters/store/control-server.ts';
import type { JobCalls } from '../../../src/adapters/store/control-socket.ts';
import { lockFolder } from '../../../src/adapters/store/lock-folder.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import type { Check, Section } from '../../../src/entrypoints/doctor/check.ts';
import {
  cacheCheck,
  dataFolderCheck,
  nodeCheck,
} from '../../../src/entrypoints/doctor/machine-checks.ts';
import { runDoctor } from '../../../src/entrypoints/doctor/run-doctor.ts';
import { readManifest } from '../../../src/entrypoints/app/registration.ts';
import { startClaude, type ClaudeStandIn } from '../../support/claude/server.ts';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';
import type { StandInApp } from '../../support/github/setup.ts';
import { startGitHub, type GitHubStandIn } from '../../support/github/stand-in.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { runCli, type CliRun } from '../../support/run-cli.ts';
import { appEnvironment } from '../../support/app-environment.ts';
import { createIo } from '../app/app-run.ts';

const KEY = 'sk-test-0123456789';
const SECRET = 'a webhook secret of ours';

let github: GitHubStandIn;
let claude: ClaudeStandIn;
let app: StandInApp;
let repository: TestRepository;
let folder: string;
let cwd: string;
let env: Record<string, string>;

beforeAll(async () => {
  github = await startGitHub();
  claude = await startClaude({ answer: () => ({ text: '' }), apiKey: KEY });
  repository = await createRepository();
});
afterAll(async () => {
  await repository.remove();
  await claude.close();
  await github.close();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-doctor-'));
  cwd = folder;
  app = github.createApp({
    slug: 'doctored',
    webhookSecret: SECRET,
    webhookUrl: 'https://reviews.example/hooks?token=hidden',
    events: readManifest().default_events,
    permissions: readManifest().default_permissions,
  });
  app.install('acme');
  env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const doctor = (args: string[] = []): Promise<CliRun> => runCli(['doctor', ...args], { cwd, env });

/** The checks by name, as programs get them. */
async function checks(): Promise<Record<string, Check>> {
  const { stdout } = await doctor(['--format', 'json']);
  return byName((JSON.parse(stdout) as { sections: Section[] }).sections);
}

function byName(sections: Section[]): Record<string, Check> {
  return Object.fromEntries(
    sections.flatMap((section) =>
      section.checks.map((check) => [
        check.name === 'settings' || check.name === 'model'
          ? `${section.title} ${check.name}`
          : check.name,
        check,
      ]),
    ),
  );
}

describe('backline doctor', () => {
  it('says in one screen that all is well on a machine without an App', async () => {
    cwd = repository.dir;
    const { code, stdout } = await doctor();
    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ repository /);
    expect(stdout).toMatch(/✓ API +http:\/\/127\.0\.0\.1:\d+, \d+ models/);
    expect(stdout).toMatch(/✓ model +\S+.*\$\d+ in, \$\d+ out a million tokens/);
    expect(stdout).toMatch(/– settings +none is configured: backline serve offers/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('All is well.');
    expect(stdout.split('\n').length).toBeLessThan(25);
  });

  it('exits with 2 and says the way out when something stops work', async () => {
    delete env['ANTHROPIC_API_KEY'];
    const { code, stdout } = await doctor();
    expect(code).toBe(2);
    expect(stdout).toMatch(/✗ key +No key for the Claude API: set ANTHROPIC_API_KEY/);
    expect(stdout).toContain('1 thing stops work.');
    const json = JSON.parse((await doctor(['--format', 'json'])).stdout) as object;
    expect(json).toMatchObject({ schema: 'backline.doctor/1', ok: false });
  });

  it('asks the model nothing that costs', async () => {
    const before = claude.requests.length;
    await doctor();
    const asked = claude.requests.slice(before).map(({ path }) => path);
    expect(new Set(asked)).toEqual(new Set(['/v1/models']));
  });

  it('tells a key that is refused and an address where nobody is', async () => {
    env['ANTHROPIC_API_KEY'] = 'sk-another-0123456789';
    expect((await checks())['API']).toMatchObject({ status: 'wrong' });
    env['ANTHROPIC_BASE_URL'] = 'http://127.0.0.1:9';
    const { API } = await checks();
    expect(API).toMatchObject({ status: 'wrong', fix: expect.stringContaining('network') });
    expect(API!.says).toContain('http://127.0.0.1:9');
  });

  it('takes a gateway without a list of models for what it is', async () => {
    const missing = { path: '/v1/models', status: 404 } as const;
    claude.faults.next(...Array.from({ length: 10 }, () => missing));
    const { API, ...others } = await checks();
    expect(API).toMatchObject({ status: 'warning' });
    expect(others['Claude model']).toMatchObject({ status: 'ok' });
    claude.faults.clear();
  });

  it('names the line of a broken configuration and an agent that is not there', async () => {
    const broken = await createRepository();
    cwd = broken.dir;
    await broken.write('.github/backline.yml', 'agnet: a\n');
    expect(await checks()).toMatchObject({
      configuration: { status: 'wrong', says: expect.stringContaining('backline.yml:1: unknown') },
    });
    await broken.write('.github/backline.yml', 'agent: nobody\n');
    expect(await checks()).toMatchObject({
      configuration: { status: 'ok' },
      agent: { status: 'wrong', says: expect.stringContaining('there is no agent "nobody"') },
    });
    await broken.remove();
  });

  it("holds the operator's file to its schema and its models to those that there are", async () => {
    const file = join(cwd, 'operator.yml');
    env['BACKLINE_CONFIG'] = file;
    expect((await checks())['BACKLINE_CONFIG']).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('ENOENT'),
    });
    await writeFile(file, 'alow: {}\n');
    expect((await checks())['BACKLINE_CONFIG']!.says).toContain(
      'operator.yml:1: unknown key "alow"',
    );
    await writeFile(file, 'allow: { models: [sonnet, no-such-model] }\n');
    expect(await checks()).toMatchObject({
      BACKLINE_CONFIG: { status: 'ok' },
      'allow.models': { status: 'warning', says: expect.stringContaining('no-such-model') },
    });
    await writeFile(file, 'allow: { models: [fable] }\nbudget: { per_day_usd: 5 }\n');
    expect((await checks())['Claude model']).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('add it to prices'),
    });
  });
});

describe('with an App', () => {
  beforeEach(() => {
    Object.assign(env, appEnvironment(github, app));
  });

  it('says that all is well, and shows no secret', async () => {
    const { code, stdout, stderr } = await doctor();
    expect(stdout).toMatch(/✓ GitHub +http:\/\/127\.0\.0\.1:\d+\/api\/v3 knows it as doctored/);
    expect(stdout).toMatch(/✓ permissions +all that app\.yml asks for/);
    expect(stdout).toMatch(/✓ events +all that app\.yml asks for/);
    expect(stdout).toMatch(/✓ installations +1\n/);
    expect(stdout).toMatch(/✓ webhook +https:\/\/reviews\.example\/hooks\n/);
    expect(stdout).toMatch(/✓ webhook secret +GitHub signs/);
    expect(stdout).toMatch(/✓ deliveries +none so far/);
    expect(stdout).toMatch(/✓ clock /);
    expect(stdout).toMatch(/✓ data folder +\S+\.backline, /);
    expect(stdout).toMatch(/[✓!] repositories +0 MB cached of at most 10000 MB/);
    expect(stdout).toMatch(/✓ store +embedded in \S+\.backline; backline serve makes it/);
    expect(stdout.split('\n').length).toBeLessThan(40);
    expect(await readdir(cwd)).toEqual([]);
    expect(code).toBe(0);
    for (const secret of [KEY, SECRET, 'PRIVATE KEY', 'hidden', app.privateKey.slice(100, 140)]) {
      expect(stdout + stderr).not.toContain(secret);
    }
    expect(github.violations).toEqual([]);
  });

  it('reads them from .env as serve does, and says that a key there is for serve alone', async () => {
    const lines = Object.entries(env).map(
      ([name, value]) => `${name}="${value.replaceAll('\n', '\\n')}"`,
    );
    await writeFile(join(cwd, '.env'), lines.join('\n'));
    env = {};
    const found = await checks();
    expect(found['GitHub']).toMatchObject({ status: 'ok' });
    expect(found['key']!.says).toContain('in .env: for backline serve alone');
  });

  it('names what the registration lacks of app.yml', async () => {
    const events = ['pull_request', 'issue_comment'];
    const permissions = { contents: 'read', metadata: 'read', pull_requests: 'read' } as const;
    const poor = github.createApp({ slug: 'poor-one', events, permissions });
    Object.assign(env, appEnvironment(github, poor));
    expect(await checks()).toMatchObject({
      permissions: { status: 'wrong', says: expect.stringContaining('pull_requests: write') },
      events: { status: 'wrong', says: expect.stringContaining('merge_group') },
      webhook: { status: 'warning', fix: expect.stringContaining('/api/github/webhooks') },
      installations: { status: 'warning' },
    });
    expect((await doctor()).code).toBe(2);
  });

  it('tells that GitHub knows no webhook secret', async () => {
    const open = github.createApp({ slug: 'unsigned', webhookSecret: '' });
    Object.assign(env, appEnvironment(github, open), { WEBHOOK_SECRET: 'ours' });
    expect((await checks())['webhook secret']).toMatchObject({ status: 'warning' });
  });

  it('tells deliveries that failed', async () => {
    app.webhookUrl = 'http://127.0.0.1:9/';
    await app.deliver('ping', { zen: 'Keep it logically awesome.', hook_id: 1 });
    expect((await checks())['deliveries']).toMatchObject({
      status: 'warning',
      says: expect.stringMatching(/^1 of the last 1 failed, the newest of them ping at /),
    });
  });

  it('tells a key that is not the App’s, and a GitHub that does not answer', async () => {
    const other = github.createApp({ slug: 'another' });
    env['PRIVATE_KEY'] = other.privateKey;
    expect((await checks())['GitHub']).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('do they belong together?'),
    });
    env['GHE_HOST'] = '127.0.0.1:9';
    expect((await checks())['GitHub']).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('could not be asked about the App (no answer)'),
    });
  });

  it('tells a half of an App, and goes on', async () => {
    delete env['WEBHOOK_SECRET'];
    const found = await checks();
    expect(found['GitHub App settings']).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('WEBHOOK_SECRET is missing'),
    });
    expect(found['Claude model']).toMatchObject({ status: 'ok' });
  });

  it.each([
    [-90, '90 s behind GitHub'],
    [90, '90 s ahead of GitHub'],
  ])('tells a clock that is %i s off', async (seconds, says) => {
    const { io } = createIo(cwd, env);
    const { clock } = byName(await runDoctor(io, () => Date.now() + seconds * 1000));
    expect(clock!.status).toBe('warning');
    // The date of an answer is whole seconds.
    expect(clock!.says.replace(/\d+/, (n) => String(Math.round(Number(n) / 10) * 10))).toContain(
      says,
    );
  });
});

describe('the store', () => {
  beforeEach(() => {
    Object.assign(env, appEnvironment(github, app));
  });

  it('tells an embedded one that a server uses, and one that another process has', async () => {
    const data = join(cwd, '.backline');
    await mkdir(join(data, 'store', 'postgres'), { recursive: true });
    expect((await checks())['store']).toMatchObject({
      status: 'ok',
      says: `embedded in ${data}; no server uses it now`,
    });
    const unlock = await lockFolder(join(data, 'store'), 0);
    expect((await checks())['store']).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('a process uses it that does not answer'),
    });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const control = await openControl(data, {} as JobCalls, log);
    expect((await checks())['store']).toMatchObject({
      status: 'ok',
      says: `embedded in ${data}; a running server uses it`,
    });
    await control.close();
    unlock();
  });

  it('tells an embedded one that can not be opened', async () => {
    const store = join(cwd, '.backline', 'store');
    await mkdir(join(store, 'postgres'), { recursive: true });
    await mkdir(join(store, 'lock.sqlite'));
    expect((await checks())['store']).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('set BACKLINE_DATA'),
    });
  });

  it('tells a Postgres that can not be reached, and never its password', async () => {
    env['DATABASE_URL'] = 'postgres://ann:hunter2@127.0.0.1:9/reviews';
    const { stdout, stderr, code } = await doctor();
    expect(stdout).toMatch(/✗ Postgres +The database of DATABASE_URL can't be reached: /);
    expect(stdout + stderr).not.toContain('hunter2');
    expect(code).toBe(2);
  });

  describe.skipIf(findPostgres() === null)('on Postgres', () => {
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await startPostgres(findPostgres()!);
    });
    afterAll(() => postgres.stop());

    it('tells its schema: not there, up to date, of a newer version, not allowed', async () => {
      const databaseUrl = await postgres.createDatabase();
      env['DATABASE_URL'] = databaseUrl;
      expect(await checks()).toMatchObject({
        Postgres: { status: 'ok', says: expect.stringMatching(/^\d+\.\d+, database test_/) },
        schema: { status: 'ok', says: 'not there: backline serve makes it' },
      });
      const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
      await (await openStore({ databaseUrl, folder: '', tends: false, log })).close();
      const found = await checks();
      expect(found['schema']).toMatchObject({
        status: 'ok',
        says: expect.stringMatching(/^up to date \(\d{3}_/),
      });
      expect(found['store']).toBeUndefined();

      const client = new Client(databaseUrl);
      await client.connect();
      await client.query(
        "insert into backline.kysely_migration (name, timestamp) values ('999_later', '')",
      );
      expect((await checks())['schema']).toMatchObject({
        status: 'wrong',
        says: 'written by a newer Backline (migration 999_later)',
      });
      await client.query('create role guest login');
      await client.end();
      const other = new URL(await postgres.createDatabase());
      other.searchParams.set('user', 'guest');
      env['DATABASE_URL'] = other.href;
      expect((await checks())['schema']).toMatchObject({
        status: 'wrong',
        fix: 'grant the user CREATE on the database',
      });
    });
  });
});

describe('the machine', () => {
  it.each([
    ['22.17.9', 'wrong'],
    ['20.19.0', 'wrong'],
    ['22.18.0', 'ok'],
    ['24.1.0', 'ok'],
  ])('Node %s is %s', (version, status) => {
    expect(nodeCheck(version).status).toBe(status);
  });

  it('needs a git program', async () => {
    env['PATH'] = cwd;
    expect((await checks())['git']).toMatchObject({
      status: 'wrong',
      fix: 'install git 2.31 or later',
    });
  });

  it('tells a git that is too old', async () => {
    await writeFile(join(cwd, 'git'), '#!/bin/sh\necho git version 2.30.9\n');
    await chmod(join(cwd, 'git'), 0o755);
    env['PATH'] = cwd;
    expect((await checks())['git']!.says).toBe('2.30.9 is too old');
  });

  it('weighs the cached repositories against what they may have and what the disk has', async () => {
    const cached = join(cwd, '.backline', 'repositories', 'x.git');
    await mkdir(cached, { recursive: true });
    await writeFile(join(cached, 'pack'), Buffer.alloc(2_500_000));
    expect(await cacheCheck(cwd, { BACKLINE_CACHE_MB: '4' })).toEqual({
      name: 'repositories',
      status: 'ok',
      says: '3 MB cached of at most 4 MB',
    });
    expect(await cacheCheck(cwd, { BACKLINE_CACHE_MB: '999999999' })).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('but the disk has only'),
    });
    expect(await cacheCheck(cwd, { BACKLINE_CACHE_MB: '4 GB' })).toEqual({
      name: 'repositories',
      status: 'wrong',
      says: 'BACKLINE_CACHE_MB must be a number of megabytes, not "4 GB"',
    });
  });

  it('looks at the data folder without making it', async () => {
    const data = join(cwd, 'deep', 'data');
    const check = await dataFolderCheck(cwd, { BACKLINE_DATA: data });
    expect(check.status).not.toBe('wrong');
    expect(check.says).toContain(data);
    await writeFile(join(cwd, 'deep'), '');
    expect(await dataFolderCheck(cwd, { BACKLINE_DATA: data })).toMatchObject({
      status: 'wrong',
      says: expect.stringContaining('is no folder'),
    });
  });
});
