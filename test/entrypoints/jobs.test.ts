import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openControl } from '../../src/adapters/store/control-server.ts';
import { controlSocket } from '../../src/adapters/store/control-socket.ts';
import { lockFolder } from '../../src/adapters/store/lock-folder.ts';
import { openStore, type Store } from '../../src/adapters/store/open-store.ts';
import { createStoreQueue, type StoreQueue } from '../../src/adapters/store/queue.ts';
import { FinalFailure, type Job, type Worker } from '../../src/ports/queue.ts';
import { putEmbeddedStore } from '../support/embedded-store.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { ownDatabase, type OwnDatabase } from '../support/shared-postgres.ts';

/** The embedded store takes some seconds to be made on a busy machine. */
const PATIENCE_MS = 120_000;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function pull(repo: string, number: number) {
  return { installation: 1, owner: 'acme', repo, number };
}

const DEAD: Job = { kind: 'review', pull: pull('Shop', 1), cause: { kind: 'push' } };
const WAITING: Job = { kind: 'review', pull: pull('shop', 2), cause: { kind: 'opened' } };
const COMMAND: Job = {
  kind: 'command',
  pull: pull('other', 3),
  comment: {
    kind: 'issue-comment',
    id: 77,
    nodeId: 'IC_77',
    author: 'ann',
    body: '/ask what is \u001b[31mthis?\nI wonder.',
  },
};

interface Listed {
  id: string;
  state: string;
  repository: string;
  pull: number;
  tries: number;
  error: string | null;
  createdAt: string;
}

/** What a server's worker does, for as long as a test wants it to. */
interface Server {
  store: Store;
  queue: StoreQueue;
  /** The pull requests whose jobs were started. */
  started: number[];
  stop(): Promise<void>;
}

/** A server's part that has to do with jobs, with a worker that fails for good once. */
async function startServer(folder: string, databaseUrl?: string): Promise<Server> {
  const store = await openStore({ databaseUrl, folder, log: silent });
  const started: number[] = [];
  const { promise: died, resolve: die } = Promise.withResolvers<void>();
  const worker: Worker = async (job, { signal }) => {
    const number = job.kind === 'merge_group' ? 0 : job.pull.number;
    started.push(number);
    if (started.length === 1) throw new FinalFailure('GitHubError: the\npull request is too large');
    // Until it is cancelled, or the server stops.
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  };
  const queue = createStoreQueue(store, worker, {
    log: { ...silent, error: () => die() },
    pauseMs: 0,
    concurrency: 1,
    pollMs: 20,
  });
  await queue.add('delivery-1', DEAD);
  queue.start();
  await died;
  const control = databaseUrl === undefined ? await openControl(folder, store, silent) : null;
  return {
    store,
    queue,
    started,
    async stop() {
      await queue.close(0);
      await control?.close();
      await store.close();
    },
  };
}

let folder: string;
let cwd: string;
let env: Record<string, string>;

const jobs = (...args: string[]): Promise<CliRun> => runCli(['jobs', ...args], { cwd, env });

async function list(...args: string[]): Promise<Listed[]> {
  const { stdout } = await jobs('list', '--format', 'json', ...args);
  const answer = JSON.parse(stdout) as { schema: string; jobs: Listed[] };
  expect(answer.schema).toBe('backline.jobs/1');
  return answer.jobs;
}

describe.each(['the embedded store', 'Postgres'])('backline jobs beside a server on %s', (kind) => {
  let database: OwnDatabase;
  let server: Server;

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'backline-jobs-'));
    folder = join(cwd, '.backline');
    if (kind !== 'Postgres') await putEmbeddedStore(folder);
    database = kind === 'Postgres' ? await ownDatabase() : { env: {}, drop: async () => undefined };
    env = { ...database.env };
    server = await startServer(folder, database.env.DATABASE_URL);
  }, PATIENCE_MS);
  afterAll(async () => {
    await server.stop();
    await database.drop();
    await rm(cwd, { recursive: true, force: true });
  });

  it('lists, shows, retries and cancels what is there, while the server goes on', async () => {
    const [dead, ...none] = await list();
    expect(none).toEqual([]);
    expect(dead).toMatchObject({ state: 'dead', repository: 'acme/Shop', pull: 1, tries: 1 });
    expect(dead?.error).toBe('FinalFailure: GitHubError: the pull request is too large');
    const short = dead!.id.slice(0, 8);
    const { stdout: text, code } = await jobs('list');
    expect(code).toBe(0);
    expect(text.split('\n')).toEqual([
      expect.stringMatching(/^ID +STATE +CAME +JOB$/),
      expect.stringMatching(
        new RegExp(
          `^${short}  dead after 1 try  \\d+ seconds? ago  acme/Shop#1 review \\(push\\)$`,
        ),
      ),
      '  FinalFailure: GitHubError: the pull request is too large',
      '',
      '1 job: 1 dead.',
      '',
    ]);
    const shown = (await jobs('show', short)).stdout;
    expect(shown).toContain(dead!.id);
    expect(shown).toMatch(/^delivery +delivery-1$/m);
    expect(shown).toMatch(/^error +FinalFailure: GitHubError/m);

    const retried = await jobs('retry', short);
    expect(retried).toEqual({
      code: 0,
      stdout: `${dead!.id} starts as soon as there is room.\n`,
      stderr: '',
    });
    await expect.poll(() => server.started).toEqual([1, 1]);
    expect(await jobs('retry', short)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('runs already'),
    });
    await server.queue.add('delivery-2', WAITING);
    await server.queue.add('delivery-3', COMMAND);
    expect((await list()).map(({ state, pull: number }) => [state, number])).toEqual([
      ['running', 1],
      ['waiting', 2],
      ['waiting', 3],
    ]);
    expect((await list('--state', 'running')).length).toBe(1);
    const [command, ...others] = await list('--repository', 'ACME/other');
    expect(others).toEqual([]);
    const line = (await jobs('list', '--repository', 'acme/other')).stdout.split('\n')[1];
    expect(line).toContain('acme/other#3 comment: /ask what is ␛[31mthis? I wonder.');
    expect((await jobs('list', '--state', 'dead')).stdout).toBe('No dead jobs.\n');

    expect((await jobs('cancel', command!.id)).stdout).toBe(`${command!.id} is off the list.\n`);
    expect((await jobs('cancel', short)).stdout).toBe(`${dead!.id} is being stopped.\n`);
    // What was next in turn has room now.
    await expect.poll(() => server.started).toEqual([1, 1, 2]);
    expect((await list()).map(({ pull: number }) => number)).toEqual([2]);
    expect(await jobs('show', short)).toEqual({
      code: 2,
      stdout: '',
      stderr: `backline: There is no job ${short}: see "backline jobs list". What is done is gone.\n`,
    });
  });
});

describe('backline jobs without a server', () => {
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'backline-jobs-'));
    folder = join(cwd, 'data');
    env = { BACKLINE_DATA: 'data' };
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  it(
    'opens the folder itself, and what it changes is there for the next server',
    async () => {
      const server = await startServer(folder);
      const [dead] = await server.store.listJobs();
      await server.stop();
      expect(await readdir(folder)).toEqual(['store']);
      expect(await jobs('retry', dead!.id.toUpperCase())).toEqual({
        code: 0,
        stdout: `${dead!.id} starts once "backline serve" runs.\n`,
        stderr: '',
      });
      expect(await list()).toMatchObject([{ id: dead!.id, state: 'waiting' }]);
    },
    PATIENCE_MS,
  );

  it('says that there is nothing yet, and makes no folder', async () => {
    const { code, stdout } = await jobs('list');
    expect(code).toBe(0);
    expect(stdout).toBe(`No jobs. There is no store in ${folder}: "backline serve" makes it.\n`);
    expect(await list()).toEqual([]);
    expect(await jobs('retry', 'abcdef')).toMatchObject({ code: 2, stdout: '' });
    expect(await readdir(cwd)).toEqual([]);
  });

  it('says in a line that a folder is taken by one that can not be asked', async () => {
    await mkdir(join(folder, 'store', 'postgres'), { recursive: true });
    const unlock = await lockFolder(join(folder, 'store'), 0);
    const refused = await jobs('list');
    unlock();
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^backline: Another Backline uses the store in .*\n$/);
  });

  it.each([
    [['list', '--state', 'done'], 'Allowed choices are running, waiting, retrying, dead'],
    [['list', '--repository', 'shop'], 'Write OWNER/NAME'],
    [['show'], "missing required argument 'id'"],
  ])('refuses %j', async (args, says) => {
    const { code, stderr } = await jobs(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});

describe('the socket', () => {
  const asked = { listJobs: async () => [] } as unknown as Store;

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'backline-socket-'));
    env = {};
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  it('is for its user alone, takes the place of a dead one, and goes with the server', async () => {
    folder = join(cwd, '.backline');
    await mkdir(folder);
    await writeFile(join(folder, 'control.sock'), '');
    expect((await jobs('list')).stdout).toContain('No jobs. There is no store in');
    const control = await openControl(folder, asked, silent);
    expect((await stat(join(folder, 'control.sock'))).mode & 0o777).toBe(0o600);
    expect((await jobs('list')).stdout).toBe('No jobs.\n');
    await control.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('has a short name elsewhere when the folder has a long one', async () => {
    folder = join(cwd, 'long'.repeat(30), '데이터');
    await mkdir(folder, { recursive: true });
    env = { BACKLINE_DATA: folder };
    const control = await openControl(folder, asked, silent);
    expect(await readdir(folder)).toEqual([]);
    expect((await jobs('list')).stdout).toBe('No jobs.\n');
    const place = controlSocket(folder);
    await control.close();
    await expect(stat(place)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('passes on what is wrong', async () => {
    folder = join(cwd, '.backline');
    await mkdir(folder);
    const failing = { listJobs: () => Promise.reject(new Error('disk I/O error')) };
    const control = await openControl(folder, failing as unknown as Store, silent);
    const { code, stderr } = await jobs('list');
    await control.close();
    expect(code).toBe(2);
    expect(stderr).toBe('backline: The server failed, its log says more: Error: disk I/O error\n');
  });
});
