import { afterEach, beforeEach, expect, it } from 'vitest';
import { AT, openSmallPull, REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;
let pull_number: number;

beforeEach(async () => {
  scene = await startScene();
  pull_number = await openSmallPull(scene);
  await scene.octokit.rest.pulls.createReview({
    ...AT,
    pull_number,
    event: 'COMMENT',
    body: 'Two.',
    comments: [
      { path: 'src/a.ts', line: 4, body: 'one' },
      { path: 'src/b.ts', line: 30, side: 'LEFT', body: 'two' },
    ],
  });
});
afterEach(() => scene.github.close());

const THREADS = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      id
      reviewThreads(first: 1, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved isOutdated path line resolvedBy { login }
          comments(first: 10) { nodes { id databaseId body author { __typename login } } }
        }
      }
    }
  }
}`;
const RESOLVE = `mutation ($id: ID!) {
  resolveReviewThread(input: { threadId: $id }) { thread { isResolved resolvedBy { login } } }
}`;

interface Threads {
  repository: {
    pullRequest: {
      reviewThreads: {
        pageInfo: { hasNextPage: boolean; endCursor: string };
        nodes: {
          id: string;
          path: string;
          isResolved: boolean;
          comments: { nodes: { id: string; author: { login: string } }[] };
        }[];
      };
    };
  };
}

async function threads(after?: string) {
  const variables = { ...AT, number: pull_number, after };
  const data = await scene.octokit.graphql<Threads>(THREADS, variables);
  return data.repository.pullRequest.reviewThreads;
}

it('pages through threads, whose authors have no [bot] suffix', async () => {
  const first = await threads();
  const second = await threads(first.pageInfo.endCursor);
  expect([first.nodes[0], second.nodes[0]]).toMatchObject([
    { path: 'src/a.ts', line: 4, isResolved: false, isOutdated: false },
    { path: 'src/b.ts', line: 30 },
  ]);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(first.nodes[0]?.comments.nodes[0]?.author).toEqual({
    __typename: 'Bot',
    login: 'backline',
  });
  expect(scene.github.violations).toEqual([]);
});

it('refuses to resolve a thread without contents: write', async () => {
  const [thread] = (await threads()).nodes;
  await expect(scene.octokit.graphql(RESOLVE, { id: thread?.id })).rejects.toMatchObject({
    errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
  });
  expect((await scene.github.pull(REPO, pull_number)).threads[0]?.resolvedBy).toBeNull();
  const resolved = await scene.as('dev').graphql(RESOLVE, { id: thread?.id });
  expect(resolved).toEqual({
    resolveReviewThread: { thread: { isResolved: true, resolvedBy: { login: 'dev' } } },
  });
  expect(scene.github.violations).toEqual([]);
});

it('reacts to a review and puts a file thread into a pending review', async () => {
  const { octokit, github } = scene;
  const [posted] = (await octokit.rest.pulls.listReviews({ ...AT, pull_number })).data;
  await octokit.graphql(
    'mutation ($id: ID!) { addReaction(input: { subjectId: $id, content: EYES }) { reaction { content } } }',
    { id: posted?.node_id },
  );
  const pending = await octokit.rest.pulls.createReview({ ...AT, pull_number, body: 'marker' });
  await octokit.graphql(
    `mutation ($id: ID!) { addPullRequestReviewThread(input: {
      pullRequestReviewId: $id, path: "src/b.ts", body: "whole", subjectType: FILE
    }) { thread { subjectType } } }`,
    { id: pending.data.node_id },
  );
  const review_id = pending.data.id;
  await octokit.rest.pulls.submitReview({
    ...AT,
    pull_number,
    review_id,
    event: 'COMMENT',
    body: 'm',
  });
  const view = await github.pull(REPO, pull_number);
  expect(view.comments.at(-1)).toMatchObject({ subject: 'file', body: 'whole', pending: false });
  await octokit.graphql(
    'mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }',
    { id: (await threads()).nodes[0]?.comments.nodes[0]?.id },
  );
  expect(github.violations).toEqual([]);
});

it.each([
  ['a field that GitHub does not have', '{ viewer { nickname } }', 'nickname'],
  [
    'a list without its size',
    '{ repository(owner: "acme", name: "shop") { pullRequests { totalCount } } }',
    'first',
  ],
  ['what is no GraphQL', '{ viewer ', 'Syntax'],
  ['a field that the stand-in does not know', '{ viewer { login email } }', 'email'],
])('records %s', async (_what, query, message) => {
  await expect(scene.as('dev').graphql(query)).rejects.toMatchObject({ status: 500 });
  expect(scene.github.violations.join()).toContain(message);
});
