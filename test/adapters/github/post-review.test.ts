import { ProbotOctokit } from 'probot';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppOctokit } from '../../../src/adapters/github/app-octokit.ts';
import { createOctokit, userIdentity } from '../../../src/adapters/github/client.ts';
import { createPublisher } from '../../../src/adapters/github/publisher.ts';
import type { GitHubError } from '../../../src/ports/github-error.ts';
import { draftOf, REPO, type Scene, SILENT, startScene, US } from './scene.ts';

const REVIEWS = /\/pulls\/\d+\/reviews$/;
const EVENTS = /\/reviews\/\d+\/events$/;

let scene: Scene;
let first: Scene;
beforeAll(async () => {
  first = await startScene();
});
beforeEach(async () => {
  scene = await first.fresh();
});
afterAll(() => first.github.close());

const view = () => scene.github.pull(REPO, scene.ref.number);
async function postedOnce(id: number): Promise<void> {
  const { reviews, comments } = await view();
  expect(reviews).toMatchObject([{ id, user: US, state: 'COMMENTED', commit: scene.head }]);
  expect(comments.map(({ line, text, body }) => [line, text, body])).toEqual([
    [4, 'new', 'on new'],
    [5, 'new\nnewer', 'on both'],
    [30, 'b 30', 'on what is gone'],
  ]);
}

test('posts one review in two requests, every comment on its line', async () => {
  const posted = await scene.publisher.postReview(scene.ref, draftOf(scene), []);
  expect(scene.sent()).toEqual(['POST /pulls/N/reviews', 'POST /pulls/N/reviews/ID/events']);
  await postedOnce((posted as { id: number }).id);
});

test('the same run again posts nothing, whether or not it knows what is posted', async () => {
  const first = await scene.publisher.postReview(scene.ref, draftOf(scene));
  const { reviews } = await scene.pulls.posted(scene.ref);
  scene.sent();
  expect(await scene.publisher.postReview(scene.ref, draftOf(scene), reviews)).toEqual(first);
  expect(scene.sent()).toEqual([]);
  expect(await scene.publisher.postReview(scene.ref, draftOf(scene))).toEqual(first);
  expect(scene.sent()).toEqual(['POST /graphql']);
  await postedOnce((first as { id: number }).id);
});

test.each([
  ['502 after the review was created', { path: REVIEWS, status: 502, afterStoring: true }],
  [
    'a connection that breaks after it was created',
    { path: REVIEWS, cut: true, afterStoring: true },
  ],
  ['502 before it was created', { path: REVIEWS, status: 502 }],
  ['500 twice before it was created', { path: REVIEWS, status: 500, times: 2 }],
  ['502 after it was submitted', { path: EVENTS, status: 502, afterStoring: true }],
  ['a connection that breaks before it was submitted', { path: EVENTS, cut: true }],
])('exactly once after %s', async (_what, fault) => {
  scene.github.faults.add({ method: 'POST', ...fault });
  const posted = await scene.publisher.postReview(scene.ref, draftOf(scene), []);
  await postedOnce((posted as { id: number }).id);
  expect(scene.pauses.length).toBeGreaterThan(0);
});

test('an answer that takes too long counts as lost', async () => {
  const { app, github, installationId } = scene;
  let slow = 1;
  const slowly: typeof fetch = async (input, init) => {
    const { signal, ...rest } = init ?? {};
    const answer = await fetch(input, rest);
    if (rest.method !== 'POST' || !REVIEWS.test(input as string) || slow-- === 0) return answer;
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    throw signal?.reason;
  };
  const client = new AppOctokit({
    baseUrl: github.apiUrl,
    auth: { appId: app.id, privateKey: app.privateKey, installationId },
    request: { fetch: slowly },
    log: SILENT,
  });
  const { publisher } = scene.over(client, { timeoutMs: 1000 });
  const posted = await publisher.postReview(scene.ref, draftOf(scene), []);
  await postedOnce((posted as { id: number }).id);
  expect(scene.log.join()).toContain('no answer in time');
});

test("Octokit's own retries don't repeat a write", async () => {
  const { app, github, installationId } = scene;
  const retrying = new ProbotOctokit({
    baseUrl: github.apiUrl,
    auth: { appId: app.id, privateKey: app.privateKey, installationId },
    throttle: { enabled: false },
    retry: { retryAfterBaseValue: 1 },
    log: SILENT,
  });
  const { publisher } = scene.over(retrying);
  github.faults.add({
    method: 'POST',
    path: /\/issues\/\d+\/comments$/,
    status: 502,
    afterStoring: true,
  });
  await publisher.saveNote(scene.ref, null, 'said once');
  expect((await view()).issueComments.map(({ body }) => body)).toEqual(['said once']);
});

test('finishes the pending review that a crash left, without posting it again', async () => {
  scene.github.faults.add({ method: 'POST', path: EVENTS, status: 500, times: 99 });
  await expect(scene.publisher.postReview(scene.ref, draftOf(scene), [])).rejects.toMatchObject({
    kind: 'server',
  });
  scene.github.faults.clear();
  const { reviews, comments } = await scene.pulls.posted(scene.ref);
  expect(reviews).toMatchObject([{ pending: true }]);
  expect(comments).toEqual([]);
  scene.sent();
  const posted = await scene.publisher.postReview(scene.ref, draftOf(scene), reviews);
  expect(scene.sent()).toEqual(['POST /pulls/N/reviews/ID/events']);
  await postedOnce((posted as { id: number }).id);
});

test.each([[true], [false]])(
  'removes a stale pending review, which blocks every other (known: %s)',
  async (isKnown) => {
    scene.github.faults.add({ method: 'POST', path: EVENTS, status: 500, times: 99 });
    const other = draftOf(scene, 'an older run');
    await scene.publisher.postReview(scene.ref, other, []).catch(() => undefined);
    scene.github.faults.clear();
    const known = isKnown ? (await scene.pulls.posted(scene.ref)).reviews : [];
    const posted = await scene.publisher.postReview(scene.ref, draftOf(scene), known);
    await postedOnce((posted as { id: number }).id);
  },
);

test("a person's own pending review is left alone, and they are told", async () => {
  const client = createOctokit({
    token: scene.github.createToken('dev'),
    baseUrl: scene.github.apiUrl,
  });
  await client.rest.pulls.createReview({
    owner: 'acme',
    repo: 'shop',
    pull_number: scene.ref.number,
    body: 'my draft',
  });
  const publisher = createPublisher(client, userIdentity('dev'));
  await expect(publisher.postReview(scene.ref, draftOf(scene))).rejects.toThrow(
    'submit or discard it first',
  );
  expect((await view()).reviews).toMatchObject([{ body: 'my draft', state: 'PENDING' }]);
});

test('a refused review is an answer in GitHub’s words, and leaves nothing pending', async () => {
  const draft = draftOf(scene);
  draft.comments.push({ path: 'src/a.ts', side: 'RIGHT', line: 4000, body: 'nowhere' });
  const answer = await scene.publisher.postReview(scene.ref, draft, []);
  expect(answer).toEqual({ refused: expect.stringContaining('Line could not be resolved') });
  expect((await view()).reviews).toEqual([]);
  expect(scene.sent().filter((one) => one === 'POST /pulls/N/reviews')).toHaveLength(1);
  expect(await scene.publisher.postReview(scene.ref, draftOf(scene))).toHaveProperty('id');
});

test('a commit that was pushed away is refused', async () => {
  await scene.github.push(REPO, {
    branch: scene.branch,
    files: { 'src/a.ts': 'all new\n' },
    onto: 'main',
  });
  const answer = await scene.publisher.postReview(scene.ref, draftOf(scene), []);
  expect(answer).toEqual({ refused: expect.stringMatching(/commit_id|resolved/) });
});

test('waits as long as a secondary limit asks, and gives a long one back', async () => {
  scene.github.faults.add({ method: 'POST', path: REVIEWS, secondaryLimit: true, retryAfter: 7 });
  const posted = await scene.publisher.postReview(scene.ref, draftOf(scene), []);
  await postedOnce((posted as { id: number }).id);
  expect(scene.pauses).toHaveLength(1);
  expect(scene.pauses[0]).toBeGreaterThanOrEqual(7000);
  expect(scene.pauses[0]).toBeLessThan(8001);
  scene.github.faults.add({ method: 'POST', path: REVIEWS, secondaryLimit: true, retryAfter: 900 });
  const failed: unknown = await scene.publisher
    .postReview(scene.ref, draftOf(scene, 'another'), [])
    .catch((error: unknown) => error);
  expect(failed).toMatchObject({
    kind: 'rate_limited',
    details: { retryAfterSeconds: 900, limit: 'secondary' },
  });
  expect(scene.pauses).toHaveLength(1);
});

test('takes a turn in the spacing of content for each thing that it creates', async () => {
  let turns = 0;
  const { publisher } = scene.over(scene.client, { beforeContent: async () => void turns++ });
  await publisher.postReview(scene.ref, draftOf(scene), []);
  expect(turns).toBe(2);
  await publisher.saveNote(scene.ref, null, 'a note');
  expect(turns).toBe(3);
});

test('an abort posts nothing more', async () => {
  const abort = new AbortController();
  const { publisher } = scene.over(scene.client, { signal: abort.signal });
  abort.abort(new Error('superseded'));
  await expect(publisher.postReview(scene.ref, draftOf(scene), [])).rejects.toThrow('superseded');
  expect(scene.sent()).toEqual([]);
});

test('gives up on a server that stays down, and says on what', async () => {
  scene.github.faults.add({ method: 'POST', path: REVIEWS, status: 503, times: 99 });
  const error = await scene.publisher
    .postReview(scene.ref, draftOf(scene), [])
    .catch((thrown: unknown) => thrown as GitHubError);
  expect(error).toMatchObject({
    kind: 'server',
    details: {
      method: 'POST',
      path: `/repos/acme/shop/pulls/${scene.ref.number}/reviews`,
      status: 503,
    },
  });
  expect(scene.sent().filter((one) => one === 'POST /pulls/N/reviews')).toHaveLength(4);
  expect((await view()).reviews).toEqual([]);
});

test('sent nothing that GitHub’s own description does not allow', () => {
  expect(first.github.requests.length).toBeGreaterThan(50);
  expect(first.github.violations).toEqual([]);
});
