import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMirrorCache, type MirrorCache } from '../../../src/adapters/git/mirror-cache.ts';
import type { Mirror } from '../../../src/adapters/git/mirror.ts';
import type { GitRepository } from '../../../src/adapters/git/repository.ts';
import { type GitHubStandIn, startGitHub } from '../../support/github/stand-in.ts';

let github: GitHubStandIn;
let root: string;
let folder: string;
let cache: MirrorCache;
let token: string;
/** Of acme/shop. */
let base: string;
let head: string;

beforeEach(async () => {
  github = await startGitHub();
  root = await mkdtemp(join(tmpdir(), 'backline-troubles-'));
  folder = join(root, 'cache');
  cache = createMirrorCache(folder, { maxBytes: 1e9, log: () => undefined });
  await github.createRepository('acme/shop', { files: { 'a.ts': 'one\n' } });
  base = await github.git('acme/shop', 'rev-parse', 'refs/heads/main');
  head = await github.push('acme/shop', { branch: 'topic', files: { 'a.ts': 'two\n' } });
  token = github.createToken('acme');
});
afterEach(async () => {
  await github.close();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

/** Has git's fetches fail with these words, each time that the function it gives is called once. */
async function failingGit(words: string): Promise<() => Promise<void>> {
  const programs = join(root, 'bin');
  const flag = join(root, 'fails');
  await mkdir(programs);
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const fail = `test -e ${flag} && { rm ${flag}; echo 'fatal: ${words}' >&2; exit 128; }`;
  const script = `#!/bin/sh\ncase "$*" in *fetch*) ${fail};; esac\nexec ${git} "$@"\n`;
  await writeFile(join(programs, 'git'), script);
  await chmod(join(programs, 'git'), 0o755);
  vi.stubEnv('PATH', `${programs}${delimiter}${process.env['PATH']}`);
  return () => writeFile(flag, '');
}

function open(name: string): Promise<Mirror> {
  return cache.open({ url: `${github.origin}/acme/${name}.git`, token: async () => token });
}

async function fetchOnce(name: string, commit: string): Promise<void> {
  const mirror = await open(name);
  try {
    await mirror.fetch([commit]);
  } finally {
    await mirror.close();
  }
}

async function text(repository: GitRepository, commit: string): Promise<string> {
  return Buffer.from((await (await repository.at(commit)).read('a.ts')) ?? []).toString();
}

test('a fetch that finds the disk full makes room and tries again', async () => {
  await github.createRepository('acme/idle', { files: { 'b.ts': 'idle\n' } });
  const idle = await github.git('acme/idle', 'rev-parse', 'refs/heads/main');
  const fail = await failingGit('write error: No space left on device');
  // There is nothing to remove yet.
  await fail();
  await expect(fetchOnce('idle', idle)).rejects.toMatchObject({ kind: 'disk_full' });
  await fetchOnce('idle', idle);
  await fail();
  await fetchOnce('shop', base);
  const left = (await readdir(folder)).filter((name) => name.endsWith('.git'));
  expect(left).toEqual([expect.stringContaining('+acme+shop')]);
});

test('a fetch that fails for no known reason takes nothing from who reads a sound folder', async () => {
  const fail = await failingGit('protocol error: an odd answer');
  const [reader, writer] = [await open('shop'), await open('shop')];
  await reader.fetch([base]);
  const repository = await reader.open();
  await fail();
  await expect(writer.fetch([head])).rejects.toMatchObject({ kind: 'failed' });
  await writer.fetch([head]);
  expect(await text(repository, base)).toBe('one\n');
  expect(await text(repository, head)).toBe('two\n');
  await repository.close();
  await Promise.all([reader.close(), writer.close()]);
});

test('a damaged folder is begun anew when a fetch fails, also while others read it', async () => {
  const fail = await failingGit('pack has bad object');
  const [reader, writer] = [await open('shop'), await open('shop')];
  await reader.fetch([base]);
  const packs = join(reader.folder, 'objects', 'pack');
  for (const name of await readdir(packs)) await rm(join(packs, name));
  await fail();
  await writer.fetch([head]);
  const repository = await writer.open();
  expect(await text(repository, head)).toBe('two\n');
  await repository.close();
  await Promise.all([reader.close(), writer.close()]);
});
