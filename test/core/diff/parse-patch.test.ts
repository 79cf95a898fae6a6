import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangedFile } from '../../../src/core/diff/model.ts';
import { parsePatch } from '../../../src/core/diff/parse-patch.ts';
import { UserError } from '../../../src/core/errors.ts';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';
import { HOSTILE_NAMES } from '../../support/hostile-names.ts';

const run = promisify(execFile);
const parse = (text: string) => parsePatch(Buffer.from(text, 'utf8'));
const brief = (files: ChangedFile[]) =>
  files.map(({ status, path, previousPath }) => [status, path, previousPath].filter(Boolean));
const rows = (files: ChangedFile[]) => files.flatMap(({ hunks }) => hunks.flatMap((h) => h.lines));

let repository: TestRepository;

beforeAll(async () => {
  repository = await createRepository();
  const { write, git, commit } = repository;
  for (const name of HOSTILE_NAMES) await write(name, 'one\ntwo\nthree\n');
  for (const name of ['moved', 'x b/moved too', 'gone', 'kind', 'mode']) {
    await write(name, `${name}\n1\n2\n3\n4\n5\n`);
  }
  await write('binary', Buffer.from([0, 1, 2]));
  await commit('base');
  for (const name of HOSTILE_NAMES) await write(name, 'one\n2\nthree\n--- a/x\n+++ b/x\n');
  await git('mv', 'moved', 'moved away');
  await git('mv', 'x b/moved too', 'x b/moved and edited');
  await write('x b/moved and edited', 'x b/moved too\n1\n2\n3\n4\n6\n');
  await git('rm', '-q', 'gone', 'kind');
  await git('update-index', '--chmod=+x', 'mode');
  await write('empty', '');
  await write('binary', Buffer.from([0, 1, 3]));
  await git('add', '-A');
  await git('update-index', '--chmod=+x', 'mode');
  const target = await git('hash-object', '-w', '--', 'empty');
  await git('update-index', '--add', '--cacheinfo', `120000,${target},kind`);
  await git('commit', '-q', '-m', 'change\n\n--- a/prose\ndiff --git a/prose b/prose\n\nmore');
});
afterAll(() => repository.remove());

describe('a patch of git', () => {
  test.each([
    ['plain', []],
    ['without prefixes', ['--no-prefix']],
    ['with other prefixes', ['--src-prefix=i/', '--dst-prefix=w/']],
    ['without quoting', ['-c', 'core.quotePath=false']],
    ['with full ids and binaries', ['--full-index', '--binary']],
    ['with short ids', ['--abbrev=4']],
    ['without context', ['-U0']],
  ])('%s gives names, status and modes as the trees have them', async (_, flags) => {
    const settings = flags[0] === '-c' ? flags : [];
    const options = flags[0] === '-c' ? [] : flags;
    const text = await repository.git(...settings, 'diff', '-M', ...options, 'HEAD~', 'HEAD');
    const files = parse(`${text}\n`);
    const raw = await repository.git('diff', '-M', '--raw', '-z', '--no-abbrev', 'HEAD~', 'HEAD');
    const fields = raw.split('\0');
    const expected: unknown[] = [];
    for (let at = 0; fields[at]?.startsWith(':') === true; at += 2) {
      const [oldMode, newMode, , , status = ''] = fields[at]?.slice(1).split(' ') ?? [];
      if (status.startsWith('R')) at++;
      expected.push([fields[at + 1], status[0]?.toLowerCase(), oldMode, newMode]);
    }
    expect(files.map((file) => [file.path, file.status[0], file.oldMode, file.newMode])).toEqual(
      expected,
    );
    expect(files.filter(({ binary }) => binary).map(({ path }) => path)).toEqual(['binary']);
    expect(files.find(({ path }) => path === 'moved away')?.previousPath).toBe('moved');
    expect(files.every(({ verified, oldBlob }) => !verified && oldBlob === null)).toBe(true);
    const added = rows(files).filter(({ kind }) => kind === 'add');
    expect(added.filter(({ text: row }) => row === '--- a/x')).toHaveLength(HOSTILE_NAMES.length);
  });

  test('in a mail or behind a message reads the same as a bare one', async () => {
    const bare = parse(`${await repository.git('diff', '-M', 'HEAD~', 'HEAD')}\n`);
    const shown = await repository.git('show', '-M', 'HEAD');
    expect(parse(`${shown}\n`)).toEqual(bare);
    const mail = await repository.git('format-patch', '-1', '--stdout', '-M');
    expect(parse(`${mail}\n`)).toEqual(bare);
  });

  test('survives a transport with CRLF, a byte order mark and UTF-16', async () => {
    const text = `${await repository.git('diff', '-M', 'HEAD~', 'HEAD')}\n`;
    const bare = parse(text);
    expect(parse(text.replaceAll('\n', '\r\n'))).toEqual(bare);
    expect(parse(`\ufeff${text}`)).toEqual(bare);
    expect(parsePatch(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(bare);
  });

  test('keeps the carriage returns of a CRLF file', () => {
    const patch = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n';
    expect(rows(parse(patch)).map(({ text }) => text)).toEqual(['a\r', 'b\r']);
  });

  test('cut anywhere is refused or gives a part that is right as far as it goes', async () => {
    const text = `${await repository.git('diff', '-M', 'HEAD~', 'HEAD', '--', 'plain.ts', 'mode', 'moved', 'moved away', 'gone', 'binary')}\n`;
    const whole = parse(text);
    const outcomes = Array.from({ length: text.length - 1 }, (_, index) => {
      const end = index + 1;
      try {
        return { end, part: parse(text.slice(0, end)) };
      } catch (error) {
        return { end, error };
      }
    });
    const errors = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]));
    expect(errors.filter((error) => !(error instanceof UserError))).toEqual([]);
    expect(errors.length).toBeGreaterThan(text.length - 12);
    for (const { end, part } of outcomes) {
      if (part === undefined) continue;
      expect(text[end - 1]).toBe('\n');
      expect(part).toEqual(whole.slice(0, part.length));
    }
  });
});

describe('a patch of diff -u', () => {
  test('takes paths and status from names and time stamps', () => {
    const stamp = '2024-05-06 07:08:09.000000000 +0000';
    const epoch = '1970-01-01 00:00:00.000000000 +0000';
    const text = [
      `diff -ruN old/a b.c new/a b.c\n--- old/a b.c\t${stamp}\n+++ new/a b.c\t${stamp}\n@@ -1 +1 @@\n-a\n+b\n`,
      `--- old/n.c\t${epoch}\n+++ new/n.c\t${stamp}\n@@ -0,0 +1 @@\n+b\n`,
      `--- old/d.c\t${stamp}\n+++ new/d.c\t${epoch}\n@@ -1 +0,0 @@\n-b\n`,
      `--- "old/caf\\303\\251"\t${stamp}\n+++ "new/caf\\303\\251"\t${stamp}\n@@ -1 +1 @@\n-a\n+b\n`,
      'Binary files old/p.png and new/p.png differ\nOnly in new: z\n',
    ].join('');
    expect(brief(parse(text))).toEqual([
      ['modified', 'a b.c'],
      ['added', 'n.c'],
      ['deleted', 'd.c'],
      ['modified', 'café'],
      ['modified', 'p.png'],
    ]);
  });

  test('as the program here prints it', async () => {
    const { dir, write } = repository;
    await write('.git/one/src/x.c', 'a\nb\n');
    await write('.git/two/src/x.c', 'a\nc\n');
    const failed: { stdout: string } = await run('diff', ['-ru', '.git/one', '.git/two'], {
      cwd: dir,
    }).catch((error: { stdout: string }) => error);
    const files = parse(failed.stdout);
    expect(files[0]?.hunks[0]?.lines.map(({ kind }) => kind)).toEqual(['context', 'del', 'add']);
  });

  test('keeps a name that is the same on both sides, and drops ./', () => {
    const hunk = '@@ -1 +1 @@\n-a\n+b\n';
    expect(brief(parse(`--- src/x.c\n+++ src/x.c\n${hunk}`))).toEqual([['modified', 'src/x.c']]);
    expect(brief(parse(`--- x.c.orig\n+++ ./x.c\n${hunk}`))).toEqual([['modified', 'x.c']]);
  });
});

describe('what is no plain patch', () => {
  test('nothing at all is a change of nothing', () => {
    expect(parse('')).toEqual([]);
    expect(parse(' \n\n')).toEqual([]);
  });

  test('a submodule that git prints as a log is still named', () => {
    expect(parse('Submodule lib abc1234..def5678:\n  > a commit\n')).toMatchObject([
      { path: 'lib', newMode: '160000', hunks: [], verified: false },
    ]);
  });

  const hunk = '@@ -1 +1 @@\n-a\n+b\n';
  test.each([
    ['prose', 'hello\nworld\n', /This is no patch/],
    ['a merge', `diff --cc x\nindex 1,2..3\n--- a/x\n+++ b/x\n@@@ -1 -1 +1 @@@\n`, /combined diff/],
    ['colours', `\u001b[1mdiff --git a/x b/x\u001b[m\n${hunk}`, /--no-color/],
    ['a series', `diff --git a/x b/x\n--- a/x\n+++ b/x\n${hunk}`.repeat(2), /more than once/],
    ['a lone header', 'diff --git a/x b/x\n', /cut off/],
    ['names without rows', 'diff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n', /cut off/],
    ['half a rename', 'diff --git a/x b/y\nsimilarity index 100%\nrename from x\n', /cut off/],
  ])('%s is refused in one line', (_, text, message) => {
    expect(() => parse(text)).toThrow(UserError);
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(/^[^\n]+$/);
  });
});
