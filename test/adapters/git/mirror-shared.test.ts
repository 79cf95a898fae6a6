import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMirrorCache } from '../../../src/adapters/git/mirror-cache.ts';
import { folderSize } from '../../../src/adapters/git/mirror-evict.ts';
import { cleanGitEnvironment } from '../../support/git-repository.ts';
import { type GitHubStandIn, startGitHub } from '../../support/github/stand-in.ts';

const COUNT = 60;
/** Some hundred git processes, on a machine that may have other things to do. */
const PATIENCE_MS = 120_000;
const CHILD = fileURLToPath(new URL('mirror-child.ts', import.meta.url));

/** A repository of its own, with a commit that no other has. */
interface Scene {
  url: string;
  commit: string;
  name: string;
}

let github: GitHubStandIn;
let scenes: Scene[];
let token: string;
let source: string;
let root: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  github = await startGitHub();
  source = await mkdtemp(join(tmpdir(), 'backline-source-'));
  const env = cleanGitEnvironment();
  execFileSync('git', ['init', '-q', '--bare', source], { env });
  execFileSync('git', ['-C', source, 'fast-import', '--quiet'], { env, input: branches() });
  await github.createRepository('acme/shop', { from: source });
  const listed = execFileSync('git', ['-C', source, 'for-each-ref', '--format=%(objectname)'], {
    env,
    encoding: 'utf8',
  });
  const commits = listed.trim().split('\n');
  scenes = commits.map((commit, at) => {
    const owner = `owner-${at}`;
    return { url: `${github.origin}/${owner}/shop.git`, commit, name: nameOf(at) };
  });
  for (let at = 0; at < COUNT; at++) {
    await github.fork('acme/shop', `owner-${at}`);
    github.setRole(`owner-${at}/shop`, 'reader', 'read');
  }
  token = github.createToken('reader');
}, PATIENCE_MS);
afterAll(async () => {
  await github.close();
  await rm(source, { recursive: true, force: true });
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'backline-shared-'));
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  github.faults.clear();
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

function nameOf(at: number): string {
  return `branch-${String(at).padStart(2, '0')}`;
}

/** For fast-import: a branch each, whose file holds its name. */
function branches(): string {
  const all = Array.from({ length: COUNT }, (_, at) => {
    const name = nameOf(at);
    return [
      `commit refs/heads/${name}`,
      'committer dev <dev@example.com> 1700000000 +0000',
      `data ${name.length}\n${name}`,
      `M 100644 inline name\ndata ${name.length}\n${name}\n`,
    ].join('\n');
  });
  return `${all.join('\n')}\ndone\n`;
}

function startChild(maxBytes: number, rounds: number, wanted: readonly Scene[]) {
  const words = wanted.map(({ url, commit, name }) => `${url} ${commit} ${name}`);
  const args = [CHILD, root, String(maxBytes), token, String(rounds), ...words];
  const child = spawn(process.execPath, args, {
    env: cleanGitEnvironment(),
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  children.add(child);
  return { child, end: Promise.all([once(child, 'exit'), text(child.stderr)]) };
}

const uploads = (): number =>
  github.requests.filter(({ path }) => path.endsWith('/git-upload-pack')).length;

test(
  'sixty repositories side by side, each with its own objects, within the size',
  async () => {
    const log: string[] = [];
    const options = { log: (line: string) => void log.push(line) };
    const roomy = createMirrorCache(root, { ...options, maxBytes: 1e9 });
    const read = async ({ url, commit, name }: Scene, cache: typeof roomy): Promise<void> => {
      const mirror = await cache.open({ url, token: async () => token });
      await mirror.fetch([commit]);
      const repository = await mirror.open();
      const bytes = await (await repository.at(commit)).read('name');
      await repository.close();
      await mirror.close();
      expect(Buffer.from(bytes ?? []).toString()).toBe(name);
    };
    const workers = async (all: readonly Scene[], cache: typeof roomy): Promise<void> => {
      const left = [...all];
      const work = async (): Promise<void> => {
        for (let one = left.shift(); one !== undefined; one = left.shift()) await read(one, cache);
      };
      await Promise.all([work(), work(), work(), work()]);
    };
    await workers(scenes, roomy);
    const here = (await readdir(root)).filter((name) => name.endsWith('.git'));
    expect(here.length).toBe(COUNT);
    expect(log).toEqual([]);

    const before = uploads();
    const half = (await folderSize(root)) / 2;
    const tight = createMirrorCache(root, { ...options, maxBytes: half });
    await workers(scenes.slice(-5), tight);
    expect(uploads()).toBe(before);
    expect(await folderSize(root)).toBeLessThanOrEqual(half);
    // What was used last is there without another request.
    await workers(scenes.slice(-5), tight);
    expect(uploads()).toBe(before);
  },
  PATIENCE_MS,
);

test('two processes that remove what the other let go of never lose what they read', async () => {
  const some = scenes.slice(0, 4);
  const both = [startChild(0, 3, some), startChild(0, 3, some.toReversed())];
  for (const { end } of both) {
    const [[code], said] = await end;
    expect(said).toBe('');
    expect(code).toBe(0);
  }
  expect(await folderSize(root)).toBe(0);
});

test('takes over at once from a process that was killed while it fetched', async () => {
  const [scene] = scenes as [Scene];
  github.faults.add({ path: /git-upload-pack$/, delayMs: 60_000, times: 1 });
  const before = uploads();
  const killed = startChild(1e9, 1, [scene]);
  await expect.poll(uploads, { timeout: 10_000 }).toBe(before + 1);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  const [[code], said] = await startChild(1e9, 1, [scene]).end;
  expect(said).toBe('');
  expect(code).toBe(0);
});
