import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { draftOf, REPO, type Scene, startScene } from './scene.ts';

let first: Scene;
let scene: Scene;
beforeAll(async () => {
  first = await startScene();
});
beforeEach(async () => {
  scene = await first.fresh();
  await scene.publisher.postReview(scene.ref, draftOf(scene));
});
afterAll(() => first.github.close());

test('tells of our threads who resolved them, what was said in them and who votes against', async () => {
  const { github, pulls, publisher, ref } = scene;
  const [comment] = (await pulls.posted(ref)).comments;
  const theirs = github.reply(REPO, ref.number, comment!.id, 'dev', 'Why?');
  const ours = await publisher.reply(ref, comment!.id, 'Because.');
  github.react(comment!.id, 'dev', '-1');
  github.react(comment!.id, 'dev', '+1');
  github.resolveThread(REPO, ref.number, comment!.id, 'dev');
  await github.review(REPO, ref.number, 'dev', 'Mine', [
    { path: 'src/a.ts', line: 4, side: 'RIGHT', body: 'And this?' },
  ]);

  const posted = await pulls.posted(ref);
  const thread = posted.threads.find(({ first: id }) => id === comment!.id)!;
  expect(thread.resolvedBy).toEqual({ login: 'dev', isOurs: false });
  expect(thread.replies).toEqual([
    { id: theirs.id, author: 'dev', isBot: false, isOurs: false, body: 'Why?' },
    { id: ours, author: 'backline', isBot: true, isOurs: true, body: 'Because.' },
  ]);
  const told = posted.comments.find(({ id }) => id === comment!.id)!;
  expect(told.votesDown).toBe(1);
  expect(told.url).toContain(`discussion_r${comment!.id}`);
  expect(posted.threads).toHaveLength(posted.comments.length - 1);
  expect(github.violations).toEqual([]);
});

test('a thread is resolved and opened again where that is allowed, and else not', async () => {
  const { app, installationId, github, pulls, publisher, ref } = scene;
  const { thread } = (await pulls.posted(ref)).comments[0]!;
  expect(await publisher.setResolved(thread, true)).toBe(false);
  expect(installationId).toBeGreaterThan(0);

  app.permissions = Object.assign(app.permissions, { contents: 'write' });
  github.endTokens();
  expect(await publisher.setResolved(thread, true)).toBe(true);
  const resolved = (await pulls.posted(ref)).threads.find(({ id }) => id === thread)!;
  expect(resolved.resolvedBy).toEqual({ login: 'backline', isOurs: true });
  expect(await publisher.setResolved(thread, false)).toBe(true);
  expect((await pulls.posted(ref)).threads.map(({ resolvedBy }) => resolvedBy)).not.toContainEqual(
    expect.anything(),
  );
});
