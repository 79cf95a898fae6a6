import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resolveRange, type Range, type RangeOptions } from '../../../src/adapters/git/range.ts';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { UserError } from '../../../src/core/errors.ts';
import {
  createRepository,
  repositoryAt,
  type TestRepository,
} from '../../support/git-repository.ts';

let repository: TestRepository;
let fork: string;
let main: string;
let feature: string;
const clones: string[] = [];

beforeAll(async () => {
  repository = await createRepository();
  const { git, write, commit } = repository;
  await write('a', '1\n');
  await commit('first');
  await write('a', '2\n');
  fork = await commit('fork');
  await git('switch', '-q', '-c', 'feature/login');
  await write('b', '1\n');
  feature = await commit('feature');
  await git('switch', '-q', 'main');
  await write('c', '1\n');
  main = await commit('main goes on');
  await git('tag', '-m', 'annotated', 'v1', fork);
  await git('switch', '-q', '--orphan', 'unrelated');
  await write('d', '1\n');
  await commit('unrelated');
  await git('switch', '-q', 'feature/login');
});
afterEach(() => repository.git('switch', '-q', 'feature/login'));
afterAll(async () => {
  await repository.remove();
  for (const dir of clones) await rm(dir, { recursive: true, force: true });
});

async function rangeAt(dir: string, options?: RangeOptions): Promise<Range> {
  const opened = await openRepository(await openWorkspace(dir));
  try {
    return await resolveRange(opened, options);
  } finally {
    await opened.close();
  }
}
const range = (options?: RangeOptions) => rangeAt(repository.dir, options);

async function refusal(dir: string, options?: RangeOptions): Promise<string> {
  const error: unknown = await rangeAt(dir, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(/^[^\n]+$/);
  return (error as Error).message;
}

async function clone(name: string, ...flags: string[]): Promise<TestRepository> {
  const dir = `${repository.dir}-${name}`;
  await repository.git('clone', '-q', ...flags, `file://${repository.dir}`, dir);
  clones.push(dir);
  return repositoryAt(dir);
}

describe('what a branch changes', () => {
  test('is taken since its merge base with the default branch', async () => {
    expect(await range()).toEqual({
      base: main,
      mergeBase: fork,
      head: feature,
      baseTree: fork,
      headTree: feature,
    });
  });

  test('with a base and a head named by branch, tag or id, detached as well', async () => {
    expect(await range({ base: 'v1' })).toMatchObject({ base: fork, mergeBase: fork });
    expect(await range({ base: main, head: 'feature/login' })).toMatchObject({ head: feature });
    await repository.git('switch', '-q', '--detach', 'feature/login');
    expect(await range()).toMatchObject({ base: main, mergeBase: fork, head: feature });
  });

  test('origin/HEAD is the default before main and master, origin\u2019s before the local one', async () => {
    const cloned = await clone('default');
    await cloned.git('switch', '-q', '-c', 'topic', 'origin/main');
    const topic = await cloned.commit('topic');
    expect(await rangeAt(cloned.dir)).toMatchObject({ base: feature, mergeBase: fork });
    await cloned.git('remote', 'set-head', 'origin', '--delete');
    expect(await rangeAt(cloned.dir)).toMatchObject({ base: main, mergeBase: main, head: topic });
    await cloned.git('branch', 'main', 'topic');
    expect(await rangeAt(cloned.dir)).toMatchObject({ base: main });
    await cloned.git('branch', '-q', '-D', 'main');
    await cloned.git('branch', 'master', fork);
    await cloned.git('remote', 'remove', 'origin');
    expect(await rangeAt(cloned.dir)).toMatchObject({ base: fork });
  });

  test('works in a bare repository, where there is no index to compare', async () => {
    const bare = await clone('bare', '--bare');
    expect(await rangeAt(bare.dir, { base: 'main' })).toMatchObject({ mergeBase: fork });
    expect(await refusal(bare.dir, { staged: true })).toContain('bare');
    expect(await refusal(bare.dir, { worktree: true })).toContain('--base');
  });
});

describe('is refused with the way out', () => {
  test('on the default branch with nothing ahead', async () => {
    await repository.git('switch', '-q', 'main');
    expect(await refusal(repository.dir)).toMatch(/default branch \(main\).*--base.*--staged/);
  });

  test('for an unknown base or head, with names that are near', async () => {
    expect(await refusal(repository.dir, { base: 'mian' })).toBe(
      'There is no base "mian" here. Did you mean main?',
    );
    expect(await refusal(repository.dir, { head: 'feature/logni' })).toContain('feature/login?');
    expect(await refusal(repository.dir, { base: 'zzzzzzzz' })).toContain('git fetch');
    for (const name of ['-x', '', 'a\nb', 'main:a', '0'.repeat(40)]) {
      expect(await refusal(repository.dir, { base: name })).toContain('There is no base');
    }
  });

  test('for unrelated histories', async () => {
    expect(await refusal(repository.dir, { base: 'unrelated' })).toContain('unrelated histories');
  });

  test('for combinations that mean nothing', async () => {
    expect(await refusal(repository.dir, { staged: true, worktree: true })).toContain('not both');
    expect(await refusal(repository.dir, { staged: true, head: 'main' })).toContain('--head');
  });

  test('in a shallow clone without the base, or without the merge base', async () => {
    const shallow = await clone('shallow', '--depth=1', '--branch=feature/login');
    expect(await refusal(shallow.dir, { base: 'v1' })).toContain('--unshallow');
    await shallow.git('fetch', '-q', '--depth=1', 'origin', 'main:refs/remotes/origin/main');
    expect(await refusal(shallow.dir, { base: 'origin/main' })).toMatch(/shallow.*--deepen/);
    const opened = await openRepository(await openWorkspace(shallow.dir));
    const { stdout } = await opened.view.run(['log', '--format=%H', feature]);
    await opened.close();
    expect(stdout.toString()).toBe(`${feature}\n`);
    await shallow.git('fetch', '-q', '--unshallow');
    expect(await rangeAt(shallow.dir, { base: 'origin/main' })).toMatchObject({ mergeBase: fork });
  });

  test('without any branch to compare with, and without any commit', async () => {
    const empty = await createRepository();
    expect(await refusal(empty.dir)).toMatch(/no commit.*--staged/);
    await empty.git('switch', '-q', '-c', 'trunk');
    await empty.commit('one');
    expect(await refusal(empty.dir)).toContain('--base REF');
    await empty.remove();
  });
});

describe('the index and the work tree', () => {
  test('are compared with HEAD, with the merge base when a base is named', async () => {
    const staged = await range({ staged: true });
    expect(staged).toMatchObject({ base: feature, mergeBase: feature, head: null });
    const since = await range({ worktree: true, base: 'main' });
    expect(since).toMatchObject({ base: main, mergeBase: fork, baseTree: fork, head: null });
  });

  test.each(['sha1', 'sha256'] as const)('before the first commit (%s)', async (objectFormat) => {
    const empty = await createRepository({ objectFormat });
    const opened = await openRepository(await openWorkspace(empty.dir));
    const nothing = await resolveRange(opened, { staged: true });
    expect(await opened.diff(nothing.baseTree, nothing.headTree)).toEqual([]);
    await empty.write('x', '1\n');
    const first = await resolveRange(opened, { worktree: true });
    expect(first).toMatchObject({ base: null, mergeBase: null, head: null });
    expect(await opened.diff(first.baseTree, first.headTree)).toMatchObject([
      { status: 'added', path: 'x', verified: true },
    ]);
    await opened.close();
    await rm(join(empty.dir), { recursive: true });
  });
});
