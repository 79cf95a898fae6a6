import { afterEach, beforeEach, expect, it } from 'vitest';
import { AT, openSmallPull, REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;
let issue_number: number;
beforeEach(async () => {
  scene = await startScene();
  issue_number = await openSmallPull(scene);
});
afterEach(() => scene.github.close());

const say = (body: string) =>
  scene.octokit.rest.issues.createComment({ ...AT, issue_number, body });
const said = async () =>
  (await scene.github.pull(REPO, issue_number)).issueComments.map((one) => one.body);

it('fails as often as asked, then serves again', async () => {
  scene.github.faults.add({ method: 'POST', path: /\/comments$/, times: 2, status: 500 });
  await expect(say('a')).rejects.toMatchObject({ status: 500 });
  await expect(say('b')).rejects.toMatchObject({ status: 500 });
  await say('c');
  expect(await said()).toEqual(['c']);
  expect(scene.github.violations).toEqual([]);
});

it('stores and then answers 502, or cuts the connection', async () => {
  scene.github.faults.add({ path: /\/comments$/, status: 502, afterStoring: true });
  await expect(say('stored')).rejects.toMatchObject({ status: 502 });
  scene.github.faults.add({ path: /\/comments$/, cut: true, afterStoring: true });
  await expect(say('cut')).rejects.toMatchObject({ status: 500 });
  scene.github.faults.add({ path: /\/comments$/, cut: true });
  await expect(say('lost')).rejects.toMatchObject({ status: 500 });
  expect(await said()).toEqual(['stored', 'cut']);
  expect(scene.github.requests.at(-1)).toMatchObject({ status: 0, fault: true });
});

it('plays the secondary limit, also by the number of comments a minute', async () => {
  scene.github.faults.add({ path: /\/comments$/, secondaryLimit: true, retryAfter: 7 });
  await expect(say('a')).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('secondary rate limit'),
    response: { headers: { 'retry-after': '7' } },
  });
  await scene.github.close();
  scene = await startScene({ limits: { contentPerMinute: 1 } });
  issue_number = await openSmallPull(scene);
  await say('a');
  await expect(say('b')).rejects.toMatchObject({ status: 403 });
  scene.github.clock.advance(60_000);
  await say('c');
  expect(await said()).toEqual(['a', 'c']);
});

it('lets requests through before it fails, delays them, and can end every token', async () => {
  const { github, as } = scene;
  github.faults.add({ path: /\/comments$/, skip: 1, status: 500 });
  await say('first');
  await expect(say('second')).rejects.toMatchObject({ status: 500 });
  github.faults.add({ path: /./, delayMs: 30, times: Number.POSITIVE_INFINITY });
  github.faults.add({ path: /^\/repos\/acme\/shop$/, delayMs: 30 });
  await as('dev').rest.repos.get(AT);
  expect(github.requests.at(-1)?.ms).toBeGreaterThanOrEqual(59);
  github.faults.clear();
  github.endTokens();
  await as('dev').rest.repos.get(AT);
  const stale = { authorization: 'token ghs_gone' };
  expect((await fetch(`${github.apiUrl}/repos/acme/shop`, { headers: stale })).status).toBe(401);
});

it('logs who asked for what', async () => {
  const { github } = scene;
  await say('logged');
  expect(github.requests.at(-1)).toMatchObject({
    method: 'POST',
    path: `/repos/acme/shop/issues/${issue_number}/comments`,
    operation: '/repos/{owner}/{repo}/issues/{issue_number}/comments',
    as: 'installation',
    who: 'backline',
    body: { body: 'logged' },
    status: 201,
    fault: false,
  });
});
