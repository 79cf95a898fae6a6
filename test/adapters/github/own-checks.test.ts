import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPullRequests } from '../../../src/adapters/github/pull-requests.ts';
import { userIdentity } from '../../../src/adapters/github/client.ts';
import { REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;

/** A finished check run of ours. */
async function check(head: string, summary: string, of = scene.ref.number): Promise<void> {
  const report = { title: 'Done', summary };
  const { publisher, ref } = scene;
  const id = await publisher.startCheck(ref, head, report, 'in_progress', String(of));
  await publisher.concludeCheck(ref, id, 'success', report);
}

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.github.close());

test('gives what our finished check runs say, the newest first, those of heads pushed over too', async () => {
  const { github, ref, branch, head, publisher, pulls } = scene;
  expect((await pulls.overview(ref)).checks).toEqual([]);
  await check(head, 'first');
  await check(head, 'of another pull request', 99);
  const second = await github.push(REPO, { branch, files: { 'src/a.ts': 'a\n' } });
  await check(second, 'second');
  // Pushed over by a branch that starts anew at the base.
  const third = await github.push(REPO, { branch, onto: 'main', files: { 'src/b.ts': 'b\n' } });
  await publisher.startCheck(
    ref,
    third,
    { title: 'Begun', summary: 'under way' },
    'in_progress',
    String(ref.number),
  );
  scene.sent();
  expect((await pulls.overview(ref)).checks).toEqual(['second']);
  expect(scene.sent()).toEqual(['POST /graphql']);
  await check(third, 'third');
  expect((await pulls.overview(ref)).checks).toEqual(['third', 'second']);
  expect(github.violations).toEqual([]);
});

test('knows whether the head has a check, finished or not', async () => {
  const { github, ref, branch, publisher, pulls } = scene;
  const head = await github.push(REPO, { branch, files: { 'src/e.ts': 'e\n' } });
  expect((await pulls.overview(ref)).isHeadChecked).toBe(false);
  const report = { title: 'Begun', summary: 'under way' };
  await publisher.startCheck(ref, head, report, 'in_progress', '99');
  expect((await pulls.overview(ref)).isHeadChecked).toBe(false);
  await publisher.startCheck(ref, head, report, 'in_progress', String(ref.number));
  expect((await pulls.overview(ref)).isHeadChecked).toBe(true);
});

test('asks for none of a person, who has no check runs, and knows nothing where it may not read', async () => {
  const { github, ref, client, pulls } = scene;
  const none = { checks: [], isHeadChecked: false };
  const asPerson = createPullRequests(client, userIdentity('backline'));
  expect(await asPerson.overview(ref)).toMatchObject(none);
  github.faults.add({ method: 'POST', path: /graphql$/, status: 403 });
  expect(await pulls.overview(ref)).toMatchObject({ ...none, pull: { ref, open: true } });
});
