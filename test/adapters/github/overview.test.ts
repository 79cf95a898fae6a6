import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { draftOf, REPO, type Scene, startScene } from './scene.ts';

let first: Scene;
let scene: Scene;
beforeAll(async () => {
  first = await startScene();
});
beforeEach(async () => {
  scene = await first.fresh();
});
afterAll(() => first.github.close());

/** A commit of the head's files with parents of its own. */
async function commitOn(...parents: string[]): Promise<string> {
  const { github, head } = scene;
  const who = ['-c', 'user.name=dev', '-c', 'user.email=dev@github.example'];
  const from = parents.flatMap((parent) => ['-p', parent]);
  return github.git(REPO, ...who, 'commit-tree', `${head}^{tree}`, ...from, '-m', 'made by hand');
}

async function pushCommit(to: string): Promise<void> {
  await scene.github.push(REPO, { branch: scene.branch, to });
}

test('tells in one request what reading each by itself tells', async () => {
  const { github, publisher, pulls, ref } = scene;
  await github.label(REPO, ref.number, 'bug');
  await publisher.postReview(ref, draftOf(scene), []);
  await publisher.saveNote(ref, null, 'our note');
  scene.sent();
  const { pull, posted, mergeBase } = await pulls.overview(ref);
  expect(scene.sent()).toEqual(['POST /graphql']);
  expect(pull).toEqual(await pulls.get(ref));
  expect(posted).toEqual(await pulls.posted(ref));
  expect(mergeBase).toBe(await pulls.mergeBase(pull));
});

test('names an App that opened it, and a fork, as REST does', async () => {
  const { github, pulls, ref } = scene;
  await github.fork(REPO, 'somebody');
  await github.push('somebody/shop', { branch: 'fix', files: { 'd.ts': 'd\n' } });
  const opened = await github.openPullRequest({
    repo: REPO,
    head: 'fix',
    fromFork: 'somebody/shop',
    user: 'backline[bot]',
    draft: true,
    body: null,
  });
  const { pull } = await pulls.overview({ ...ref, number: opened.number });
  expect(pull.author).toEqual({ login: 'backline[bot]', isBot: true });
  expect(pull).toEqual(await pulls.get(pull.ref));
});

test('knows the merge base of a line of commits, wherever the base branch is by now', async () => {
  const { github, pulls, ref, head } = scene;
  const base = await github.git(REPO, 'merge-base', 'main', head);
  await github.push(REPO, { branch: 'main', files: { 'other.md': 'moved on\n' } });
  await pushCommit(await commitOn(await commitOn(head)));
  const { pull, mergeBase } = await pulls.overview(ref);
  expect(mergeBase).toBe(base);
  expect(await pulls.mergeBase(pull)).toBe(base);
});

test('leaves the merge base to a comparison where the base was merged into the branch', async () => {
  const { github, head, pulls, ref } = scene;
  const main = await github.push(REPO, { branch: 'main', files: { 'other.md': 'again\n' } });
  await pushCommit(await commitOn(await commitOn(head, main)));
  const { pull, mergeBase } = await pulls.overview(ref);
  expect(mergeBase).toBeNull();
  expect(await pulls.mergeBase(pull)).toBe(main);
});

test('leaves it to a comparison, too, without common history, or with more commits than are listed', async () => {
  const { pulls, ref, head } = scene;
  await pushCommit(await commitOn());
  expect((await pulls.overview(ref)).mergeBase).toBeNull();
  let tip = head;
  for (let count = 0; count < 100; count++) tip = await commitOn(tip);
  await pushCommit(tip);
  expect((await pulls.overview(ref)).mergeBase).toBeNull();
  await pushCommit(`${tip}~1`);
  const { pull, mergeBase } = await pulls.overview(ref);
  expect(mergeBase).toBe(await pulls.mergeBase(pull));
});

test('reads on where more is written than a page holds', async () => {
  const { github, publisher, pulls, ref } = scene;
  for (let i = 0; i < 110; i++) await github.comment(REPO, ref.number, 'dev', `note ${i}`);
  const note = await publisher.saveNote(ref, null, 'our late note');
  expect((await pulls.overview(ref)).posted.notes).toEqual([{ id: note, body: 'our late note' }]);
});

test('names a pull request that is not there', async () => {
  const gone = scene.pulls.overview({ ...scene.ref, number: 4000 });
  await expect(gone).rejects.toMatchObject({ name: 'GitHubError', kind: 'not_found' });
});

test('sent nothing that GitHub’s own description does not allow', () => {
  expect(first.github.violations).toEqual([]);
});
