import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAppSettings, withDotEnv } from '../../../src/entrypoints/app/settings.ts';
import { writeDotEnv } from '../../../src/entrypoints/app/set-up.ts';
import { APP_EVENTS } from '../../../src/core/trigger/trigger.ts';
import { keysFor } from '../../support/github/auth.ts';

const CHILD = fileURLToPath(new URL('serve-child.ts', import.meta.url));
const { privateKey } = keysFor(0);

let cwd: string;
let child: ChildProcess;
let stderr = '';

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'backline-set-up-'));
  stderr = '';
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe('with nothing configured', () => {
  let origin: string;
  /** A GitHub that turns any code into an App. */
  let github: Server;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    github = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const app = {
        id: 7,
        html_url: 'https://ghe.example/apps/ours',
        client_id: 'Iv1',
        client_secret: 'not needed',
        webhook_secret: 'given by GitHub',
        pem: privateKey,
      };
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(app));
    }).listen(0, '127.0.0.1');
    await once(github, 'listening');
    const host = `127.0.0.1:${(github.address() as AddressInfo).port}`;
    const { PATH = '' } = process.env;
    const env = {
      PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      GHE_HOST: host,
      GHE_PROTOCOL: 'http',
    };
    child = spawn(process.execPath, [CHILD], { cwd, env, stdio: ['ignore', 'inherit', 'pipe'] });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(stderr)));
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        const [, at] = /open (\S+)\/probot /.exec(stderr) ?? [];
        if (at === undefined) return;
        origin = at;
        resolve();
      });
    });
  });

  afterEach(async () => {
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number | null];
    github.close();
    if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
  });

  it('says what to open, and the page asks for what app.yml lists', async () => {
    expect(stderr).toContain(`open ${origin}/probot to register one`);
    const page = await (await fetch(`${origin}/probot`)).text();
    expect(page).toMatch(/http:\/\/127\.0\.0\.1:\d+\/settings\/apps\/new/);
    for (const event of APP_EVENTS) expect(page).toContain(event);
    expect(page).toContain('merge_queues');
  });

  it('what GitHub gives for the code is kept, and the way on is to install the App', async () => {
    const answer = await fetch(`${origin}/probot/setup?code=abc`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('https://ghe.example/apps/ours/installations/new');
    expect(asked).toEqual(['POST /api/v3/app-manifests/abc/conversions']);
    expect(readAppSettings(withDotEnv({}, cwd), cwd)).toEqual({
      appId: 7,
      privateKey,
      secret: 'given by GitHub',
    });
    expect(await readFile(join(cwd, '.env'), 'utf8')).not.toContain('not needed');
    expect(stderr).toContain('start again');
  });

  it('the settings of an App go to a .env of its owner alone, from which it starts', async () => {
    const body = JSON.stringify({ appId: '7', pem: privateKey, webhook_secret: 'a "secret" # 1' });
    const answer = await fetch(`${origin}/probot/import`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    const file = join(cwd, '.env');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(readAppSettings(withDotEnv({}, cwd), cwd)).toEqual({
      appId: 7,
      privateKey,
      secret: 'a "secret" # 1',
    });
    expect(stderr).not.toContain('PRIVATE KEY');
  });
});

it('.env keeps what it held, and the environment goes before it', async () => {
  const file = join(cwd, '.env');
  await writeFile(file, '# mine\nPORT=4000\nWEBHOOK_SECRET=old');
  writeDotEnv(cwd, { WEBHOOK_SECRET: 'new', PRIVATE_KEY: `"${privateKey}"` });
  expect(await readFile(file, 'utf8')).toContain('# mine\nPORT=4000\n');
  expect(withDotEnv({ PORT: '5000' }, cwd)).toMatchObject({
    PORT: '5000',
    WEBHOOK_SECRET: 'new',
    PRIVATE_KEY: privateKey,
  });
});
