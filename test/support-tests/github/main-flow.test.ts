import { Probot } from 'probot';
import { afterEach, expect, it } from 'vitest';
import { AT, lines, openSmallPull, REPO, type Scene, startReceiver, startScene } from './scene.ts';

let scene: Scene;
afterEach(() => scene.github.close());

it('lists 120 files over several pages to an installation token', async () => {
  scene = await startScene();
  const { github, octokit } = scene;
  const files = Object.fromEntries(
    Array.from({ length: 120 }, (_, i) => [`src/new-${i}.ts`, `export const n = ${i};\n`]),
  );
  await github.push(REPO, { branch: 'wide', files });
  const { number } = await github.openPullRequest({ repo: REPO, head: 'wide' });
  const listed = await octokit.paginate(octokit.rest.pulls.listFiles, {
    ...AT,
    pull_number: number,
    per_page: 50,
  });
  expect(listed).toHaveLength(120);
  expect(new Set(listed.map((file) => file.filename)).size).toBe(120);
  expect(listed[0]).toMatchObject({
    status: 'added',
    patch: expect.stringMatching(/^@@ -0,0 \+1/),
  });
  expect(github.requests.filter((one) => one.path.endsWith('/files'))).toHaveLength(3);
  const { data } = await octokit.rest.pulls.get({ ...AT, pull_number: number });
  expect(data).toMatchObject({ changed_files: 120, additions: 120, mergeable: true });
  expect(github.violations).toEqual([]);
});

it('takes a review with comments on added, context and deleted lines', async () => {
  scene = await startScene();
  const { github, octokit } = scene;
  const pull_number = await openSmallPull(scene);
  const head = (await github.pull(REPO, pull_number)).head;
  const { data } = await octokit.rest.pulls.createReview({
    ...AT,
    pull_number,
    commit_id: head,
    event: 'COMMENT',
    body: 'Three things.',
    comments: [
      {
        path: 'src/a.ts',
        line: 5,
        start_line: 4,
        side: 'RIGHT',
        start_side: 'RIGHT',
        body: 'both',
      },
      { path: 'src/a.ts', line: 6, side: 'RIGHT', body: 'context' },
      { path: 'src/b.ts', line: 30, side: 'LEFT', body: 'gone' },
    ],
  });
  expect(data).toMatchObject({ state: 'COMMENTED', user: { login: 'backline[bot]', type: 'Bot' } });
  const { comments } = await github.pull(REPO, pull_number);
  expect(comments.map(({ path, side, line, text }) => ({ path, side, line, text }))).toEqual([
    { path: 'src/a.ts', side: 'RIGHT', line: 5, text: 'new\nnewer' },
    { path: 'src/a.ts', side: 'RIGHT', line: 6, text: 'a 4' },
    { path: 'src/b.ts', side: 'LEFT', line: 30, text: 'b 30' },
  ]);
  const listed = await octokit.rest.pulls.listReviewComments({ ...AT, pull_number });
  expect(listed.data.map((one) => one.diff_hunk.split('\n').at(-1))).toEqual([
    '+newer',
    ' a 4',
    '-b 30',
  ]);
  expect(github.violations).toEqual([]);
});

it('follows a real push: synchronize is delivered and comments move or are outdated', async () => {
  const receiver = await startReceiver();
  scene = await startScene({ app: { webhookUrl: receiver.url } });
  const { github, octokit, app } = scene;
  const pull_number = await openSmallPull(scene);
  await octokit.rest.pulls.createReview({
    ...AT,
    pull_number,
    event: 'COMMENT',
    body: 'Two.',
    comments: [
      { path: 'src/a.ts', line: 4, body: 'on new' },
      { path: 'src/a.ts', line: 5, body: 'on newer' },
    ],
  });
  const changed = lines('a', 12).replace('a 3\n', 'a 3\nabove\nnew\nedited\n');
  const head = await github.push(REPO, { branch: 'topic', files: { 'src/a.ts': changed } });
  await github.idle();
  receiver.close();

  const { data } = await octokit.rest.pulls.listReviewComments({ ...AT, pull_number });
  expect(data.map((one) => [one.line, one.original_line, one.commit_id === head])).toEqual([
    [5, 4, true],
    [null, 5, false],
  ]);
  const events = receiver.received.map(({ headers, body }) => {
    const { action } = JSON.parse(body) as { action: string };
    return `${String(headers['x-github-event'])}.${action}`;
  });
  expect(events.toSorted()).toEqual([
    'pull_request.opened',
    'pull_request.synchronize',
    'pull_request_review.submitted',
    'pull_request_review_comment.created',
    'pull_request_review_comment.created',
  ]);
  const probot = new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    secret: app.webhookSecret,
  });
  await probot.ready();
  for (const { headers, body } of receiver.received) {
    const signature = String(headers['x-hub-signature-256']);
    expect(await probot.webhooks.verify(body, signature)).toBe(true);
    expect(await probot.webhooks.verify(`${body} `, signature)).toBe(false);
  }
  expect(github.deliveries.every((one) => one.status === 'OK')).toBe(true);
  expect(github.violations).toEqual([]);
});
