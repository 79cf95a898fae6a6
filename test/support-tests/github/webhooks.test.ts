import { afterEach, beforeEach, expect, it } from 'vitest';
import { AT, openSmallPull, REPO, type Scene, startReceiver, startScene } from './scene.ts';

let scene: Scene;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let status = 202;

beforeEach(async () => {
  status = 202;
  receiver = await startReceiver(() => status);
  const events = [
    'check_run',
    'issue_comment',
    'merge_group',
    'pull_request',
    'pull_request_review',
    'pull_request_review_comment',
    'pull_request_review_thread',
    'push',
  ];
  scene = await startScene({ app: { webhookUrl: receiver.url, events } });
});
afterEach(async () => {
  receiver.close();
  await scene.github.close();
});

const names = (): string[] =>
  scene.github.deliveries.map((one) => [one.event, one.action].filter(Boolean).join('.'));

it('tells of everything that people and Apps do, in the shapes GitHub publishes', async () => {
  const { github, octokit } = scene;
  const number = await openSmallPull(scene);
  const comment = await github.comment(REPO, number, 'dev', '/review');
  github.editComment(comment, '/review full');
  github.deleteComment(comment);
  await github.review(REPO, number, 'dev', 'Hm.', [{ path: 'src/a.ts', line: 4, body: 'why?' }]);
  const [line] = (await github.pull(REPO, number)).comments;
  github.reply(REPO, number, line?.id ?? 0, 'stranger', 'because');
  const answered = await octokit.rest.issues.createComment({
    ...AT,
    issue_number: number,
    body: 'a',
  });
  await octokit.rest.issues.updateComment({ ...AT, comment_id: answered.data.id, body: 'b' });
  await github.convertToDraft(REPO, number);
  await github.readyForReview(REPO, number);
  await github.label(REPO, number, 'backend');
  await github.push(REPO, { branch: 'release', to: 'main' });
  await github.edit(REPO, number, { base: 'release', title: 'New' });
  const { data: run } = await octokit.rest.checks.create({
    ...AT,
    name: 'Backline',
    head_sha: (await github.pull(REPO, number)).head,
    status: 'in_progress',
  });
  const output = { title: 'Two findings', summary: 'Both are listed.' };
  const check_run_id = run.id;
  await octokit.rest.checks.update({ ...AT, check_run_id, conclusion: 'neutral', output });
  github.rerequest(REPO, run.id, 'dev');
  await github.queueMerge(REPO, number);
  await github.closePullRequest(REPO, number);
  await github.reopen(REPO, number);
  await github.idle();
  expect(names()).toEqual([
    'push',
    'pull_request.opened',
    'issue_comment.created',
    'issue_comment.edited',
    'issue_comment.deleted',
    'pull_request_review.submitted',
    'pull_request_review_comment.created',
    'pull_request_review.submitted',
    'pull_request_review_comment.created',
    'issue_comment.created',
    'issue_comment.edited',
    'pull_request.converted_to_draft',
    'pull_request.ready_for_review',
    'pull_request.labeled',
    'push',
    'pull_request.edited',
    'check_run.created',
    'check_run.completed',
    'check_run.rerequested',
    'merge_group.checks_requested',
    'pull_request.closed',
    'pull_request.reopened',
  ]);
  const own = github.deliveries[9]?.payload as { sender: object; comment: object };
  expect(own.sender).toMatchObject({ login: 'backline[bot]', type: 'Bot' });
  expect(own.comment).toMatchObject({ performed_via_github_app: { slug: 'backline' } });
  expect(github.violations).toEqual([]);
});

it('records deliveries that failed and sends them again, under the same GUID', async () => {
  const { github, asApp } = scene;
  status = 500;
  await openSmallPull(scene);
  await github.idle();
  const { data } = await asApp.rest.apps.listWebhookDeliveries({ per_page: 1 });
  expect(data[0]).toMatchObject({ event: 'pull_request', status_code: 500, redelivery: false });
  status = 202;
  const delivery_id = data[0]?.id ?? 0;
  await asApp.rest.apps.redeliverWebhookDelivery({ delivery_id });
  await github.idle();
  const again = await asApp.rest.apps.listWebhookDeliveries({ per_page: 1 });
  expect(again.data[0]).toMatchObject({ guid: data[0]?.guid, status: 'OK', redelivery: true });
  const one = await asApp.rest.apps.getWebhookDelivery({ delivery_id });
  expect(one.data.request.payload).toMatchObject({ action: 'opened' });
  expect(github.violations).toEqual([]);
});

it('sends what is asked for: unsigned, wrongly signed, reordered and twice', async () => {
  const { github, app } = scene;
  await app.deliver('ping', { zen: 'x' }, { signature: 'missing' });
  await app.deliver('ping', { zen: 'x' }, { signature: 'wrong' });
  const [unsigned, wrong] = receiver.received;
  expect(unsigned?.headers['x-hub-signature-256']).toBeUndefined();
  expect(wrong?.headers['x-hub-signature-256']).toMatch(/^sha256=/);
  github.holdDeliveries();
  const number = await openSmallPull(scene);
  await github.comment(REPO, number, 'dev', 'first');
  await github.idle();
  expect(receiver.received).toHaveLength(2);
  github.releaseDeliveries(([push, opened, comment]) =>
    [comment, opened, opened, push].filter((one) => one !== undefined),
  );
  await github.idle();
  const guids = receiver.received.slice(2).map((one) => one.headers['x-github-delivery']);
  expect(guids).toHaveLength(4);
  expect(new Set(guids).size).toBe(3);
});

it('does not tell an App of repositories or events that are not its own', async () => {
  const { github } = scene;
  const quiet = github.createApp({ slug: 'quiet', webhookUrl: receiver.url, events: ['push'] });
  quiet.install('acme');
  const elsewhere = github.createApp({ slug: 'elsewhere', webhookUrl: receiver.url });
  elsewhere.install('somebody');
  await openSmallPull(scene);
  await github.idle();
  const by = (slug: string) => github.deliveries.filter((one) => one.app.slug === slug);
  expect(by('quiet').map((one) => one.event)).toEqual(['push']);
  expect(by('elsewhere')).toEqual([]);
});

it('tells of each of several pushes at once, in a chain, and of a merge', async () => {
  const { github } = scene;
  const number = await openSmallPull(scene);
  const opened = (await github.pull(REPO, number)).head;
  await Promise.all(
    ['x', 'y', 'z'].map((name) => github.push(REPO, { branch: 'topic', files: { [name]: name } })),
  );
  const { head } = await github.pull(REPO, number);
  await github.merge(REPO, number, 'dev');
  await github.idle();
  const told = github.deliveries.filter((one) => one.event === 'pull_request').slice(1);
  const moves = told.slice(0, 3).map(({ payload }) => [payload['before'], payload['after']]);
  expect(moves.map(([before]) => before)).toEqual([opened, moves[0]?.[1], moves[1]?.[1]]);
  expect(moves[2]?.[1]).toBe(head);
  expect(told[3]).toMatchObject({ action: 'closed', payload: { pull_request: { merged: true } } });
  const merged = await github.git(REPO, 'show', '--no-patch', '--format=%P', 'main');
  expect(merged.split(' ')[1]).toBe(head);
  expect(github.violations).toEqual([]);
});
