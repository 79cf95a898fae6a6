import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AppOctokit } from '../../../src/adapters/github/app-octokit.ts';
import { createOctokit, userIdentity } from '../../../src/adapters/github/client.ts';
import { createPublisher } from '../../../src/adapters/github/publisher.ts';
import { writeMarker } from '../../../src/core/plan/marker.ts';
import { draftOf, REPO, type Scene, startScene, US } from './scene.ts';

const NOTES = /\/issues\/\d+\/comments$/;
const CHECKS = /\/check-runs$/;

let first: Scene;
let scene: Scene;
beforeAll(async () => {
  first = await startScene();
});
beforeEach(async () => {
  scene = await first.fresh();
});
afterAll(() => first.github.close());

const view = () => scene.github.pull(REPO, scene.ref.number);
const checksOf = async (externalId: string) => {
  const runs = await first.github.pull(REPO, scene.ref.number);
  return runs.checks.filter((one) => one.title === externalId);
};
const lost = [
  ['before it was stored', { status: 502 }],
  ['after it was stored', { status: 502, afterStoring: true }],
  ['by a broken connection after it was stored', { cut: true, afterStoring: true }],
] as const;

test('a whole review takes eight requests, the token and the reading included', async () => {
  const { github, app, installationId } = scene;
  const client = new AppOctokit({
    baseUrl: github.apiUrl,
    auth: { appId: app.id, privateKey: app.privateKey, installationId },
  });
  const { pulls, publisher } = scene.over(client);
  scene.sent();
  const { pull } = await pulls.overview(scene.ref);
  expect(scene.sent()).toEqual(['POST /app/installations/ID/access_tokens', 'POST /graphql']);
  await pulls.files(pull);
  const check = await publisher.startCheck(
    scene.ref,
    pull.head.sha,
    { title: 'Reviewing', summary: '3 files' },
    'in_progress',
  );
  const posted = await pulls.posted(scene.ref);
  expect(posted.head).toBe(pull.head.sha);
  await publisher.postReview(scene.ref, draftOf(scene), posted.reviews);
  await publisher.concludeCheck(scene.ref, check, 'neutral', { title: 'Done', summary: 'Done.' });
  expect(scene.sent()).toEqual([
    'GET /pulls/N/files',
    'POST /check-runs',
    'POST /graphql',
    'POST /pulls/N/reviews',
    'POST /pulls/N/reviews/ID/events',
    'PATCH /check-runs/ID',
  ]);
});

test('writes a note, changes it, and writes it anew when somebody has deleted it', async () => {
  const { publisher, ref, github } = scene;
  const id = await publisher.saveNote(ref, null, 'first');
  expect(await publisher.saveNote(ref, id, 'second')).toBe(id);
  let { issueComments } = await view();
  expect(issueComments).toMatchObject([{ id, user: US, body: 'second' }]);
  const stored = github.pull(REPO, ref.number);
  expect((await stored).issueComments).toHaveLength(1);
  await publisher.saveNote(ref, 999_999, 'anew');
  ({ issueComments } = await view());
  expect(issueComments.map(({ body }) => body)).toEqual(['second', 'anew']);
});

test.each(lost)('a note comes once when the answer is lost %s', async (_when, fault) => {
  const mark = writeMarker({ kind: 'summary', head: scene.head });
  scene.github.faults.add({ method: 'POST', path: NOTES, ...fault });
  const id = await scene.publisher.saveNote(scene.ref, null, `A summary.\n\n${mark}`);
  expect((await view()).issueComments.map((one) => one.id)).toEqual([id]);
});

test('a note without a mark is found by its text, and another with that text is not taken for it', async () => {
  const { publisher, ref, github } = scene;
  await github.comment(REPO, ref.number, 'dev', 'Thank you.');
  github.faults.add({ method: 'POST', path: NOTES, status: 500 });
  const id = await publisher.saveNote(ref, null, 'Thank you.');
  const { issueComments } = await view();
  expect(issueComments.map(({ user }) => user)).toEqual(['dev', US]);
  expect(issueComments[1]?.id).toBe(id);
});

test('a lost answer to a change is asked for again', async () => {
  const id = await scene.publisher.saveNote(scene.ref, null, 'first');
  scene.github.faults.add({ method: 'PATCH', path: /comments\/\d+$/, status: 502, times: 2 });
  await scene.publisher.saveNote(scene.ref, id, 'second');
  expect((await view()).issueComments).toMatchObject([{ id, body: 'second' }]);
});

test.each(lost)('a file comment comes once when the answer is lost %s', async (_when, fault) => {
  scene.github.faults.add({ method: 'POST', path: /\/pulls\/\d+\/comments$/, ...fault });
  const posted = await scene.publisher.postFileComment(
    scene.ref,
    scene.head,
    'src/c.bin',
    'about the whole file',
  );
  const { comments } = await view();
  expect(comments).toMatchObject([
    { ...posted, subject: 'file', path: 'src/c.bin', body: 'about the whole file', user: US },
  ]);
});

test('a file comment outside the diff is an answer', async () => {
  const { publisher, ref, head } = scene;
  expect(await publisher.postFileComment(ref, head, 'README.md', 'text')).toEqual({
    refused: expect.stringContaining('path'),
  });
  expect((await view()).comments).toEqual([]);
});

test('a check goes from queued over in progress to its conclusion', async () => {
  const { publisher, ref, head } = scene;
  const name = scene.branch;
  const report = { title: name, summary: '' };
  const id = await publisher.startCheck(ref, head, { ...report, summary: '1' }, 'queued', 'run-1');
  expect(await checksOf(name)).toMatchObject([
    { id, name: 'Backline', headSha: head, status: 'queued', conclusion: null },
  ]);
  await publisher.updateCheck(ref, id, { ...report, summary: '2' });
  expect(await checksOf(name)).toMatchObject([{ status: 'in_progress', summary: '2' }]);
  await publisher.concludeCheck(ref, id, 'failure', { ...report, summary: '3' });
  expect(await checksOf(name)).toMatchObject([
    { id, status: 'completed', conclusion: 'failure', summary: '3' },
  ]);
});

test.each(lost)('a check comes once when the answer is lost %s', async (_when, fault) => {
  const { publisher, ref, head, branch, github } = scene;
  github.faults.add({ method: 'POST', path: CHECKS, ...fault });
  const report = { title: branch, summary: 'text' };
  const id = await publisher.startCheck(ref, head, report, 'in_progress', branch);
  expect((await checksOf(branch)).map((one) => one.id)).toEqual([id]);
});

test('long reports are cut to what GitHub takes', async () => {
  const { publisher, ref, head } = scene;
  const summary = 'Ein Satz mit ß. '.repeat(6000);
  const id = await publisher.startCheck(ref, head, { title: 'x '.repeat(300), summary }, 'queued');
  const { checks } = await view();
  const check = checks.find((one) => one.id === id);
  expect(check?.title?.length).toBeLessThanOrEqual(255);
  expect(Buffer.byteLength(check?.summary ?? '')).toBeLessThanOrEqual(65_535);
  expect(check?.summary).toMatch(/ß\.\n\n…$/);
});

test('a person’s token may not create checks, and is told so', async () => {
  const { github, ref, head } = scene;
  const client = createOctokit({ token: github.createToken('dev'), baseUrl: github.apiUrl });
  const publisher = createPublisher(client, userIdentity('dev'));
  await expect(
    publisher.startCheck(ref, head, { title: 't', summary: 's' }, 'queued'),
  ).rejects.toMatchObject({ kind: 'forbidden', details: { status: 403 } });
});

test('an App without the permission is told so', async () => {
  const narrow = await startScene({
    app: { permissions: { pull_requests: 'read', metadata: 'read', contents: 'read' } },
  });
  try {
    await expect(
      narrow.publisher.postReview(narrow.ref, draftOf(narrow), []),
    ).rejects.toMatchObject({ kind: 'forbidden' });
    expect(narrow.pauses).toEqual([]);
  } finally {
    await narrow.github.close();
  }
});

test('reacts to each kind of comment, once', async () => {
  const { github, publisher, ref } = scene;
  const note = await github.comment(REPO, ref.number, 'dev', '/review');
  await github.review(REPO, ref.number, 'dev', '/review', [
    { path: 'src/a.ts', line: 4, side: 'RIGHT', body: '/explain' },
  ]);
  const { comments, reviews } = await view();
  await publisher.react(ref, { kind: 'issue-comment', id: note.id }, 'eyes');
  github.faults.add({ method: 'POST', path: /\/reactions$/, status: 502, afterStoring: true });
  await publisher.react(ref, { kind: 'issue-comment', id: note.id }, 'rocket');
  await publisher.react(ref, { kind: 'review-comment', id: comments[0]?.id ?? 0 }, 'eyes');
  const listed = await scene.client.rest.pulls.listReviews({
    owner: ref.owner,
    repo: ref.repo,
    pull_number: ref.number,
  });
  const nodeId = listed.data.find(({ id }) => id === reviews[0]?.id)?.node_id ?? '';
  await publisher.react(ref, { kind: 'review', nodeId }, 'confused');
  const after = await view();
  expect(after.issueComments[0]?.reactions).toEqual([
    { user: US, content: 'eyes' },
    { user: US, content: 'rocket' },
  ]);
  expect(after.comments[0]?.reactions).toEqual([{ user: US, content: 'eyes' }]);
  expect(github.requests.at(-1)).toMatchObject({ status: 200, operation: '/graphql' });
  expect(JSON.stringify(github.requests.at(-1)?.answer)).toContain('CONFUSED');
});

test('sent nothing that GitHub’s own description does not allow', () => {
  expect(first.github.requests.length).toBeGreaterThan(50);
  expect(first.github.violations).toEqual([]);
});
