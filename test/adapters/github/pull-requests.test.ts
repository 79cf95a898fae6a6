import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createOctokit, findUser, userIdentity } from '../../../src/adapters/github/client.ts';
import { createPullRequests } from '../../../src/adapters/github/pull-requests.ts';
import type { GitHubError } from '../../../src/ports/github-error.ts';
import { draftOf, lines, REPO, type Scene, startScene } from './scene.ts';

let first: Scene;
let scene: Scene;
beforeAll(async () => {
  first = await startScene();
});
beforeEach(async () => {
  scene = await first.fresh();
});
afterAll(() => first.github.close());

const failure = (promise: Promise<unknown>): Promise<GitHubError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error as GitHubError,
  );

test('reads a pull request', async () => {
  await scene.github.label(REPO, scene.ref.number, 'bug');
  const pull = await scene.pulls.get(scene.ref);
  expect(pull).toMatchObject({
    ref: scene.ref,
    title: scene.branch,
    body: '',
    author: { login: 'dev', isBot: false },
    open: true,
    draft: false,
    labels: ['bug'],
    base: { branch: 'main' },
    head: { branch: scene.branch, sha: scene.head },
    changedFiles: 3,
  });
});

test('lists files with their patches; a binary has none', async () => {
  const { files, complete } = await scene.pulls.files(await scene.pulls.get(scene.ref));
  expect(complete).toBe(true);
  expect(files.map(({ path, status, patch }) => [path, status, patch?.slice(0, 2)])).toEqual([
    ['src/a.ts', 'modified', '@@'],
    ['src/b.ts', 'modified', '@@'],
    ['src/c.bin', 'modified', undefined],
  ]);
  expect(files[2]?.patch).toBeNull();
});

async function openWide(count: number, extra: Record<string, string | null> = {}): Promise<void> {
  const many = Array.from({ length: count }, (_, i) => [`src/new-${i}.ts`, `const n = ${i};\n`]);
  await scene.github.push(REPO, {
    branch: scene.branch,
    files: { ...(Object.fromEntries(many) as Record<string, string>), ...extra },
    onto: 'main',
  });
}

test('lists 120 files in three pages, and a rename with the path before', async () => {
  await openWide(119, { 'src/b.ts': null, 'src/moved.ts': lines('b', 40) });
  const pull = await scene.pulls.get(scene.ref);
  expect(pull.changedFiles).toBe(120);
  scene.sent();
  const { files, complete } = await scene.pulls.files(pull);
  expect(scene.sent()).toEqual(Array(3).fill('GET /pulls/N/files'));
  expect(complete).toBe(true);
  expect(new Set(files.map(({ path }) => path)).size).toBe(120);
  expect(files.find(({ path }) => path === 'src/moved.ts')).toEqual({
    path: 'src/moved.ts',
    previousPath: 'src/b.ts',
    status: 'renamed',
    patch: null,
  });
});

test('reads on when a push brought more files than were expected', async () => {
  const before = await scene.pulls.get(scene.ref);
  await openWide(120);
  const { files } = await scene.pulls.files(before);
  expect(files).toHaveLength(120);
});

test('says so when fewer files are listed than are changed', async () => {
  await openWide(60);
  const pull = await scene.pulls.get(scene.ref);
  const { files, complete } = await scene.pulls.files({ ...pull, changedFiles: 61 });
  expect(files).toHaveLength(60);
  expect(complete).toBe(false);
});

test('the merge base is that of GitHub’s own diff, in one small answer', async () => {
  const base = await scene.github.git(REPO, 'rev-parse', 'main');
  await scene.github.push(REPO, { branch: 'main', files: { 'other.md': 'moved on\n' } });
  await scene.github.push(REPO, { branch: scene.branch, files: { 'd.ts': 'd\n' } });
  const pull = await scene.pulls.get(scene.ref);
  scene.sent();
  expect(await scene.pulls.mergeBase(pull)).toBe(base);
  expect(scene.sent()).toHaveLength(1);
  const { answer } = scene.github.requests.at(-1) ?? {};
  expect(answer).not.toHaveProperty('files');
});

test('asks for the first page where there is no second', async () => {
  const pull = await scene.pulls.get(scene.ref);
  const base = await scene.github.git(REPO, 'merge-base', pull.base.sha, pull.head.sha);
  scene.github.faults.add({ path: /\/compare\//, status: 404 });
  expect(await scene.pulls.mergeBase(pull)).toBe(base);
});

test('a pull request from a fork has a merge base in the base repository', async () => {
  await scene.github.fork(REPO, 'somebody');
  await scene.github.push('somebody/shop', { branch: 'fix', files: { 'd.ts': 'd\n' } });
  const opened = await scene.github.openPullRequest({
    repo: REPO,
    head: 'fix',
    fromFork: 'somebody/shop',
  });
  const pull = await scene.pulls.get({ ...scene.ref, number: opened.number });
  expect(await scene.pulls.mergeBase(pull)).toBe(await scene.github.git(REPO, 'rev-parse', 'main'));
  expect((await scene.pulls.files(pull)).files.map(({ path }) => path)).toEqual(['d.ts']);
});

test('finds everything of ours in one request and nothing of others', async () => {
  const { github, publisher, ref } = scene;
  const draft = draftOf(scene);
  const review = (await publisher.postReview(ref, draft, [])) as { id: number };
  const note = await publisher.saveNote(ref, null, 'our note');
  const file = (await publisher.postFileComment(ref, scene.head, 'src/c.bin', 'on the file')) as {
    id: number;
  };
  // A person may have the App's name, and copy its marks.
  await github.comment(REPO, ref.number, 'backline', draft.body);
  await github.review(REPO, ref.number, 'backline', draft.body, [
    { path: 'src/a.ts', line: 4, side: 'RIGHT', body: 'theirs' },
  ]);
  scene.sent();
  const posted = await scene.pulls.posted(ref);
  expect(scene.sent()).toEqual(['POST /graphql']);
  expect(posted.head).toBe(scene.head);
  expect(posted.reviews.find(({ id }) => id === review.id)).toEqual({
    id: review.id,
    pending: false,
    body: draft.body,
  });
  expect(posted.notes).toEqual([{ id: note, body: 'our note' }]);
  expect(posted.comments).toMatchObject([
    { path: 'src/a.ts', side: 'RIGHT', line: 4, originalLine: 4, body: 'on new', resolved: false },
    { path: 'src/a.ts', side: 'RIGHT', line: 5, originalLine: 5, body: 'on both' },
    { path: 'src/b.ts', side: 'LEFT', line: 30, originalLine: 30, body: 'on what is gone' },
    { id: file.id, path: 'src/c.bin', line: null, originalLine: null, body: 'on the file' },
  ]);
});

test('sees comments outdated by a push, and threads that were resolved', async () => {
  const { github, publisher, ref } = scene;
  await publisher.postReview(ref, draftOf(scene), []);
  const changed = lines('a', 12).replace('a 3\n', 'a 3\nedited\nnewer\n');
  await github.push(REPO, { branch: scene.branch, files: { 'src/a.ts': changed } });
  const [one, , third] = (await scene.pulls.posted(ref)).comments;
  expect(one).toMatchObject({ line: null, originalLine: 4 });
  github.resolveThread(REPO, ref.number, third?.id ?? 0, 'dev');
  const { comments } = await scene.pulls.posted(ref);
  expect(comments.map(({ resolved }) => resolved)).toEqual([false, false, true]);
});

test('is right with more than a hundred of each, and long threads', async () => {
  const { github, publisher, ref } = scene;
  const { id } = (await publisher.postReview(ref, draftOf(scene), [])) as { id: number };
  const [root] = (await scene.pulls.posted(ref)).comments;
  for (let i = 0; i < 130; i++) {
    await github.comment(REPO, ref.number, 'dev', `note ${i}`);
    github.reply(REPO, ref.number, root?.id ?? 0, 'dev', `reply ${i}`);
  }
  const comments = Array.from({ length: 120 }, (_, i) => ({
    path: 'src/a.ts',
    side: 'RIGHT' as const,
    line: 4 + (i % 3),
    body: `comment ${i}`,
  }));
  await github.review(REPO, ref.number, 'dev', 'many', comments);
  const second = draftOf(scene, 'run-2');
  const last = (await publisher.postReview(ref, second)) as { id: number };
  const note = await publisher.saveNote(ref, null, 'our late note');
  scene.sent();
  const posted = await scene.pulls.posted(ref);
  expect(posted.reviews.map((one) => one.id)).toEqual([id, last.id]);
  expect(posted.notes).toEqual([{ id: note, body: 'our late note' }]);
  expect(posted.comments).toHaveLength(6);
  // Two pages of each list side by side, and the rest of the long thread.
  expect(scene.sent()).toHaveLength(4);
});

test('retries reads on 5xx and broken connections, then says what failed', async () => {
  scene.github.faults.add({ path: /\/pulls\/\d+$/, status: 502 });
  scene.github.faults.add({ path: /\/pulls\/\d+$/, cut: true });
  expect((await scene.pulls.get(scene.ref)).open).toBe(true);
  expect(scene.pauses).toHaveLength(2);
  scene.github.faults.add({ path: /\/pulls\/\d+$/, status: 503, times: 99 });
  const error = await failure(scene.pulls.get(scene.ref));
  expect(error).toMatchObject({
    name: 'GitHubError',
    kind: 'server',
    details: { status: 503, method: 'GET', path: `/repos/acme/shop/pulls/${scene.ref.number}` },
  });
  expect(error.message).toContain('GET /repos/acme/shop/pulls/');
});

test('names what is missing and what is forbidden', async () => {
  const gone = await failure(scene.pulls.get({ ...scene.ref, number: 4000 }));
  expect(gone).toMatchObject({
    kind: 'not_found',
    details: { status: 404, requestId: 'stand-in' },
  });
  expect(await failure(scene.pulls.posted({ ...scene.ref, number: 4000 }))).toMatchObject({
    kind: 'not_found',
  });
  const { github } = scene;
  const blind = createPullRequests(
    createOctokit({ token: github.createToken('nobody'), baseUrl: github.apiUrl }),
    userIdentity('nobody'),
  );
  expect(await failure(blind.get(scene.ref))).toMatchObject({ kind: 'not_found' });
  expect(await failure(blind.posted(scene.ref))).toMatchObject({ kind: 'not_found' });
});

test('a primary limit that lasts long goes back with the seconds until its reset', async () => {
  const limited = await startScene({ limits: { requestsPerHour: 5 } });
  try {
    const errors: GitHubError[] = [];
    for (let i = 0; i < 6 && errors.length === 0; i++) {
      await limited.pulls.get(limited.ref).catch((e: unknown) => errors.push(e as GitHubError));
    }
    expect(errors).toMatchObject([{ kind: 'rate_limited', details: { limit: 'primary' } }]);
    expect(errors[0]?.details.retryAfterSeconds).toBeGreaterThan(3000);
    expect(errors[0]?.details.retryAfterSeconds).toBeLessThanOrEqual(3601);
    expect(limited.pauses).toEqual([]);
  } finally {
    await limited.github.close();
  }
});

test('a token that ended in the middle is replaced once, for all that wait', async () => {
  const { github, pulls, ref, sent } = await startScene();
  try {
    github.endTokens();
    // Octokit waits for young tokens to be known everywhere; this one is old.
    github.clock.advance(600_000);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 });
    sent();
    const [one, posted] = await Promise.all([pulls.get(ref), pulls.posted(ref), pulls.get(ref)]);
    expect(posted.head).toBe(one.head.sha);
    expect(sent().filter((line) => line.endsWith('/access_tokens'))).toHaveLength(1);
  } finally {
    vi.useRealTimers();
    await github.close();
  }
});

test('tells what a person may do, and that a stranger may do nothing', async () => {
  const { pulls, ref } = scene;
  expect(await pulls.permission(ref, 'acme')).toBe('admin');
  expect(await pulls.permission(ref, 'dev')).toBe('write');
  expect(await pulls.permission(ref, 'stranger')).toBe('read');
  expect(await pulls.permission(ref, 'nobody-of-that-name')).toBe('none');
});

test('knows whose token it sends', async () => {
  const { github } = scene;
  const client = (token: string) => createOctokit({ token, baseUrl: github.apiUrl });
  const dev = { rest: 'dev', graphql: 'dev' };
  expect(await findUser(client(github.createToken('dev')))).toEqual(dev);
  expect(await failure(findUser(client('ghp_wrong')))).toMatchObject({ kind: 'unauthorized' });
});

test('a personal token that is wrong is said to be wrong, without being shown', async () => {
  const token = 'ghp_0123456789abcdef';
  const client = createOctokit({ token, baseUrl: scene.github.apiUrl });
  const error = await failure(createPullRequests(client, userIdentity('x')).get(scene.ref));
  expect(error).toMatchObject({ kind: 'unauthorized', details: { status: 401 } });
  const shown = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join();
  expect(shown).not.toContain(token);
});

test('an unreachable server is a network error, and an abort ends the waiting', async () => {
  const client = createOctokit({ token: 'ghp_x', baseUrl: 'http://127.0.0.1:1' });
  const pulls = createPullRequests(client, userIdentity('x'), { pause: async () => undefined });
  expect(await failure(pulls.get(scene.ref))).toMatchObject({ kind: 'network' });
  const abort = new AbortController();
  const stopped = createPullRequests(client, userIdentity('x'), { signal: abort.signal });
  const waiting = stopped.get(scene.ref);
  abort.abort(new Error('superseded'));
  await expect(waiting).rejects.toThrow('superseded');
});

test('sent nothing that GitHub’s own description does not allow', () => {
  expect(first.github.requests.length).toBeGreaterThan(50);
  expect(first.github.violations).toEqual([]);
});
