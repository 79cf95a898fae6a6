import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { stagedTree, worktreeTree } from '../../../src/adapters/git/working-trees.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { UserError } from '../../../src/core/errors.ts';
import {
  createRepository,
  repositoryAt,
  type TestRepository,
} from '../../support/git-repository.ts';

let repository: TestRepository;

beforeEach(async () => {
  repository = await createRepository();
  await repository.write('tracked', 'one\n');
  await repository.write('src/gone', 'gone\n');
  await repository.write('kept', 'kept\n');
  await repository.write('.gitignore', 'ignored\n');
  await repository.commit('base');
});
afterEach(() => repository.remove());

async function changes(take: typeof stagedTree, dir = repository.dir): Promise<string[]> {
  const opened = await openRepository(await openWorkspace(dir));
  try {
    const files = await opened.diff('HEAD', await take(opened.workspace, opened.view));
    expect(files.every(({ verified }) => verified)).toBe(true);
    return files.map(({ status, path }) => `${status} ${path}`);
  } finally {
    await opened.close();
  }
}

/** A hash over every file of the work tree and the git folder. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(repository.dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    hash.update(`${path}\0`).update(await readFile(path));
  }
  return hash.digest('hex');
}

async function edit(): Promise<void> {
  await repository.write('staged', 'staged\n');
  await repository.write('tracked', 'two\n');
  await repository.git('add', 'staged', 'tracked');
  await repository.write('tracked', 'three\n');
  await repository.write('new/with "quote"\n', 'untracked\n');
  await repository.write('intended', 'intended\n');
  await repository.git('add', '-N', 'intended');
  await repository.write('ignored', 'ignored\n');
  await rm(join(repository.dir, 'src'), { recursive: true });
  await symlink('/etc/passwd', join(repository.dir, 'link'));
  await chmod(join(repository.dir, 'kept'), 0o755);
}

const STAGED = ['added staged', 'modified tracked'];
const WORKTREE = [
  'added intended',
  'modified kept',
  'added link',
  'added new/with "quote"\n',
  'deleted src/gone',
  'added staged',
  'modified tracked',
];

test('the index and the work tree are seen, and nothing of the user\u2019s is touched', async () => {
  await edit();
  await repository.write('.git/hooks/post-index-change', '#!/bin/sh\ntouch "$0.ran"\n');
  await chmod(join(repository.dir, '.git/hooks/post-index-change'), 0o755);
  const before = await fingerprint();
  expect(await changes(stagedTree)).toEqual(STAGED);
  expect(await changes(worktreeTree)).toEqual(WORKTREE);
  expect(await changes(worktreeTree, join(repository.dir, 'new'))).toEqual(WORKTREE);
  expect(await fingerprint()).toBe(before);
});

test('the content is the staged one, and the edited one', async () => {
  await edit();
  const opened = await openRepository(await openWorkspace(repository.dir));
  const read = async (tree: string) =>
    Buffer.from((await (await opened.at(tree)).read('tracked')) ?? []).toString();
  expect(await read(await stagedTree(opened.workspace, opened.view))).toBe('two\n');
  expect(await read(await worktreeTree(opened.workspace, opened.view))).toBe('three\n');
  await opened.close();
});

test.each([
  ['a split index', ['core.splitIndex', 'true']],
  ['an untracked cache', ['core.untrackedCache', 'true']],
  ['safecrlf', ['core.safecrlf', 'true']],
  ['a literal pathspec', ['GIT_LITERAL_PATHSPECS', '1']],
])('%s changes nothing', async (_, [key = '', value = '']) => {
  if (key.startsWith('GIT_')) vi.stubEnv(key, value);
  else await repository.git('config', key, value);
  await repository.git('update-index', '--refresh', '--force-write-index').catch(() => undefined);
  await edit();
  const before = await fingerprint();
  expect(await changes(stagedTree)).toEqual(STAGED);
  expect(await changes(worktreeTree)).toEqual(WORKTREE);
  expect(await fingerprint()).toBe(before);
});

test('an fsmonitor that hides changes is not believed', async () => {
  await repository.write('.git/nothing-changed', '#!/bin/sh\nprintf "token\\0"\n');
  await chmod(join(repository.dir, '.git/nothing-changed'), 0o755);
  await repository.git('config', 'core.fsmonitor', '.git/nothing-changed');
  await repository.git('update-index', '--fsmonitor');
  await repository.git('status');
  await repository.write('tracked', 'hidden from git status\n');
  expect(await repository.git('status', '--porcelain')).toBe('');
  expect(await changes(worktreeTree)).toEqual(['modified tracked']);
});

test('an edit of the same size in the same moment is seen', async () => {
  await repository.write('tracked', 'two\n');
  await repository.git('add', 'tracked');
  await repository.write('tracked', '222\n');
  expect(await changes(worktreeTree)).toEqual(['modified tracked']);
  const opened = await openRepository(await openWorkspace(repository.dir));
  const tree = await worktreeTree(opened.workspace, opened.view);
  expect(Buffer.from((await (await opened.at(tree)).read('tracked')) ?? [])).toEqual(
    Buffer.from('222\n'),
  );
  await opened.close();
});

test('line ends and filters are those of a commit', async () => {
  await repository.git('config', 'core.autocrlf', 'true');
  await repository.git('config', 'filter.shout.clean', 'tr a-z A-Z');
  await repository.write('.gitattributes', 'loud filter=shout\n');
  await repository.write('loud', 'loud\n');
  await repository.write('tracked', 'one\r\n');
  const opened = await openRepository(await openWorkspace(repository.dir));
  const tree = await opened.at(await worktreeTree(opened.workspace, opened.view));
  const text = async (path: string) => Buffer.from((await tree.read(path)) ?? []).toString();
  expect([await text('loud'), await text('tracked')]).toEqual(['LOUD\n', 'one\n']);
  await opened.close();
});

test('an index that a hook names is the one that counts', async () => {
  const other = join(repository.dir, '.git', 'next-index');
  await repository.write('staged', 'x\n');
  await repository.gitWith({ GIT_INDEX_FILE: other }, 'add', '-A');
  vi.stubEnv('GIT_INDEX_FILE', other);
  vi.stubEnv('GIT_DIR', '.git');
  const workspace = await openWorkspace(repository.dir);
  vi.unstubAllEnvs();
  const opened = await openRepository(workspace);
  const files = await opened.diff('HEAD', await stagedTree(workspace, opened.view));
  await opened.close();
  expect(files.map(({ path }) => path)).toEqual(['staged']);
});

test('sparse check-outs, with a sparse index too, show no file as deleted', async () => {
  await repository.write('docs/x', 'docs\n');
  await repository.commit('docs');
  await repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'src');
  await repository.write('src/new', 'new\n');
  expect(await changes(worktreeTree)).toEqual(['added src/new']);
  await repository.git('add', 'src/new');
  expect(await changes(stagedTree)).toEqual(['added src/new']);
});

test('a submodule counts by the commit it is on, however it is ignored', async () => {
  const library = await createRepository();
  await library.commit('one');
  await repository.git('submodule', '--quiet', 'add', library.dir, 'lib');
  await repository.git('config', '-f', '.gitmodules', 'submodule.lib.ignore', 'all');
  await repository.commit('with lib');
  const lib = repositoryAt(join(repository.dir, 'lib'));
  await lib.write('dirty', 'not committed\n');
  const clean = await fingerprint();
  expect(await changes(worktreeTree)).toEqual([]);
  expect(await fingerprint()).toBe(clean);
  await lib.commit('two');
  const before = await fingerprint();
  expect(await changes(worktreeTree)).toEqual(['modified lib']);
  expect(await fingerprint()).toBe(before);
  await library.remove();
});

test('a linked work tree has its own', async () => {
  const linked = repositoryAt(join(repository.dir, '.git', 'linked'));
  await repository.git('worktree', 'add', '-q', '--detach', linked.dir);
  await linked.write('tracked', 'linked\n');
  expect(await changes(worktreeTree, linked.dir)).toEqual(['modified tracked']);
  expect(await changes(worktreeTree)).toEqual([]);
});

test('conflicts are refused with their number and the way out', async () => {
  await repository.git('switch', '-q', '-c', 'other');
  for (const name of ['tracked', 'kept']) await repository.write(name, 'theirs\n');
  await repository.commit('theirs');
  await repository.git('switch', '-q', 'main');
  for (const name of ['tracked', 'kept']) await repository.write(name, 'ours\n');
  await repository.commit('ours');
  await repository.git('merge', 'other').catch(() => undefined);
  for (const take of [stagedTree, worktreeTree]) {
    const error: unknown = await changes(take).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/^2 paths are unmerged: .*git add.*--base/);
  }
});

test('a file that can not be taken up is an error, not a gap', async () => {
  await createNested('nested');
  const error: unknown = await changes(worktreeTree).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(/^git can not take up the work tree: [^\n]*nested/);
});

async function createNested(name: string): Promise<void> {
  await repository.write(`${name}/x`, 'x\n');
  await repositoryAt(join(repository.dir, name)).git('init', '-q');
}
