import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';
import type { FileChanges } from '../../support/github/commits.ts';
import { type GitHubStandIn, startGitHub } from '../../support/github/stand-in.ts';

/* What is written here without git is what git would have written. */

const REPO = 'acme/shop';
let github: GitHubStandIn;
let own: TestRepository;

beforeEach(async () => {
  github = await startGitHub();
  await github.createRepository(REPO);
  own = await createRepository();
});
afterEach(async () => {
  await github.close();
  await own.remove();
});

const git = (...args: string[]): Promise<string> => github.git(REPO, ...args);

/** Each on top of the one before. */
const STEPS: [what: string, files: FileChanges][] = [
  [
    'names that sort in their own way',
    { a: '1', 'a.b': '2', 'a-b/c': '3', 'ab/c': '4', 'ü/ß': '5' },
  ],
  ['a file in a folder in a folder', { 'ab/d/e/f': '6', a0: Buffer.from([0, 255]) }],
  ['a file that becomes a folder', { a: null, 'a/b': '7', 'a/b.c': '8' }],
  ['a folder that becomes a file', { 'a-b/c': null, 'a-b': '9' }],
  ['a folder whose last file goes', { 'ab/d/e/f': null, 'ab/c': null }],
  ['the same again', { a0: 'x' }],
];

it('writes trees and commits as git does', async () => {
  for (const [what, files] of STEPS) {
    for (const [path, content] of Object.entries(files)) {
      if (content === null) await own.git('rm', '-q', '--', path);
    }
    for (const [path, content] of Object.entries(files)) {
      if (content !== null) await own.write(path, content);
    }
    const expected = await own.commit(what);
    const head = await github.push(REPO, { branch: 'main', files, message: what });
    expect(await git('rev-parse', `${head}^{tree}`)).toBe(
      await own.git('rev-parse', `${expected}^{tree}`),
    );
    expect(await git('log', '-1', '--format=%B', head)).toBe(what);
  }
  expect(await git('rev-list', '--count', 'main')).toBe(String(STEPS.length));
  expect(await git('fsck', '--strict', '--no-dangling')).toBe('');
});

it('finds objects and refs in packs too', async () => {
  const base = await github.push(REPO, { branch: 'main', files: { a: '1\n', b: '1\n' } });
  await github.push(REPO, { branch: 'topic', files: { a: '2\n' }, onto: 'main' });
  await github.push(REPO, { branch: 'main', files: { b: '2\n' } });
  const before = await github.openPullRequest({ repo: REPO, head: 'topic' });
  await git('repack', '-q', '-a', '-d');
  await git('pack-refs', '--all');
  const head = await github.push(REPO, { branch: 'topic', files: { a: '3\n' } });
  expect(before.headSha).toBe(head);
  expect(await git('merge-base', 'main', 'topic')).toBe(base);
  expect(await git('show', `refs/pull/${before.number}/merge:a`)).toBe('3');
  expect(await git('show', `refs/pull/${before.number}/merge:b`)).toBe('2');
  await github.merge(REPO, before.number);
  expect(await git('log', '-1', '--format=%s', 'main')).toBe('Merge pull request #1');
  expect(await git('fsck', '--strict', '--no-dangling')).toBe('');
});
