import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GitHubStandIn, startGitHub } from '../../support/github/stand-in.ts';
import type { StandInApp } from '../../support/github/setup.ts';
import { example } from '../../core/trigger/payloads.ts';
import { appEnvironment } from '../../support/app-environment.ts';
import { type RunningApp, startApp } from './app-run.ts';

const REPO = 'acme/shop';
const SECRET = 'only GitHub and we know';

let github: GitHubStandIn;
let standIn: StandInApp;
let cwd: string;
let app: RunningApp;
/** Ends what the worker does. */
let finish: () => void;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'backline-serve-'));
  github = await startGitHub();
  standIn = github.createApp({ webhookSecret: SECRET });
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  app = await startApp(appEnvironment(github, standIn), { cwd, worker: () => held });
  standIn.webhookUrl = `${app.url}/api/github/webhooks`;
});

afterEach(async () => {
  finish();
  await app.stop();
  await github.close();
  await rm(cwd, { recursive: true, force: true });
});

const opened = (changes: Record<string, unknown> = {}): string =>
  JSON.stringify(example('pull_request', 'opened', changes));

interface Posting {
  event?: string;
  body?: string;
  secret?: string | null;
  delivery?: string;
  path?: string;
}

function post(posting: Posting = {}): Promise<Response> {
  const { event = 'pull_request', body = opened(), secret = SECRET } = posting;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': posting.delivery ?? randomUUID(),
  };
  if (secret !== null) {
    const digest = createHmac('sha256', secret).update(body).digest('hex');
    headers['x-hub-signature-256'] = `sha256=${digest}`;
  }
  const path = posting.path ?? '/api/github/webhooks';
  return fetch(`${app.url}${path}`, { method: 'POST', headers, body });
}

describe('a pull request on GitHub', () => {
  it('becomes a job at once, while the worker still runs', async () => {
    await github.createRepository(REPO, { files: { 'a.ts': 'a\n' } });
    const installation = standIn.install('acme');
    await github.push(REPO, { branch: 'topic', files: { 'a.ts': 'b\n' }, user: 'dev' });
    const { number } = await github.openPullRequest({ repo: REPO, head: 'topic', user: 'dev' });
    await github.idle();
    const [delivery] = github.deliveries.filter((one) => one.action === 'opened');
    expect(delivery).toMatchObject({ statusCode: 200 });
    const pull = { installation, owner: 'acme', repo: 'shop', number };
    expect(await app.started(1)).toEqual([{ kind: 'review', pull, cause: { kind: 'opened' } }]);
    await github.comment(REPO, number, 'dev', '/ask why b?');
    await github.comment(REPO, number, 'dev', 'no question');
    await github.idle();
    finish();
    const [, second] = await app.started(2);
    expect(second).toMatchObject({ kind: 'command', pull, comment: { author: 'dev' } });
    expect(app.jobs).toHaveLength(2);
    expect(github.violations).toEqual([]);
  });

  it('the worker gets a client of the installation', async () => {
    await github.createRepository(REPO, { files: { 'a.ts': 'a\n' } });
    const installation = standIn.install('acme');
    const octokit = await app.services.octokit(installation);
    const { data } = await octokit.rest.repos.get({ owner: 'acme', repo: 'shop' });
    expect(data.full_name).toBe(REPO);
    expect(app.services.app).toEqual({ id: standIn.id, slug: 'backline' });
  });
});

describe('a signature', () => {
  it.each([
    ['missing', { secret: null }],
    ['of another secret', { secret: "another app's" }],
    ['of the word that Probot would use', { secret: 'development' }],
    ['of no secret', { secret: ' ' }],
    ['missing, at the root', { secret: null, path: '/' }],
    ['of another secret, at the root', { secret: 'x', path: '/' }],
  ])('%s is refused and nothing is done', async (_case, posting) => {
    const answer = await post(posting);
    expect(answer.status).toBe(400);
    // The queue starts what it is given at once: a valid one that follows is the first.
    await post({ body: opened({ number: 77, pull_request: { number: 77 } }) });
    expect(await app.started(1)).toMatchObject([{ pull: { number: 77 } }]);
    expect(app.jobs).toHaveLength(1);
  });

  it('covers the whole body', async () => {
    const digest = createHmac('sha256', SECRET).update(opened()).digest('hex');
    const answer = await fetch(`${app.url}/api/github/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${digest}`,
      },
      body: opened({ number: 3 }),
    });
    expect(answer.status).toBe(400);
    expect(app.jobs).toEqual([]);
  });
});

describe('a delivery', () => {
  it('that comes twice is one job', async () => {
    const delivery = randomUUID();
    for (const _ of [1, 2]) expect((await post({ delivery })).status).toBe(200);
    await post({ body: opened({ pull_request: { number: 9 } }) });
    await app.started(2);
    expect(app.jobs).toMatchObject([{ pull: { number: 2 } }, { pull: { number: 9 } }]);
    expect(app.log()).toContain('seen before');
  });

  it('at the root of the server counts too, which is where the set-up page points GitHub', async () => {
    expect((await post({ path: '/' })).status).toBe(200);
    await app.started(1);
  });

  it('that is odd is answered with what is wrong and logged without its payload', async () => {
    const body = opened({ pull_request: { number: 'two', body: 'a long story' } });
    const answer = await post({ body });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('pull_request.number');
    expect((await post({ body: '{"action":' })).status).toBe(400);
    expect((await post({ body: '[]' })).status).toBe(400);
    expect(app.log()).toContain('pull_request.number');
    expect(app.log()).not.toContain('a long story');
    expect(app.jobs).toEqual([]);
  });

  it('of an event that nobody listens to is taken and forgotten', async () => {
    expect((await post({ event: 'star', body: '{"action":"created"}' })).status).toBe(200);
    expect(app.jobs).toEqual([]);
  });

  it('larger than GitHub ever sends is cut off', async () => {
    const body = `{"action":"${'x'.repeat(25 * 1024 * 1024)}"}`;
    await expect(post({ body })).rejects.toThrow('fetch failed');
    expect((await post()).status).toBe(200);
  });
});

it('keeps an idle connection longer than proxies do, which would lose a webhook otherwise', async () => {
  const { headers } = await post();
  expect(headers.get('connection')).toBe('keep-alive');
  expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
});

describe('health', () => {
  it('says that the process runs and takes webhooks', async () => {
    const status = async (path: string) => (await fetch(`${app.url}${path}`)).status;
    expect(await status('/healthz')).toBe(200);
    expect(await status('/readyz?x=1')).toBe(200);
    expect(await status('/nothing')).toBe(404);
  });
});

it('the log names delivery, repository and pull request, and no secret', async () => {
  const delivery = randomUUID();
  await post({ delivery, body: opened({ number: 2 }) });
  await post({ secret: 'wrong' });
  await app.started(1);
  const lines = app.log().split('\n');
  const taken = lines.find((line) => line.includes('"taken"'));
  expect(JSON.parse(taken ?? '{}')).toMatchObject({
    delivery,
    event: 'pull_request',
    trigger: 'opened',
    repository: 'Codertocat/Hello-World',
    pull: '2',
  });
  expect(app.log()).not.toContain(SECRET);
  expect(app.log()).not.toContain('PRIVATE KEY');
  expect(app.log()).not.toContain('sha256=');
});
