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
  expect(await pulls.checks(ref)).toEqual([]);
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
  expect(await pulls.checks(ref)).toEqual(['second']);
  expect(scene.sent()).toEqual(['POST /graphql']);
  await check(third, 'third');
  expect(await pulls.checks(ref)).toEqual(['third', 'second']);
  expect(github.violations).toEqual([]);
});

test('asks nothing for a person, who has no check runs, and knows nothing where it may not read', async () => {
  const { github, ref, client, pulls } = scene;
  scene.sent();
  expect(await createPullRequests(client, userIdentity('backline')).checks(ref)).toEqual([]);
  expect(scene.sent()).toEqual([]);
  github.faults.add({ method: 'POST', path: /graphql$/, status: 403 });
  expect(await pulls.checks(ref)).toEqual([]);
});
