import { readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRepository, type GitRepository } from '../../../src/adapters/git/repository.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { UserError } from '../../../src/core/errors.ts';
import type { Snapshot } from '../../../src/ports/repository.ts';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';
import { HOSTILE_NAMES } from '../../support/hostile-names.ts';

let repository: TestRepository;
let opened: GitRepository;
let head: Snapshot;
let commit: string;

beforeAll(async () => {
  repository = await createRepository();
  for (const name of HOSTILE_NAMES) await repository.write(name, `needle in\n${name}\n`);
  await repository.write(
    'src/big.ts',
    `first\nNeedle caf\u00e9 \u2028 x\n${'y'.repeat(100_000)}\n`,
  );
  await repository.write('data.bin', Buffer.from('needle\0needle\n'));
  await repository.write('.gitattributes', '*.gen.ts linguist-generated\n*.ts text\n');
  await repository.write('src/.gitattributes', 'big.ts -text linguist-language=Go\n');
  await symlink('/etc/passwd', join(repository.dir, 'src/secret'));
  await symlink('big.ts', join(repository.dir, 'src/link'));
  commit = await repository.commit('one');
  await repository.write('src/big.ts', 'only in the work tree: needle\n');
  opened = await openRepository(await openWorkspace(repository.dir));
  head = await opened.at('HEAD');
});
afterAll(async () => {
  await opened.close();
  await repository.remove();
});

test('is named by commits, trees, tags and refs', async () => {
  await repository.git('tag', '-m', 'a tag', 'v1');
  const tree = await repository.git('rev-parse', 'HEAD^{tree}');
  expect(head.id).toBe(commit);
  for (const name of [commit, tree, 'v1', 'main', commit.slice(0, 10)]) {
    expect(await (await opened.at(name)).list()).toEqual(await head.list());
  }
  for (const name of ['nowhere', '-x', '0'.repeat(40), 'a\nb', 'HEAD:src/big.ts', '']) {
    await expect(opened.at(name)).rejects.toThrow(UserError);
  }
});

test('reads every name to the byte, and regular files alone', async () => {
  for (const name of HOSTILE_NAMES) {
    expect(Buffer.from((await head.read(name)) ?? []).toString()).toBe(`needle in\n${name}\n`);
  }
  expect(Buffer.from((await head.read('src/big.ts')) ?? []).toString()).toContain('first');
  for (const name of ['src/secret', 'src/link', 'src', 'nowhere', '', '../x', '/etc/passwd']) {
    expect(await head.read(name)).toBeNull();
  }
});

test('lists a folder literally, symlinks by mode', async () => {
  expect(await head.list('[id]/')).toMatchObject([{ path: '[id]/page.ts', mode: '100644' }]);
  const modes = (await head.list('src')).map(({ path, mode }) => `${mode} ${path}`);
  expect(modes).toContain('120000 src/secret');
  expect(await head.list('sr')).toEqual([]);
  expect(await head.list('.')).toEqual(await head.list());
});

test('searches text of regular files in the tree, in any name', async () => {
  const found = await head.search('needle in', { limit: 100 });
  expect(found.truncated).toBe(false);
  expect(new Set(found.matches.map(({ path }) => path))).toEqual(new Set(HOSTILE_NAMES));
  expect(await head.search('^nee.*caf. ', { limit: 5, ignoreCase: true })).toEqual({
    matches: [{ path: 'src/big.ts', line: 2, text: 'Needle caf\u00e9 \u2028 x' }],
    truncated: false,
  });
  const few = await head.search('needle', { limit: 3 });
  expect(few.matches).toHaveLength(3);
  expect(few.truncated).toBe(true);
});

test('searches below folders and globs, literally where such a folder exists', async () => {
  const below = async (...under: string[]) =>
    (await head.search('needle', { limit: 100, under })).matches.map(({ path }) => path);
  expect(await below('[id]')).toEqual(['[id]/page.ts']);
  expect(await below('x b/', 'dev')).toEqual(['dev/null', 'x b/file.ts']);
  expect(await below('Part*/**')).toEqual(['Part 1/chapter a/x b/y.ts']);
  expect(await below(':(glob)x.ts')).toEqual([':(glob)x.ts']);
  expect(await below('nowhere')).toEqual([]);
});

test('a pattern that can not be compiled is the asker\u2019s mistake', async () => {
  await expect(head.search('a(b', { limit: 1 })).rejects.toThrow(UserError);
  await expect(head.search('a\0b', { limit: 1 })).rejects.toThrow(UserError);
});

test('gives attributes of its own files, not of the work tree or the repository', async () => {
  await repository.write('.git/info/attributes', '* linguist-generated=no\n');
  await repository.write('.gitattributes', '* linguist-generated=no\n');
  const names = ['linguist-generated', 'text', 'linguist-language'];
  const attributes = await head.attributes(['x/y.gen.ts', 'src/big.ts', 'a\nb.md'], names);
  expect(Object.fromEntries(attributes)).toEqual({
    'x/y.gen.ts': {
      'linguist-generated': 'set',
      text: 'set',
      'linguist-language': 'unspecified',
    },
    'src/big.ts': {
      'linguist-generated': 'unspecified',
      text: 'unset',
      'linguist-language': 'Go',
    },
    'a\nb.md': {
      'linguist-generated': 'unspecified',
      text: 'unspecified',
      'linguist-language': 'unspecified',
    },
  });
});

test('blobs come by id; a missing one is an error', async () => {
  const oid = await repository.git('rev-parse', 'HEAD:data.bin');
  expect(Buffer.from(await opened.blob(oid)).toString('latin1')).toBe('needle\0needle\n');
  await expect(opened.blob('1'.repeat(40))).rejects.toThrow('no blob');
  await expect(opened.blob(commit)).rejects.toThrow('no blob');
});

test('closing twice leaves nothing behind', async () => {
  const another = await openRepository(await openWorkspace(repository.dir));
  await another.at('HEAD');
  const folder = another.view.dir;
  await another.close();
  await another.close();
  const left = await readdir(tmpdir());
  expect(left.filter((name) => folder.endsWith(name))).toEqual([]);
});
