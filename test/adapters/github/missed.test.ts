import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMissed } from '../../../src/adapters/github/missed.ts';
import { type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.github.close());

test('a commit is checked once a review of it has ended, not when one was broken off', async () => {
  const { client, publisher, ref, head, installationId: installation } = scene;
  const missed = createMissed(client, async () => client, 'backline', {});
  const asked = () => missed.isChecked({ ...ref, installation }, head);
  const report = { title: 'Backline', summary: 'a review' };
  expect(await asked()).toBe(false);
  const check = await publisher.startCheck(ref, head, report, 'in_progress', String(ref.number));
  expect(await asked()).toBe(false);
  await publisher.concludeCheck(ref, check, 'cancelled', report);
  expect(await asked()).toBe(false);
  const start = (resume: 'open' | 'ended') =>
    publisher.startCheck(ref, head, report, 'in_progress', String(ref.number), resume);
  const next = await start('ended');
  expect(next).not.toBe(check);
  expect(await start('open')).toBe(next);
  expect(await asked()).toBe(false);
  await publisher.concludeCheck(ref, next, 'success', report);
  expect(await start('ended')).toBe(next);
  expect(await asked()).toBe(true);
  // What failed may be tried again, and another conclusion needs another run.
  const failed = await start('open');
  expect(failed).not.toBe(next);
  await publisher.concludeCheck(ref, failed, 'neutral', report);
  expect(await asked()).toBe(true);
  expect(await start('ended')).not.toBe(failed);
});
