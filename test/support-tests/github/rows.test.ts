import { array, boolean, constantFrom, oneof, sample, tuple } from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRows } from '../../support/github/rows.ts';
import { AT, REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ app: { events: [] }, files: { start: 'x\n' } });
});
afterAll(() => scene.github.close());

const line = oneof(
  constantFrom('', ' ', '@@ -1 +1 @@', 'diff --git a/x b/x', '--- a', '+++ b', '\\ No newline'),
  constantFrom('a\r', 'a\rb', 'a\u2028b', 'a\u0085', '한글', '\f', '}', 'return'),
);
const text = tuple(array(line, { maxLength: 30 }), boolean()).map(
  ([rows, end]) => rows.join('\n') + (end && rows.length > 0 ? '\n' : ''),
);

it('gives every row of a patch the line that it has in the blobs', async () => {
  const { github, octokit } = scene;
  const pairs = sample(tuple(text, text), { numRuns: 60, seed: 7 });
  const files = (side: 0 | 1) => Object.fromEntries(pairs.map((pair, i) => [`f/${i}`, pair[side]]));
  const base = await github.push(REPO, { branch: 'main', files: files(0) });
  await github.push(REPO, { branch: 'odd', onto: base, files: files(1) });
  const { number: pull_number } = await github.openPullRequest({ repo: REPO, head: 'odd' });
  const listed = await octokit.rest.pulls.listFiles({ ...AT, pull_number, per_page: 100 });
  const rows = listed.data.flatMap((file) => {
    const [before = '', after = ''] = pairs[Number(file.filename.slice(2))] ?? [];
    return readRows(file.patch ?? '').flatMap(({ left, right, text }) => [
      ...(left === null ? [] : [{ shown: text, is: before.split('\n')[left - 1] }]),
      ...(right === null ? [] : [{ shown: text, is: after.split('\n')[right - 1] }]),
    ]);
  });
  expect(rows.length).toBeGreaterThan(300);
  expect(rows.filter((row) => row.shown !== row.is)).toEqual([]);
  expect(github.violations).toEqual([]);
});
