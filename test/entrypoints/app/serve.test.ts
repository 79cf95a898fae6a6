import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { explainFailure } from '../../../src/entrypoints/failure.ts';
import { serve } from '../../../src/entrypoints/app/serve.ts';
import { type GitHubStandIn, startGitHub } from '../../support/github/stand-in.ts';
import type { StandInApp } from '../../support/github/setup.ts';
import { ownDatabase } from '../../support/shared-postgres.ts';
import { example } from '../../core/trigger/payloads.ts';
import { appEnvironment } from '../../support/app-environment.ts';
import { createIo, startApp } from './app-run.ts';

let github: GitHubStandIn;
let standIn: StandInApp;
let cwd: string;
let env: Record<string, string>;

beforeAll(async () => {
  github = await startGitHub();
  standIn = github.createApp({ webhookSecret: 'a long secret' });
});
afterAll(() => github.close());

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'backline-serve-'));
  env = appEnvironment(github, standIn);
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function refusal(changes: Record<string, string | undefined>, code = 2): Promise<string> {
  const given = Object.entries({ ...env, ...changes }).filter(([, value]) => value !== undefined);
  const { io } = createIo(cwd, Object.fromEntries(given) as Record<string, string>);
  const error: unknown = await serve(io, () => () => Promise.resolve()).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const failure = explainFailure(error);
  expect(failure).toMatchObject({ code });
  expect(failure?.line).not.toContain('\n');
  return failure?.line ?? '';
}

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const EC_KEY = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('does not start', () => {
  it.each([
    ['without the secret', { WEBHOOK_SECRET: undefined }, 'WEBHOOK_SECRET is missing'],
    ['with an empty secret', { WEBHOOK_SECRET: '' }, 'WEBHOOK_SECRET is missing'],
    ['without a key', { PRIVATE_KEY: undefined }, 'private key is missing'],
    ['with a key but no id', { APP_ID: undefined }, 'APP_ID is missing'],
    ['with a name for an id', { APP_ID: 'backline' }, 'APP_ID must be the number'],
    ['with a size that is none', { BACKLINE_CACHE_MB: 'big' }, 'BACKLINE_CACHE_MB must be'],
    ['with a file of limits that is not there', { BACKLINE_CONFIG: 'no.yml' }, 'BACKLINE_CONFIG'],
    ['with a key that is none', { PRIVATE_KEY: 'nonsense' }, 'PRIVATE_KEY holds no RSA'],
    ['with a key of another kind', { PRIVATE_KEY: EC_KEY }, 'PRIVATE_KEY holds no RSA'],
    [
      'with a key file that is not there',
      { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: 'no.pem' },
      "PRIVATE_KEY_PATH no.pem can't be read (ENOENT)",
    ],
    ['with an odd port', { PORT: '70000' }, 'PORT is no port number'],
    ['with an odd level', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of'],
    ['with an odd path', { WEBHOOK_PATH: 'hooks' }, 'WEBHOOK_PATH must start with a slash'],
    ['with an odd host', { HOST: '192.0.2.1' }, 'HOST 192.0.2.1 is no address'],
    ['with a relay but no client', { WEBHOOK_PROXY_URL: 'https://smee.io/x' }, 'smee-client'],
    ['with an odd GHE_HOST', { GHE_HOST: 'https://x/y' }, 'GHE_HOST must be a host name'],
    ['with an id that GitHub does not know', { APP_ID: '999999' }, 'do they belong together?'],
    [
      'in production with nothing configured',
      {
        APP_ID: undefined,
        PRIVATE_KEY: undefined,
        WEBHOOK_SECRET: undefined,
        NODE_ENV: 'production',
      },
      'no set-up page',
    ],
  ])('%s', async (_case, changes, says) => {
    const message = await refusal(changes);
    expect(message).toContain(says);
    expect(message).not.toContain('PRIVATE KEY-----');
  });

  it('when GitHub does not answer, which may pass', async () => {
    const message = await refusal({ GHE_HOST: '127.0.0.1:9' }, 3);
    expect(message).toContain('(no answer): try again');
  });

  it('with an unreadable .env', async () => {
    await mkdir(join(cwd, '.env'));
    expect(await refusal({})).toContain(".env can't be read (EISDIR)");
  });

  it('when what does the work can not be built', async () => {
    const database = await ownDatabase();
    const { io } = createIo(cwd, { ...database.env, ...env });
    const noKey = (): never => {
      throw new UserError('ANTHROPIC_API_KEY is missing');
    };
    await expect(serve(io, noKey)).rejects.toThrow(/^ANTHROPIC_API_KEY is missing$/);
    await database.drop();
  });

  it('on a port that is taken', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await refusal({ PORT: String(port) })).toContain(`port ${port} is taken`);
    other.close();
  });
});

describe('takes its key', () => {
  const start = async (changes: Record<string, string | undefined>): Promise<void> => {
    const given = Object.entries({ ...env, ...changes }).filter(([, value]) => value !== undefined);
    const app = await startApp(Object.fromEntries(given) as Record<string, string>, { cwd });
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    await app.stop();
  };

  it('as a file', async () => {
    await writeFile(join(cwd, 'app.pem'), standIn.privateKey);
    await chmod(join(cwd, 'app.pem'), 0o600);
    await start({ PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: 'app.pem' });
  });

  it('on one line', () => start({ PRIVATE_KEY: standIn.privateKey.replaceAll('\n', '\\n') }));

  it('as base64', () => start({ PRIVATE_KEY: Buffer.from(standIn.privateKey).toString('base64') }));
});

it('finds a free port by itself when asked for 0, so that two run side by side', async () => {
  const first = await startApp(env, { cwd });
  const second = await startApp(env, { cwd });
  expect(first.url).not.toBe(second.url);
  await first.stop();
  expect((await fetch(`${second.url}/healthz`)).status).toBe(200);
  await second.stop();
});

it('says what the registration of the App lacks', async () => {
  const events = ['pull_request', 'issue_comment'];
  const permissions = { contents: 'read', metadata: 'read', pull_requests: 'read' } as const;
  const poor = github.createApp({ slug: 'poor', events, permissions });
  const app = await startApp(appEnvironment(github, poor), { cwd });
  await app.stop();
  const line = app
    .log()
    .split('\n')
    .find((one) => one.includes('registration lacks'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    events: expect.arrayContaining(['check_run', 'merge_group']),
    permissions: ['checks: write', 'issues: write', 'merge_queues: read', 'pull_requests: write'],
  });
});

it('stops: a running job is aborted after the grace time, none is started after', async () => {
  let aborted = false;
  const app = await startApp(env, {
    cwd,
    graceMs: 20,
    worker: (_job, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      }),
  });
  standIn.webhookUrl = `${app.url}/api/github/webhooks`;
  const delivery = await standIn.deliver('pull_request', example('pull_request', 'opened'));
  expect(delivery.statusCode).toBe(200);
  await app.started(1);
  await app.stop();
  expect(aborted).toBe(true);
  await expect(fetch(`${app.url}/healthz`)).rejects.toThrow('fetch failed');
});
