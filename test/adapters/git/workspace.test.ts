import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { runGit } from '../../../src/adapters/git/run-git.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { UserError } from '../../../src/core/errors.ts';
import {
  createRepository,
  repositoryAt,
  type TestRepository,
} from '../../support/git-repository.ts';

let repository: TestRepository;
let outside: string;

beforeAll(async () => {
  repository = await createRepository();
  await repository.write('src/a.ts', 'one\n');
  await repository.commit('one');
  await repository.write('src/a.ts', 'two\n');
  await repository.commit('two');
  outside = await realpath(await mkdtemp(join(tmpdir(), 'backline-outside-')));
});
afterAll(async () => {
  await repository.remove();
  await rm(outside, { recursive: true, force: true });
});
afterEach(() => vi.unstubAllEnvs());

/** What a reviewer sees from a folder: one modified file, read from the objects. */
async function paths(cwd: string): Promise<string[]> {
  const opened = await openRepository(await openWorkspace(cwd));
  const files = await opened.diff('HEAD~', 'HEAD');
  await opened.close();
  return files.map(({ status, path, verified }) => `${status} ${path} ${String(verified)}`);
}
const change = ['modified src/a.ts true'];

test('is found from the root, a subfolder and inside the git folder', async () => {
  const { dir } = repository;
  expect(await openWorkspace(dir)).toEqual({
    gitDir: join(dir, '.git'),
    commonDir: join(dir, '.git'),
    topLevel: dir,
    prefix: '',
    bare: false,
    objectFormat: 'sha1',
    indexFile: join(dir, '.git/index'),
    objectFolders: [join(dir, '.git/objects')],
    partial: false,
  });
  expect(await openWorkspace(join(dir, 'src'))).toMatchObject({ topLevel: dir, prefix: 'src/' });
  expect(await openWorkspace(join(dir, '.git'))).toMatchObject({ topLevel: null, bare: false });
  expect(await paths(join(dir, 'src'))).toEqual(change);
});

test('a linked work tree, also one of a bare repository', async () => {
  const bare = join(outside, 'bare.git');
  await repository.git('clone', '-q', '--bare', repository.dir, bare);
  const linked = join(outside, 'linked');
  await repositoryAt(bare).git('worktree', 'add', '-q', linked, 'main');
  expect(await openWorkspace(bare)).toMatchObject({ bare: true, topLevel: null, commonDir: bare });
  expect(await openWorkspace(linked)).toMatchObject({
    gitDir: join(bare, 'worktrees/linked'),
    commonDir: bare,
    topLevel: linked,
    bare: false,
  });
  expect(await paths(bare)).toEqual(change);
  expect(await paths(linked)).toEqual(change);
});

test('a submodule is its own repository', async () => {
  const parent = await createRepository();
  await parent.git('submodule', '--quiet', 'add', repository.dir, 'lib');
  await parent.commit('with lib');
  const workspace = await openWorkspace(join(parent.dir, 'lib', 'src'));
  expect(workspace.topLevel).toBe(join(parent.dir, 'lib'));
  expect(await paths(join(parent.dir, 'lib'))).toEqual(change);
  await parent.remove();
});

test('objects borrowed over two clones are read', async () => {
  const [one, two] = [join(outside, 'one "q"'), join(outside, 'two')];
  await repository.git('clone', '-q', '--shared', repository.dir, one);
  await repository.git('clone', '-q', '--shared', one, two);
  const { objectFolders } = await openWorkspace(two);
  expect(objectFolders).toHaveLength(3);
  expect(await paths(two)).toEqual(change);
});

test('SHA-256 repositories', async () => {
  const modern = await createRepository({ objectFormat: 'sha256' });
  await modern.write('src/a.ts', '1\n');
  await modern.commit('one');
  await modern.write('src/a.ts', '2\n');
  await modern.commit('two');
  expect(await paths(modern.dir)).toEqual(change);
  await modern.remove();
});

test('GIT_DIR counts for finding it, as inside a hook, and for nothing after', async () => {
  vi.stubEnv('GIT_DIR', join(repository.dir, '.git'));
  vi.stubEnv('GIT_WORK_TREE', repository.dir);
  vi.stubEnv('GIT_PREFIX', 'src/');
  vi.stubEnv('GIT_INDEX_FILE', join(outside, 'other-index'));
  const workspace = await openWorkspace(outside);
  expect(workspace.topLevel).toBe(repository.dir);
  expect(workspace.indexFile).toBe(join(outside, 'other-index'));
  expect(await paths(outside)).toEqual(change);
});

test('a folder without a repository, one that is not there, and no git at all are told in a line', async () => {
  const attempts: [() => Promise<unknown>, RegExp][] = [
    [
      () => openWorkspace(outside),
      /^There is no git repository at .* or above it: change to .*--patch FILE\.$/,
    ],
    [() => openWorkspace(join(outside, 'nowhere')), /^There is no folder [^\n]+$/],
    [
      () => openWorkspace(outside, { PATH: outside }),
      /^There is no git program: install git[^\n]+$/,
    ],
    [
      () => openWorkspace(repository.dir, { ...process.env, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }),
      /^git does not trust [^\n]+safe\.directory [^\n]+$/,
    ],
  ];
  for (const [attempt, message] of attempts) {
    const error: unknown = await attempt().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(message);
  }
});

test('an aborted command is killed and gives the reason', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const running = runGit(['cat-file', '--batch'], {
    cwd: repository.dir,
    env: { PATH: process.env['PATH'] ?? '' },
    signal: AbortSignal.any([controller.signal]),
    input: 'HEAD\n'.repeat(400_000),
  });
  controller.abort(reason);
  await expect(running).rejects.toBe(reason);
});
