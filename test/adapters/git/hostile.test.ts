import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ChangedFile } from '../../../src/core/diff/model.ts';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';
import { HOSTILE_CONTENTS, HOSTILE_NAMES } from '../../support/hostile-names.ts';
import { applyHunks } from './apply-hunks.ts';

let repository: TestRepository;
let expected: ChangedFile[];
const blobs = new Map<string, Buffer>();

async function takeDiff(): Promise<ChangedFile[]> {
  const opened = await openRepository(await openWorkspace(repository.dir));
  try {
    return await opened.diff('HEAD~', 'HEAD');
  } finally {
    await opened.close();
  }
}

beforeAll(async () => {
  repository = await createRepository();
  const { dir, git, write } = repository;
  const content = (index: number) => HOSTILE_CONTENTS[index % HOSTILE_CONTENTS.length] ?? ['', ''];
  const library = await createRepository();
  const first = await library.commit('one');
  const second = await library.commit('two');
  await library.remove();
  for (const [index, name] of HOSTILE_NAMES.entries()) await write(name, content(index)[0]);
  for (const folder of ['x b', 'Part 1', '-dash', 'ünï']) {
    for (const kind of ['moved', 'edited', 'gone', 'mode', 'kind']) {
      await write(`${folder}/${kind} ${folder}`, `${folder}${kind}\n1\n2\n3\n4\n5\n6\n`);
    }
    await write(`${folder}/data.bin`, Buffer.from(`${folder}\0one`));
    await write(`${folder}/link`, 'target');
  }
  await write('pointer.bin', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n');
  await write('.gitattributes', '*.ts -diff\n*.bin filter=lfs diff=lfs -text\n* diff=custom\n');
  await git('add', '-A');
  await git('update-index', '--add', '--cacheinfo', `160000,${first},x b/sub module`);
  await git('commit', '-q', '-m', 'base');
  for (const [index, name] of HOSTILE_NAMES.entries()) await write(name, content(index)[1]);
  for (const folder of ['x b', 'Part 1', '-dash', 'ünï']) {
    await git('mv', '--', `${folder}/moved ${folder}`, `${folder}/x b`);
    await git('mv', '--', `${folder}/edited ${folder}`, `${folder}/and ${folder}`);
    await write(`${folder}/and ${folder}`, `${folder}edited\n1\n2\n3\n4\n5\nsix\n`);
    await git('rm', '-q', '--', `${folder}/gone ${folder}`);
    await chmod(join(dir, folder, `mode ${folder}`), 0o755);
    await write(`${folder}/data.bin`, Buffer.from(`${folder}\0two`));
    await write(`${folder}/empty ${folder}`, '');
  }
  await write('pointer.bin', 'version https://git-lfs.github.com/spec/v1\noid sha256:2\nsize 6\n');
  await git('add', '-A');
  for (const folder of ['x b', 'Part 1', '-dash', 'ünï']) {
    await write('.git/target', `to ${folder}`);
    const target = await git('hash-object', '-w', '.git/target');
    await git('update-index', '--cacheinfo', `120000,${target},${folder}/kind ${folder}`);
  }
  await git('update-index', '--add', '--cacheinfo', `160000,${second},x b/sub module`);
  await git('commit', '-q', '-m', 'change');
  expected = await takeDiff();
  const opened = await openRepository(await openWorkspace(dir));
  for (const { oldMode, newMode, oldBlob, newBlob } of expected) {
    for (const [mode, oid] of [
      [oldMode, oldBlob],
      [newMode, newBlob],
    ]) {
      if (typeof oid !== 'string') continue;
      const bytes = mode === '160000' ? `Subproject commit ${oid}\n` : await opened.blob(oid);
      blobs.set(oid, Buffer.from(bytes));
    }
  }
  await opened.close();
}, 60_000);
afterAll(() => repository.remove());
afterEach(() => vi.unstubAllEnvs());

describe('hostile names and contents', () => {
  test('every file has the identity that the trees give it', async () => {
    const raw = await repository.git('diff-tree', '-r', '-M', '-z', '--no-abbrev', 'HEAD~', 'HEAD');
    const fields = raw.split('\0');
    const identities: unknown[] = [];
    for (let at = 0; at + 1 < fields.length; at++) {
      const [oldMode, newMode, oldOid, newOid, status = ''] = fields[at]?.slice(1).split(' ') ?? [];
      const previous = status.startsWith('R') ? fields[++at] : undefined;
      identities.push([oldMode, newMode, oldOid, newOid, status[0], previous, fields[++at]]);
    }
    const zero = '0'.repeat(40);
    expect(
      expected.map((file) => [
        file.oldMode,
        file.newMode,
        file.oldBlob ?? zero,
        file.newBlob ?? zero,
        file.status[0]?.toUpperCase(),
        file.previousPath,
        file.path,
      ]),
    ).toEqual(identities);
    expect(expected).toHaveLength(HOSTILE_NAMES.length + 4 * 7 + 2);
  });

  test('every file is verified, and its rows turn the old blob into the new one', () => {
    for (const file of expected) {
      expect([file.path, file.verified, file.unverifiedBecause]).toEqual([
        file.path,
        true,
        undefined,
      ]);
      const isBinary = file.path.endsWith('data.bin');
      expect([file.path, file.binary]).toEqual([file.path, isBinary]);
      if (isBinary || file.status === 'typechange') continue;
      const before = file.oldBlob === null ? Buffer.of() : blobs.get(file.oldBlob);
      const after = file.newBlob === null ? Buffer.of() : blobs.get(file.newBlob);
      expect(applyHunks(file.hunks, before?.toString('utf8') ?? '')).toBe(after?.toString('utf8'));
    }
  });

  test('a type change carries the rows of both kinds', () => {
    const file = expected.find(({ path }) => path === 'x b/kind x b');
    expect(file).toMatchObject({ status: 'typechange', oldMode: '100644', newMode: '120000' });
    const lines = file?.hunks.flatMap((hunk) => hunk.lines) ?? [];
    expect(lines.filter(({ kind }) => kind === 'del')).toHaveLength(7);
    expect(lines.at(-1)).toEqual({
      kind: 'add',
      old: null,
      new: 1,
      text: 'to x b',
      noNewline: true,
    });
  });

  test('a limit to paths is literal', async () => {
    const opened = await openRepository(await openWorkspace(repository.dir));
    const changed = async (...paths: string[]) =>
      (await opened.diff('HEAD~', 'HEAD', { paths })).map(({ path }) => path);
    expect(await changed(':(glob)x.ts')).toEqual([':(glob)x.ts']);
    expect(await changed('*.ts')).toEqual(['*.ts']);
    expect(await changed('[id]/')).toEqual(['[id]/page.ts']);
    expect(await changed('-leading-dash', 'nowhere')).toEqual(['-leading-dash']);
    expect(await changed('.')).toHaveLength(expected.length);
    await opened.close();
  });
});

/** Settings of users and repositories that change or break what git diff prints. */
const SETTINGS: [string, string][] = [
  ['diff.noprefix', 'true'],
  ['diff.mnemonicPrefix', 'true'],
  ['diff.submodule', 'log'],
  ['diff.external', 'false'],
  ['color.ui', 'always'],
  ['color.diff', 'always'],
  ['diff.relative', 'true'],
  ['diff.wordRegex', '.'],
  ['diff.context', '0'],
  ['diff.interHunkContext', '50'],
  ['diff.suppressBlankEmpty', 'true'],
  ['diff.renames', 'false'],
  ['diff.renameLimit', '1'],
  ['diff.algorithm', 'patience'],
  ['diff.indentHeuristic', 'false'],
  ['diff.ignoreSubmodules', 'all'],
  ['diff.colorMoved', 'zebra'],
  ['diff.wsErrorHighlight', 'all'],
  ['diff.statGraphWidth', '1'],
  ['diff.orderFile', 'ORDER'],
  ['diff.custom.textconv', 'echo converted #'],
  ['diff.custom.command', 'false'],
  ['diff.custom.binary', 'true'],
  ['diff.custom.xfuncname', '.*'],
  ['core.attributesFile', 'ATTRIBUTES'],
  ['core.quotePath', 'false'],
  ['core.autocrlf', 'true'],
  ['core.fsmonitor', 'false'],
  ['core.pager', 'false'],
  ['core.abbrev', '4'],
  ['core.bigFileThreshold', '1'],
  ['core.precomposeUnicode', 'false'],
  ['core.ignoreCase', 'true'],
  ['i18n.logOutputEncoding', 'latin1'],
  ['submodule.x b/sub module.ignore', 'all'],
];

const ENVIRONMENTS: Record<string, string>[] = [
  { GIT_EXTERNAL_DIFF: 'false' },
  { GIT_DIFF_OPTS: '-u0' },
  { GIT_PAGER: 'false', PAGER: 'false', GIT_PAGER_IN_USE: '1' },
  { GIT_LITERAL_PATHSPECS: '1' },
  { GIT_ICASE_PATHSPECS: '1' },
  { GIT_NAMESPACE: 'other' },
  { GIT_ATTR_SOURCE: 'HEAD' },
  { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'diff.noprefix', GIT_CONFIG_VALUE_0: 'true' },
  { GIT_CONFIG_PARAMETERS: "'diff.noprefix'='true'" },
  { GIT_TRACE: '1' },
  { LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de' },
];

describe('hostile settings change nothing', () => {
  test('in the repository, one by one', async () => {
    await repository.write('.git/order', '*.bin\nz*\n');
    await repository.write('.git/hostile-attributes', '* -diff\n');
    for (const [key, value] of SETTINGS) {
      const path = value === 'ORDER' ? '.git/order' : '.git/hostile-attributes';
      const file = /^[A-Z]+$/.test(value) ? join(repository.dir, path) : value;
      await repository.git('config', key, file);
      expect([key, await takeDiff()]).toEqual([key, expected]);
      await repository.git('config', '--unset', key);
    }
  }, 60_000);

  test('all at once, of the user and of the repository, with attributes that hide text', async () => {
    const user = join(repository.dir, '.git', 'user-config');
    for (const [key, value] of SETTINGS) {
      if (/^[A-Z]+$/.test(value)) continue;
      await repository.git('config', '--file', user, key, value);
      await repository.git('config', key, value);
    }
    vi.stubEnv('GIT_CONFIG_GLOBAL', user);
    vi.stubEnv('GIT_CONFIG_SYSTEM', user);
    await repository.write('.git/info/attributes', '* -diff -text diff=custom\n');
    await repository.write('.gitattributes', '* -diff binary\n');
    expect(await takeDiff()).toEqual(expected);
    await repository.git('checkout', '-q', '--', '.gitattributes').catch(() => undefined);
  });

  test('in the environment', async () => {
    for (const environment of ENVIRONMENTS) {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      expect([environment, await takeDiff()]).toEqual([environment, expected]);
      vi.unstubAllEnvs();
    }
  });

  test('replaced objects are seen as they are', async () => {
    const file = expected.find(({ path }) => path === 'plain.ts');
    await repository.git('replace', file?.newBlob ?? '', file?.oldBlob ?? '');
    await repository.git('replace', 'HEAD', 'HEAD~');
    expect(await takeDiff()).toEqual(expected);
    await repository.git('replace', '-d', 'HEAD', file?.newBlob ?? '').catch(() => undefined);
  });
});
