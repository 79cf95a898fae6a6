import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appIdentity } from '../../../src/adapters/github/client.ts';
import { createFeedback } from '../../../src/adapters/github/own-findings.ts';
import { writeState } from '../../../src/core/ledger/pull-state.ts';
import { writeMarker } from '../../../src/core/plan/marker.ts';
import type { FeedbackWish, PullFeedback } from '../../../src/ports/feedback.ts';
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

async function read(wish: Partial<FeedbackWish> = {}): Promise<PullFeedback[]> {
  const feedback = createFeedback(scene.client, appIdentity('backline'), { log: () => undefined });
  const repository = { owner: 'acme', repo: 'shop' };
  const all: PullFeedback[] = [];
  const asked = { limit: 1, since: null, withChecks: false, ...wish };
  for await (const pull of feedback.pulls(repository, asked)) all.push(pull);
  expect(scene.github.violations).toEqual([]);
  return all;
}

/** A body that carries a finding's mark. */
function finding(id: string): string {
  const mark = writeMarker({
    kind: 'finding',
    id,
    fingerprint: `${id}-print`,
    head: scene.head,
    path: 'src/a.ts',
    side: 'RIGHT',
    line: 4,
    severity: 'high',
    category: 'database',
    title: `Title of ${id}`,
    agent: 'db-expert',
  });
  return `**High: Title of ${id}**\n\n${mark}`;
}

async function post(...ids: string[]): Promise<number[]> {
  const { publisher, ref, pulls } = scene;
  const comments = ids.map((id) => ({
    path: 'src/a.ts',
    side: 'RIGHT' as const,
    line: 4,
    body: finding(id),
  }));
  await publisher.postReview(ref, { ...draftOf(scene), comments });
  const posted = await pulls.posted(ref);
  return ids.map((id) => posted.comments.find(({ body }) => body.includes(`of ${id}*`))!.id);
}

test('tells of each finding what people made of it', async () => {
  const { github, publisher, ref, head } = scene;
  const [voted, dismissed, resolved] = await post('vvvv1', 'dddd1', 'rrrr1');
  github.react(voted!, 'dev', '-1');
  github.react(voted!, 'stranger', '+1');
  github.react(voted!, 'stranger', 'heart');
  github.react(voted!, 'backline[bot]', '-1');
  const said = github.reply(REPO, ref.number, voted!, 'dev', 'By design.');
  const mark = { kind: 'dismissal', id: 'dddd1', head, by: 'dev', reason: 'a * b' } as const;
  await publisher.reply(ref, dismissed!, `Dismissed by \`dev\`: a \\* b\n\n${writeMarker(mark)}`);
  github.resolveThread(REPO, ref.number, resolved!, 'dev');
  await publisher.saveNote(
    ref,
    null,
    writeState({
      head,
      mergeBase: null,
      paused: false,
      said: [],
      listed: [],
      costUsd: 0.25,
      counts: [{ agent: 'db-expert', reviews: 2, silent: 1 }],
    }),
  );

  const [pull] = await read();
  expect(pull).toMatchObject({
    ref,
    state: 'open',
    author: { login: 'dev', isBot: false },
    reviews: [head],
    counts: [{ agent: 'db-expert', reviews: 2, silent: 1 }],
    costUsd: 0.25,
  });
  expect(pull!.url).toMatch(/\/acme\/shop\/pull\/\d+$/);
  const [a, b, c] = pull!.findings;
  expect(a).toMatchObject({
    id: 'vvvv1',
    state: 'open',
    category: 'database',
    severity: 'high',
    agent: 'db-expert',
    answered: true,
    dismissal: null,
    replies: [{ id: said.id, author: 'dev', isOurs: false, body: 'By design.' }],
  });
  expect(a!.votes).toEqual([
    { login: 'dev', up: false },
    { login: 'stranger', up: true },
  ]);
  expect(b).toMatchObject({ state: 'dismissed', dismissal: { by: 'dev', reason: 'a * b' } });
  expect(c).toMatchObject({ state: 'dismissed', resolvedBy: { login: 'dev', isOurs: false } });
});

test('what others wrote is no finding, whatever marks it carries', async () => {
  const body = finding('ffff1');
  await scene.github.review(REPO, scene.ref.number, 'stranger', '', [
    { path: 'src/a.ts', line: 4, side: 'RIGHT', body },
  ]);
  expect((await read())[0]!.findings).toEqual([]);
});

test('newest first, as many as wanted, in a request for ten of them', async () => {
  const numbers = [scene.ref.number];
  for (let more = 0; more < 11; more++) {
    scene = await first.fresh();
    numbers.unshift(scene.ref.number);
  }
  scene.sent();
  expect((await read({ limit: 12 })).map(({ ref }) => ref.number)).toEqual(numbers);
  expect(scene.sent()).toEqual(['POST /graphql', 'POST /graphql']);
  const tomorrow = new Date(scene.github.clock.now().getTime() + 86_400_000);
  expect(await read({ limit: 12, since: tomorrow })).toEqual([]);
});

test('reads on where a list is longer than a page, votes too', async () => {
  const { github, ref } = scene;
  const ids = Array.from({ length: 33 }, (_, at) => `m${String(at).padStart(4, '0')}`);
  const comments = await post(...ids);
  github.react(comments[32]!, 'dev', '-1');
  for (let at = 0; at < 21; at++) github.reply(REPO, ref.number, comments[0]!, 'dev', `No ${at}`);
  const [pull] = await read();
  expect(pull!.findings.map(({ id }) => id)).toEqual(ids);
  expect(pull!.findings[32]!.votes).toEqual([{ login: 'dev', up: false }]);
  expect(pull!.findings[0]!.replies).toHaveLength(21);
});

test('counts the reviews that left a check run alone, when asked', async () => {
  const { publisher, ref, head } = scene;
  const counts = [{ agent: 'db-expert', reviews: 1, silent: 1 }];
  const state = {
    head,
    mergeBase: null,
    paused: false,
    said: [],
    listed: [],
    costUsd: 0.5,
    counts,
  };
  const report = { title: 'Clean', summary: `Clean\n\n${writeState(state)}` };
  const id = await publisher.startCheck(ref, head, report, 'in_progress', String(ref.number));
  await publisher.concludeCheck(ref, id, 'success', report);
  const other = String(ref.number + 1);
  const theirs = await publisher.startCheck(ref, head, report, 'in_progress', other);
  await publisher.concludeCheck(ref, theirs, 'success', report);
  expect((await read())[0]).toMatchObject({ counts: null, costUsd: null });
  expect((await read({ withChecks: true }))[0]).toMatchObject({ counts, costUsd: 0.5 });
});
