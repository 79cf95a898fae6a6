import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findWorkTreeRoot } from '../../../src/adapters/work-tree/find-root.ts';
import { workTreeFiles } from '../../../src/adapters/work-tree/files.ts';

let folder: string;
let root: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-files-'));
  root = join(folder, 'repo');
  await mkdir(join(root, 'a/b'), { recursive: true });
  await mkdir(join(root, '.git'));
  await writeFile(join(root, '.git/config'), 'x');
  await writeFile(join(root, 'a/b/one.md'), 'one');
  await writeFile(join(root, 'a/two.md'), 'two');
  await writeFile(join(folder, 'secret.md'), 'secret');
  await symlink('a/two.md', join(root, 'link.md'));
  await symlink('../secret.md', join(root, 'leak.md'));
  await symlink('..', join(root, 'out'));
  await symlink('loop.md', join(root, 'loop.md'));
});

afterAll(() => rm(folder, { recursive: true }));

async function text(path: string): Promise<string | null> {
  const bytes = await workTreeFiles(root).read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

describe('workTreeFiles', () => {
  it('reads files and links to files inside', async () => {
    expect(await text('a/b/one.md')).toBe('one');
    expect(await text('link.md')).toBe('two');
  });

  it.each([
    '../secret.md',
    'leak.md',
    'out/secret.md',
    'loop.md',
    'a',
    'a/two.md/x',
    'none.md',
    'nul\0.md',
    'x'.repeat(5000),
  ])('has no file at %j', async (path) => {
    expect(await text(path)).toBeNull();
  });

  it('has nothing at an absolute path outside', async () => {
    expect(await text(join(folder, 'secret.md'))).toBeNull();
  });

  it('lists files below a folder by their path from the root', async () => {
    const { list } = workTreeFiles(root);
    expect(await list('a')).toEqual([
      { path: 'a/b/one.md', mode: '100644' },
      { path: 'a/two.md', mode: '100644' },
    ]);
    expect((await list()).map(({ path }) => path)).toEqual([
      'a/b/one.md',
      'a/two.md',
      'leak.md',
      'link.md',
      'loop.md',
      'out',
    ]);
    expect((await list()).find(({ path }) => path === 'link.md')?.mode).toBe('120000');
    expect(await list('none')).toEqual([]);
    expect(await list('out')).toEqual([]);
  });
});

describe('findWorkTreeRoot', () => {
  it('goes up to the folder that has a .git, else stays', async () => {
    expect(await findWorkTreeRoot(join(root, 'a/b'))).toBe(root);
    expect(await findWorkTreeRoot(root)).toBe(root);
    expect(await findWorkTreeRoot(folder)).toBe(folder);
  });
});
