import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openRepository, type GitRepository } from '../../../src/adapters/git/repository.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';

let repository: TestRepository;
let git: GitRepository;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');

beforeAll(async () => {
  repository = await createRepository();
});
afterEach(() => git.close());
afterAll(() => repository.remove());

/** A base, a change on it, and a base that has moved on. */
async function history(topic: string, main: string): Promise<[string, string, string]> {
  git = await openRepository(await openWorkspace(repository.dir, process.env));
  const commits: string[] = [];
  for (const content of [lines(1, 20), topic, main]) {
    await repository.write('a.txt', content);
    commits.push(await repository.commit('x'));
  }
  return commits as [string, string, string];
}

test('gives the change on another base, so that what others did does not show', async () => {
  const [base, topic, main] = await history(
    lines(1, 20).replace('line 18\n', 'ours\n'),
    lines(1, 20).replace('line 2\n', 'theirs\n'),
  );
  const tree = await git.replay(base, topic, main);
  const content = await (await git.at(tree ?? '')).read('a.txt');
  expect(new TextDecoder().decode(content ?? undefined)).toBe(
    lines(1, 20).replace('line 18\n', 'ours\n').replace('line 2\n', 'theirs\n'),
  );
});

test('leaves what conflicts in the tree, marked', async () => {
  const [base, topic, main] = await history(
    lines(1, 20).replace('line 9\n', 'ours\n'),
    lines(1, 20).replace('line 9\n', 'theirs\n'),
  );
  const tree = await git.replay(base, topic, main);
  const content = await (await git.at(tree ?? '')).read('a.txt');
  expect(new TextDecoder().decode(content ?? undefined)).toMatch(
    /<{7}[^]*theirs[^]*={7}[^]*ours[^]*>{7}/,
  );
});

test('gives nothing when a commit is missing', async () => {
  const [base, topic] = await history('a\n', 'b\n');
  expect(await git.replay(base, topic, '1'.repeat(40))).toBeNull();
});
