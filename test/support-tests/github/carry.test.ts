import { afterAll, beforeAll, expect, it } from 'vitest';
import { lines, REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ app: { events: [] } });
});
afterAll(() => scene.github.close());

const START = lines('b', 40);
const changed = (text: string): string =>
  text.replace('b 10\n', 'b ten\nb eleven\n').replace('b 30\n', '');

/** A pull request of its own with a comment on each kind of row. */
async function commented(branch: string, base = 'main'): Promise<number> {
  const { github } = scene;
  await github.push(REPO, { branch, onto: base, files: { 'src/b.ts': changed(START) } });
  const { number } = await github.openPullRequest({ repo: REPO, head: branch, base });
  await github.review(REPO, number, 'dev', 'x', [
    { path: 'src/b.ts', line: 11, startLine: 10, body: 'range' },
    { path: 'src/b.ts', line: 13, body: 'context' },
    { path: 'src/b.ts', line: 30, side: 'LEFT', body: 'deleted' },
  ]);
  return number;
}

async function linesOf(number: number) {
  const { comments } = await scene.github.pull(REPO, number);
  return comments.map((one) => (one.startLine === null ? one.line : [one.startLine, one.line]));
}

const file = (text: string) => ({ files: { 'src/b.ts': text } });

it.each([
  ['nothing near', (text: string) => text, [[10, 11], 13, 30]],
  ['a line above', (text: string) => `first\n${text}`, [[11, 12], 14, 30]],
  ['one line of the range', (t: string) => t.replace('b eleven', 'b 11.0'), [null, 13, 30]],
  ['a line between', (t: string) => t.replace('b eleven', 'mid\nb eleven'), [[10, 12], 14, 30]],
  ['the context line', (t: string) => t.replace('b 12\n', 'b twelve\n'), [[10, 11], null, 30]],
  [
    'back what was deleted',
    (t: string) => t.replace('b 31\n', 'b 30\nb 31\n'),
    [[10, 11], 13, null],
  ],
])('after a push that changes %s', async (what, edit, expected) => {
  const branch = what.replaceAll(' ', '-');
  const number = await commented(branch);
  await scene.github.push(REPO, { branch, ...file(edit(changed(START))) });
  expect(await linesOf(number)).toEqual(expected);
});

it('outdates every comment of a file that was renamed or taken back, and revives them', async () => {
  const { github } = scene;
  const number = await commented('moving');
  await github.push(REPO, {
    branch: 'moving',
    files: { 'src/b.ts': null, 'src/c.ts': changed(START) },
  });
  expect(await linesOf(number)).toEqual([null, null, null]);
  await github.push(REPO, { branch: 'moving', files: { 'src/c.ts': null, 'src/b.ts': START } });
  expect(await linesOf(number)).toEqual([null, null, null]);
  await github.push(REPO, { branch: 'moving', ...file(changed(START)) });
  expect(await linesOf(number)).toEqual([[10, 11], 13, 30]);
});

it('keeps comments where a rebase onto a changed base leaves their lines', async () => {
  const { github } = scene;
  await github.push(REPO, { branch: 'release', to: 'main' });
  const number = await commented('rebased', 'release');
  const base = `top\n${START}`;
  await github.push(REPO, { branch: 'release', ...file(base) });
  await github.push(REPO, { branch: 'rebased', onto: 'release', ...file(changed(base)) });
  expect(await linesOf(number)).toEqual([[11, 12], 14, 31]);
  const { comments } = await github.pull(REPO, number);
  expect(comments.map((one) => one.text)).toEqual(['b ten\nb eleven', 'b 12', 'b 30']);
});
