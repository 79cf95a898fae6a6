import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { array, asyncProperty, assert, constantFrom, string, tuple } from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { checkSection } from '../../../src/adapters/git/check-section.ts';
import { openRepository, type GitRepository } from '../../../src/adapters/git/repository.ts';
import { runGit } from '../../../src/adapters/git/run-git.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { UserError } from '../../../src/core/errors.ts';
import {
  cleanGitEnvironment,
  createRepository,
  repositoryAt,
  type TestRepository,
} from '../../support/git-repository.ts';
import { applyHunks } from './apply-hunks.ts';

let repository: TestRepository;
const opened: GitRepository[] = [];
const folders: string[] = [];

beforeAll(async () => {
  repository = await createRepository();
  await repository.commit('start');
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  for (const dir of folders.splice(0)) await rm(dir, { recursive: true, force: true });
});
afterAll(() => repository.remove());

async function open(dir = repository.dir): Promise<GitRepository> {
  const one = await openRepository(await openWorkspace(dir));
  opened.push(one);
  return one;
}

/** Commits each list of files as a whole tree on the branch `imported`, in one git process. */
async function importCommits(trees: [path: string, content: string][][]): Promise<void> {
  const stream: string[] = ['reset refs/heads/imported\n'];
  const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`;
  for (const [index, files] of trees.entries()) {
    stream.push('commit refs/heads/imported\ncommitter T <t@example.com> 1700000000 +0000\n');
    stream.push(data(`tree ${index}`), 'deleteall\n');
    for (const [path, content] of files) stream.push(`M 100644 inline ${path}\n${data(content)}`);
  }
  await runGit(['fast-import', '--quiet', '--force'], {
    cwd: repository.dir,
    env: cleanGitEnvironment(),
    input: stream.join(''),
  });
}

const line = constantFrom(
  'a',
  'b',
  '',
  ' ',
  '-- x',
  '++ y',
  '@@ -1 +1 @@',
  '\\ No',
  'é',
  '\u2028',
  '\r',
);
const text = tuple(array(line, { maxLength: 30 }), constantFrom('', '\n', 'end')).map(
  ([lines, end]) => lines.join('\n') + end,
);

test('applying the rows to any old text gives the new one', async () => {
  const git = await open();
  const pairs = array(tuple(text, text), { minLength: 150, maxLength: 150 });
  const wild = array(tuple(string({ unit: 'grapheme' }), string({ unit: 'grapheme' })), {
    minLength: 20,
    maxLength: 20,
  });
  await assert(
    asyncProperty(pairs, wild, async (some, more) => {
      const all = [...some, ...more.map(([a, b]): [string, string] => [clean(a), clean(b)])];
      await importCommits(
        ([0, 1] as const).map((side) => all.map((pair, index) => [`p/${index}`, pair[side]])),
      );
      const files = await git.diff('imported~', 'imported');
      const seen = new Map(files.map((file) => [file.path, file]));
      for (const [index, [before, after]] of all.entries()) {
        const file = seen.get(`p/${index}`);
        expect([before, after, file?.unverifiedBecause]).toEqual([before, after, undefined]);
        expect(applyHunks(file?.hunks ?? [], before)).toBe(after);
      }
      expect(files).toHaveLength(all.filter(([before, after]) => before !== after).length);
    }),
    { numRuns: 3, endOnFailure: true },
  );
});

/** NUL makes a file binary, and lone surrogates have no UTF-8. */
function clean(value: string): string {
  return value.replaceAll('\0', '0').toWellFormed();
}

test('a line of five megabytes', async () => {
  const long = 'x'.repeat(5_000_000);
  await repository.write('long', `${long}\n`);
  await repository.commit('long');
  await repository.write('long', `${long}é\nend\n`);
  await repository.commit('longer');
  const [file] = await (await open()).diff('HEAD~', 'HEAD');
  expect(file?.verified).toBe(true);
  expect(file?.hunks[0]?.lines.map((row) => row.text.length)).toEqual([5_000_000, 5_000_001, 3]);
});

test('renames with edits are found among more files than git looks at by default', async () => {
  const body = (index: number) =>
    Array.from({ length: 12 }, (_, row) => `${index} ${row} ${index * row}\n`).join('');
  const count = 1050;
  const indices = Array.from({ length: count }, (_, index) => index);
  await importCommits([
    indices.map((index) => [`old/${index}`, body(index)]),
    indices.map((index) => [`new/renamed-${index}`, `${body(index)}edited\n`]),
  ]);
  const files = await (await open()).diff('imported~', 'imported');
  expect(files).toHaveLength(count);
  expect(files.every(({ status, verified }) => status === 'renamed' && verified)).toBe(true);
});

test('a binary that only moved is binary, a text that only moved is not', async () => {
  await importCommits([
    [
      ['old/image', 'PNG\0\u0001\n'],
      ['old/notes', 'some text\nmore of it\n'],
    ],
    [
      ['new/image', 'PNG\0\u0001\n'],
      ['new/notes', 'some text\nmore of it\n'],
    ],
  ]);
  const git = await open();
  expect(await git.diff('imported~1', 'imported')).toMatchObject([
    { path: 'new/image', status: 'renamed', binary: true, verified: true, hunks: [] },
    { path: 'new/notes', status: 'renamed', binary: false, verified: true, hunks: [] },
  ]);
});

test('rows of other objects, or rows that do not fit, come without rows and with the reason', async () => {
  const objects = {
    read: (oid: string) =>
      Promise.resolve({ oid, type: 'blob', content: Buffer.from(oid === 'aa' ? 'a\n' : 'b\n') }),
    close: () => Promise.resolve(),
  };
  const check = (index: string, hunks: string) =>
    checkSection(
      { header: ['diff --git a/x b/x', `index ${index} 100644`, '--- a/x', '+++ b/x'], hunks },
      { mode: '100644', oid: 'aa' },
      { mode: '100644', oid: 'bb' },
      objects,
    );
  const right = '@@ -1 +1 @@\n-a\n+b\n';
  expect(await check('aa..bb', right)).toMatchObject({ disagreement: null, binary: false });
  expect((await check('aa..bb', right)).hunks).toHaveLength(1);
  for (const [index, hunks, why] of [
    ['aa..cc', right, 'other objects'],
    ['aa..bb', right.replace('+b', '+c'), 'new line 1'],
    ['aa..bb', '@@ -1,2 +1 @@\n-a\n+b\n', 'ends inside'],
    ['aa..bb', '', 'behind the last row'],
  ] as const) {
    const checked = await check(index, hunks);
    expect(checked.hunks).toEqual([]);
    expect(checked.disagreement).toContain(why);
  }
});

test('a missing object is an error, never a part of the change', async () => {
  const broken = await createRepository();
  folders.push(broken.dir);
  for (const content of ['1\n', '2\n']) {
    await broken.write('first', content);
    await broken.write('second', content);
    await broken.commit(content);
  }
  const oid = await broken.git('rev-parse', 'HEAD:second');
  await rm(join(broken.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)));
  const git = await open(broken.dir);
  await expect(git.diff('HEAD~', 'HEAD')).rejects.toThrow(UserError);
  await expect(git.diff('HEAD~', 'HEAD')).rejects.toThrow(/lacks objects.*fsck/);
});

test.each(['blob:none', 'tree:0'])('a partial clone (%s) fetches what it lacks', async (filter) => {
  const origin = await createRepository();
  folders.push(origin.dir, `${origin.dir}-partial`);
  await origin.git('config', 'uploadpack.allowFilter', 'true');
  await origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  await origin.write('src/a.ts', 'one\nneedle\n');
  await origin.write('.gitattributes', '*.ts linguist-generated\n');
  await origin.commit('one');
  await origin.git('mv', 'src/a.ts', 'src/b.ts');
  await origin.write('src/c.ts', 'new\n');
  await origin.commit('two');
  const { dir } = repositoryAt(`${origin.dir}-partial`);
  const source = `file://${origin.dir}`;
  await origin.git('clone', '-q', `--filter=${filter}`, '--no-checkout', source, dir);
  const git = await open(dir);
  expect(git.workspace.partial).toBe(true);
  const files = await git.diff('HEAD~', 'HEAD');
  expect(files.map(({ status, path, verified }) => [status, path, verified])).toEqual([
    ['renamed', 'src/b.ts', true],
    ['added', 'src/c.ts', true],
  ]);
  const before = await git.at('HEAD~');
  expect(Buffer.from((await before.read('src/a.ts')) ?? []).toString()).toContain('needle');
  const head = await git.at('HEAD');
  expect((await head.search('needle', { limit: 9, under: ['src'] })).matches).toMatchObject([
    { path: 'src/b.ts', line: 2 },
  ]);
  const attributes = await head.attributes(['x.ts'], ['linguist-generated']);
  expect(attributes.get('x.ts')).toEqual({ 'linguist-generated': 'set' });
});

test('a partial clone whose remote is gone says so in one line', async () => {
  const origin = await createRepository();
  folders.push(origin.dir, `${origin.dir}-alone`);
  await origin.git('config', 'uploadpack.allowFilter', 'true');
  await origin.write('a', '1\n');
  await origin.commit('one');
  await origin.write('a', '2\n');
  await origin.commit('two');
  const source = `file://${origin.dir}`;
  const dir = `${origin.dir}-alone`;
  await origin.git('clone', '-q', '--filter=blob:none', '--no-checkout', source, dir);
  await origin.remove();
  const error: unknown = await (
    await open(dir)
  )
    .diff('HEAD~', 'HEAD')
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(/^This is a partial clone[^\n]+$/);
});

test('a name that is no UTF-8 is shown with replacements and read by that name', async () => {
  await importCommits([[], [['"bytes \\377.ts"', 'content\n']]]);
  const git = await open();
  const [file] = await git.diff('imported~', 'imported');
  expect(file).toMatchObject({ path: 'bytes \ufffd.ts', status: 'added', verified: true });
  const snapshot = await git.at('imported');
  expect(Buffer.from((await snapshot.read('bytes \ufffd.ts')) ?? []).toString()).toBe('content\n');
});

test('an aborted diff stops with the reason', async () => {
  const git = await open();
  await expect(
    git.diff('HEAD~', 'HEAD', { signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
});
