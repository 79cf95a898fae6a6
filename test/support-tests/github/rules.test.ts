import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AT, openSmallPull, REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;
let pull_number: number;
let head: string;

beforeAll(async () => {
  scene = await startScene({ app: { events: [] } });
  await openSmallPull(scene);
});
afterAll(() => scene.github.close());
beforeEach(async () => {
  scene.github.violations.length = 0;
  const opened = await scene.github.openPullRequest({ repo: REPO, head: 'topic', user: 'dev' });
  pull_number = opened.number;
  ({ head } = await scene.github.pull(REPO, pull_number));
});

type Comment = {
  path: string;
  body: string;
  line?: number;
  side?: string;
  start_line?: number;
  start_side?: string;
};

const comment = (more: Partial<Comment>): Comment => ({
  path: 'src/a.ts',
  line: 4,
  body: 'here',
  ...more,
});

const review = (comments: Comment[], more: Record<string, unknown> = {}) =>
  scene.octokit.rest.pulls.createReview({
    ...AT,
    pull_number,
    event: 'COMMENT',
    body: 'Look.',
    comments,
    ...more,
  });

describe('a review refused whole', () => {
  it.each([
    ['a line below the hunk', { line: 12 }, 'Line could not be resolved'],
    ['a line that is not in the file', { line: 400 }, 'Line could not be resolved'],
    [
      'an added line on the LEFT',
      { path: 'src/b.ts', line: 90, side: 'LEFT' },
      'Line could not be resolved',
    ],
    ['a path outside the diff', { path: 'src/c.ts' }, 'Path could not be resolved'],
    ['a start at its end', { line: 4, start_line: 4 }, 'must precede the end line'],
    ['a start below its end', { line: 4, start_line: 5 }, 'must precede the end line'],
    ['a start outside the hunk', { line: 7, start_line: 0 }, 'Start line could not be resolved'],
    ['two sides', { line: 4, start_line: 3, start_side: 'LEFT' }, 'same hunk'],
    ['an empty body', { body: ' ' }, "can't be blank"],
    ['a body that is too long', { body: 'x'.repeat(65_537) }, 'too long'],
  ])('for %s', async (_what, more, message) => {
    const attempt = review([comment({}), comment(more)]);
    await expect(attempt).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining(message),
    });
    const after = await scene.github.pull(REPO, pull_number);
    expect(after.comments).toHaveLength(0);
    expect(after.reviews).toHaveLength(0);
    expect(scene.github.violations).toEqual([]);
  });

  it.each([
    ['a blank body with COMMENT', { body: '' }],
    ['a commit of another branch', { commit_id: '0'.repeat(40) }],
  ])('for %s', async (_what, more) => {
    await expect(review([], more)).rejects.toMatchObject({ status: 422 });
  });
});

describe('what GitHub has no room for is a violation', () => {
  it.each([
    ['subject_type inside a review', { subject_type: 'file' }, 'additional properties'],
    ['a misspelt key', { strat_line: 3 }, 'additional properties'],
    ['LEFT on a context row', { line: 3, side: 'LEFT' }, 'context row'],
    ['a position', { position: 2 }, 'deprecated'],
  ])('%s', async (_what, more, message) => {
    const attempt = review([comment(more as Partial<Comment>)]);
    await expect(attempt).rejects.toMatchObject({ status: 500 });
    expect(scene.github.violations.join()).toContain(message);
  });

  it('an operation that GitHub does not have', async () => {
    await expect(
      scene.octokit.request('POST /repos/acme/shop/pulls/1/verdict'),
    ).rejects.toMatchObject({
      status: 500,
    });
    expect(scene.github.violations).toEqual([
      'POST /repos/acme/shop/pulls/1/verdict: GitHub has no such operation',
    ]);
  });

  it('a query parameter that GitHub does not know', async () => {
    const url = 'GET /repos/acme/shop/pulls/1/files?page_size=5';
    await expect(scene.octokit.request(url)).rejects.toMatchObject({ status: 500 });
    expect(scene.github.violations.join()).toContain('page_size');
  });
});

it('takes a comment on a whole file, alone and never inside a review', async () => {
  const { octokit, github } = scene;
  const { data } = await octokit.rest.pulls.createReviewComment({
    ...AT,
    pull_number,
    commit_id: head,
    path: 'src/b.ts',
    body: 'The file.',
    subject_type: 'file',
  });
  expect(data).toMatchObject({ subject_type: 'file', line: null });
  const reply = await octokit.rest.pulls.createReplyForReviewComment({
    ...AT,
    pull_number,
    comment_id: data.id,
    body: 'More.',
  });
  expect(reply.data.in_reply_to_id).toBe(data.id);
  const { threads } = await github.pull(REPO, pull_number);
  expect(threads.at(-1)?.comments).toEqual([data.id, reply.data.id]);
  await octokit.rest.pulls.deleteReviewComment({ ...AT, comment_id: reply.data.id });
  await octokit.rest.pulls.deleteReviewComment({ ...AT, comment_id: data.id });
  expect((await github.pull(REPO, pull_number)).threads).toHaveLength(0);
  expect(github.violations).toEqual([]);
});

it('words a refusal of a single comment by its field', async () => {
  const attempt = scene.octokit.rest.pulls.createReviewComment({
    ...AT,
    pull_number,
    commit_id: head,
    path: 'src/a.ts',
    line: 12,
    body: 'far',
  });
  await expect(attempt).rejects.toMatchObject({
    status: 422,
    response: {
      data: {
        errors: [
          {
            field: 'pull_request_review_thread.line',
            message: 'pull_request_review_thread.line must be part of the diff',
          },
        ],
      },
    },
  });
});

it('keeps one pending review a user: seen by its author, submitted once, deleted while pending', async () => {
  const { octokit, as, github } = scene;
  const { data: pending } = await octokit.rest.pulls.createReview({
    ...AT,
    pull_number,
    commit_id: head,
    body: 'marker',
    comments: [comment({})],
  });
  expect(pending.state).toBe('PENDING');
  await expect(review([])).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('one pending review'),
  });
  const mine = await octokit.rest.pulls.listReviews({ ...AT, pull_number });
  const theirs = await as('dev').rest.pulls.listReviews({ ...AT, pull_number });
  expect([mine.data.length, theirs.data.length]).toEqual([1, 0]);
  const shown = await octokit.rest.pulls.listReviewComments({ ...AT, pull_number });
  expect(shown.data).toEqual([]);
  const one = { ...AT, pull_number, review_id: pending.id };
  const inside = await octokit.rest.pulls.listCommentsForReview(one);
  expect(inside.data).toHaveLength(1);
  const submitted = await octokit.rest.pulls.submitReview({
    ...one,
    event: 'COMMENT',
    body: 'done',
  });
  expect(submitted.data).toMatchObject({ state: 'COMMENTED', body: 'done' });
  const twice = octokit.rest.pulls.submitReview({ ...one, event: 'COMMENT', body: 'again' });
  await expect(twice).rejects.toMatchObject({ status: 422 });
  const late = octokit.rest.pulls.deletePendingReview(one);
  await expect(late).rejects.toMatchObject({ status: 422 });
  const updated = await octokit.rest.pulls.updateReview({ ...one, body: 'edited' });
  expect(updated.data.body).toBe('edited');
  const stale = await octokit.rest.pulls.createReview({ ...AT, pull_number, body: 'stale' });
  await octokit.rest.pulls.deletePendingReview({ ...AT, pull_number, review_id: stale.data.id });
  expect((await github.pull(REPO, pull_number)).reviews).toHaveLength(1);
  expect(github.violations).toEqual([]);
});

it('lets only one of two reviews become pending when both come at once', async () => {
  const one = () => scene.octokit.rest.pulls.createReview({ ...AT, pull_number, body: 'marker' });
  const outcomes = await Promise.allSettled([one(), one()]);
  expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((await scene.github.pull(REPO, pull_number)).reviews).toHaveLength(1);
});
