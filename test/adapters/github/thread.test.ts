import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeMarker } from '../../../src/core/plan/marker.ts';
import { REPO, type Scene, startScene, US } from './scene.ts';

const MARK = writeMarker({
  kind: 'answer',
  head: 'a'.repeat(40),
  of: 'review-comment',
  to: 1,
  command: null,
});

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

/** Comments of `dev` on one row, each a thread of its own. */
async function threads(count: number): Promise<number[]> {
  const one = { path: 'src/a.ts', side: 'RIGHT' as const, line: 4 };
  const all = Array.from({ length: count }, (_, at) => ({ ...one, body: `thread ${at}` }));
  await scene.github.review(REPO, scene.ref.number, 'dev', '', all);
  return (await view()).comments.map(({ id }) => id);
}

test('a thread is read whole, with everybody in it, behind any number of others', async () => {
  const ids = await threads(102);
  const last = ids.at(-1)!;
  await scene.publisher.reply(scene.ref, last, 'ours');
  for (let at = 0; at < 101; at++) {
    scene.github.reply(REPO, scene.ref.number, last, 'stranger', `word ${at}`);
  }
  const thread = await scene.pulls.thread(scene.ref, last);
  expect(thread).toMatchObject({
    path: 'src/a.ts',
    side: 'RIGHT',
    line: 4,
    originalLine: 4,
    resolved: false,
    hunk: expect.stringMatching(/\+new$/),
  });
  expect(thread!.comments).toHaveLength(103);
  expect(thread!.comments.slice(0, 3)).toEqual([
    { id: last, author: 'dev', isBot: false, isOurs: false, body: 'thread 101' },
    { id: expect.any(Number), author: 'backline', isBot: true, isOurs: true, body: 'ours' },
    { id: expect.any(Number), author: 'stranger', isBot: false, isOurs: false, body: 'word 0' },
  ]);
  expect(scene.github.violations).toEqual([]);
});

test('a thread is found by the comment that it starts with, and by no other', async () => {
  const [id] = await threads(1);
  const reply = scene.github.reply(REPO, scene.ref.number, id!, 'dev', 'more');
  expect(await scene.pulls.thread(scene.ref, reply.id)).toBeNull();
  expect(await scene.pulls.thread(scene.ref, 999_999)).toBeNull();
  scene.github.resolveThread(REPO, scene.ref.number, id!, 'dev');
  expect(await scene.pulls.thread(scene.ref, id!)).toMatchObject({ resolved: true });
});

test.each([
  ['before it was stored', { status: 502 }],
  ['after it was stored', { status: 502, afterStoring: true }],
  ['by a broken connection after it was stored', { cut: true, afterStoring: true }],
] as const)('an answer in a thread that is lost %s is there once', async (_case, fault) => {
  const [id] = await threads(1);
  scene.github.faults.add({ method: 'POST', path: /\/replies$/, ...fault });
  const written = await scene.publisher.reply(scene.ref, id!, `Yes.\n\n${MARK}`);
  const ours = (await view()).comments.filter(({ user }) => user === US);
  expect(ours).toMatchObject([{ id: written, inReplyTo: id }]);
});
