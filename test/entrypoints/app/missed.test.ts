import { afterEach, expect, it } from 'vitest';
import { flawedAnswer, FLAWED, CLEAN, REPO } from '../../support/flawed-shop.ts';
import { startRunningApp, type RunningApp } from '../../support/running-app.ts';

let running: RunningApp | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function start(options: { install?: boolean } = {}): Promise<RunningApp> {
  running = await startRunningApp({ answer: flawedAnswer, ...options });
  await running.github.createRepository(REPO, {
    files: { 'src/orders.ts': CLEAN },
    collaborators: { dev: 'write' },
  });
  return running;
}

async function openPull({ github }: RunningApp, head: string): Promise<number> {
  await github.push(REPO, { branch: head, files: { 'src/orders.ts': FLAWED }, user: 'dev' });
  const pull = { repo: REPO, head, title: `Change ${head}`, user: 'dev' };
  return (await github.openPullRequest(pull)).number;
}

/** Nobody hears of what happens meanwhile, so that GitHub has nothing to send again. */
async function unheard<T>({ app }: RunningApp, happen: () => Promise<T>): Promise<T> {
  const url = app.webhookUrl;
  app.webhookUrl = undefined;
  const result = await happen();
  app.webhookUrl = url;
  return result;
}

const reviewsOf = async ({ github }: RunningApp, number: number): Promise<number> =>
  (await github.pull(REPO, number)).reviews.length;

it('what GitHub could not deliver is asked for again at the start, and done once', async () => {
  const app = await start();
  await app.halt();
  const number = await openPull(app, 'topic');
  await app.github.idle();
  await app.resume();
  await app.finished(1);
  expect(await reviewsOf(app, number)).toBe(1);

  const { length } = app.claude.requests;
  await app.halt();
  await app.resume();
  await app.github.comment(REPO, number, 'dev', '@backline help');
  await app.finished(2);
  expect(app.done()).toBe(2);
  expect(await reviewsOf(app, number)).toBe(1);
  const asked = app.claude.requests.slice(length).filter(({ path }) => path === '/v1/messages');
  expect(asked).toEqual([]);
});

it('a command that came while nobody listened is answered', async () => {
  const app = await start();
  const number = await openPull(app, 'topic');
  await app.finished(1);
  await app.halt();
  await app.github.comment(REPO, number, 'dev', '@backline help');
  await app.github.idle();
  await app.resume();
  await app.finished(2);
  const { issueComments } = await app.github.pull(REPO, number);
  expect(issueComments.filter(({ body }) => body.includes('/dismiss'))).toHaveLength(1);
});

it('an open pull request is reviewed whose head nobody told of', async () => {
  const app = await start();
  await app.halt();
  const number = await unheard(app, () => openPull(app, 'topic'));
  await app.resume();
  await app.finished(1);
  expect(await reviewsOf(app, number)).toBe(1);
  expect(app.log()).toContain('its head has no review');
});

it('a push that nobody told of is a later round', async () => {
  const app = await start();
  const number = await openPull(app, 'topic');
  await app.finished(1);
  await app.halt();
  await unheard(app, () =>
    app.github.push(REPO, { branch: 'topic', files: { 'src/orders.ts': CLEAN }, user: 'dev' }),
  );
  await app.resume();
  await app.finished(2);
  const { checks, head, comments } = await app.github.pull(REPO, number);
  expect(checks.filter((check) => check.headSha === head)).toHaveLength(1);
  // Both flaws are gone, and each thread says so.
  expect(comments.filter(({ body }) => body.startsWith('Fixed'))).toHaveLength(2);
});

it('what was open before the App was installed is left alone', async () => {
  const app = await start({ install: false });
  const old = await openPull(app, 'old');
  await app.halt();
  app.github.clock.advance(60_000);
  app.app.install('acme');
  app.github.clock.advance(60_000);
  const fresh = await unheard(app, () => openPull(app, 'fresh'));
  await app.resume();
  await app.finished(1);
  expect(await reviewsOf(app, fresh)).toBe(1);
  expect(await reviewsOf(app, old)).toBe(0);
});
