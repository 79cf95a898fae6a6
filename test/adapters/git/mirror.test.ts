import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FetchError } from '../../../src/adapters/git/fetch-error.ts';
import { type Mirror, openMirror } from '../../../src/adapters/git/mirror.ts';
import { type GitHubStandIn, startGitHub } from '../../support/github/stand-in.ts';

let github: GitHubStandIn;
let root: string;
let folder: string;
let url: string;
let token: string;
let base: string;
const opened: Mirror[] = [];

beforeEach(async () => {
  github = await startGitHub();
  root = await mkdtemp(join(tmpdir(), 'backline-mirror-'));
  folder = join(root, 'shop.git');
  await github.createRepository('acme/shop', { files: { 'src/a.ts': 'one\n', 'b.md': 'text\n' } });
  base = await github.git('acme/shop', 'rev-parse', 'refs/heads/main');
  url = `${github.origin}/acme/shop.git`;
  token = github.createToken('acme');
});
afterEach(async () => {
  for (const mirror of opened.splice(0)) await mirror.close();
  await github.close();
  await rm(root, { recursive: true, force: true });
});

async function open(signal?: AbortSignal): Promise<Mirror> {
  const mirror = await openMirror(folder, {
    url,
    token: async () => token,
    retryDelayMs: 1,
    ...(signal !== undefined && { signal }),
  });
  opened.push(mirror);
  return mirror;
}

async function text(mirror: Mirror, commit: string, path: string): Promise<string | null> {
  const repository = await mirror.open();
  try {
    const bytes = await (await repository.at(commit)).read(path);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  } finally {
    await repository.close();
  }
}

async function serve(listener: RequestListener): Promise<{ origin: string; close: () => void }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => server.close().closeAllConnections(),
  };
}

const fetches = (): number =>
  github.requests.filter((one) => one.path.endsWith('/git-upload-pack')).length;

async function filesBelow(place: string): Promise<string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

test('fetches commits without their history and reads them', async () => {
  const head = await github.push('acme/shop', { branch: 'topic', files: { 'src/a.ts': 'two\n' } });
  const mirror = await open();
  await mirror.fetch([base, head]);
  expect(await text(mirror, base, 'src/a.ts')).toBe('one\n');
  expect(await text(mirror, head, 'src/a.ts')).toBe('two\n');
  const repository = await mirror.open();
  const files = await repository.diff(base, head);
  await repository.close();
  expect(files).toMatchObject([{ path: 'src/a.ts', verified: true }]);
});

test('asks the server for nothing that is here already, also when opened again', async () => {
  const mirror = await open();
  await mirror.fetch([base]);
  const before = github.requests.length;
  await mirror.fetch([base, base]);
  await (await open()).fetch([base]);
  expect(github.requests.length).toBe(before);
});

test("fetches a fork's head from the base repository", async () => {
  await github.fork('acme/shop', 'somebody');
  const head = await github.push('somebody/shop', { branch: 'fix', files: { 'c.ts': 'fork\n' } });
  await github.openPullRequest({ repo: 'acme/shop', head: 'fix', fromFork: 'somebody/shop' });
  const mirror = await open();
  await mirror.fetch([base, head]);
  expect(await text(mirror, head, 'c.ts')).toBe('fork\n');
});

test('brings a new head after a push and after a force push', async () => {
  const mirror = await open();
  await mirror.fetch([base]);
  const first = await github.push('acme/shop', { branch: 'topic', files: { 'd.ts': '1\n' } });
  await mirror.fetch([first]);
  const second = await github.push('acme/shop', {
    branch: 'topic',
    files: { 'd.ts': '2\n' },
    onto: base,
  });
  await mirror.fetch([second]);
  expect(await text(mirror, first, 'd.ts')).toBe('1\n');
  expect(await text(mirror, second, 'd.ts')).toBe('2\n');
});

test('the token is in no argument list, no environment and no file', async () => {
  github.faults.add({ path: /git-upload-pack$/, delayMs: 1000 });
  const mirror = await open();
  const done = mirror.fetch([base]);
  const seen = new Set<string>();
  let leaks = 0;
  const state = { finished: false };
  void done.finally(() => (state.finished = true));
  while (!state.finished) {
    const look = async (pid: string): Promise<void> => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
      const variables = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      if (command.includes(url)) seen.add(command.split('\0')[0] ?? '');
      if (command.includes(token) || variables.includes(token)) leaks += 1;
    };
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    await Promise.all(pids.map(look));
  }
  await done;
  // The search did meet git and the program that speaks HTTP for it.
  expect([...seen].some((name) => name.includes('remote-http'))).toBe(true);
  expect(leaks).toBe(0);
  for (const path of await filesBelow(root)) {
    expect((await readFile(path)).includes(token)).toBe(false);
  }
});

test.each([
  ['at once', false],
  ['after it was shown the token', true],
])('shows the token to no server that its own redirects to %s', async (_when, asksFirst) => {
  const shown: (string | undefined)[] = [];
  const elsewhere = await serve((request, response) => {
    shown.push(request.headers.authorization);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="elsewhere"' }).end();
  });
  const own = await serve((request, response) => {
    if (asksFirst && request.headers.authorization === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    } else response.writeHead(302, { location: `${elsewhere.origin}${request.url}` }).end();
  });
  try {
    url = `${own.origin}/acme/shop.git`;
    await expect((await open()).fetch([base])).rejects.toBeInstanceOf(FetchError);
  } finally {
    own.close();
    elsewhere.close();
  }
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((header) => header !== undefined)).toEqual([]);
});

test('asks for another token once when the server refuses the first', async () => {
  const asked: boolean[] = [];
  const mirror = await openMirror(folder, {
    url,
    token: async ({ refresh }) => {
      asked.push(refresh);
      return refresh ? token : 'ghs_ended0000';
    },
  });
  opened.push(mirror);
  await mirror.fetch([base]);
  expect(asked).toEqual([false, true]);
  expect(await text(mirror, base, 'b.md')).toBe('text\n');
});

test('says what was wrong, without the token', async () => {
  const mirror = await open();
  const gone = '1234567890123456789012345678901234567890';
  await expect(mirror.fetch([gone])).rejects.toMatchObject({ kind: 'missing_commit' });
  token = 'ghs_wrong1234';
  const refused = await mirror.fetch([base]).catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'unauthorized' });
  expect((refused as FetchError).message).not.toContain(token);
  token = github.createToken('stranger');
  await expect(mirror.fetch([base])).rejects.toMatchObject({ kind: 'not_found' });
  token = github.createToken('acme');
  github.faults.add({ path: /info\/refs$/, status: 502, times: 5 });
  await expect(mirror.fetch([base])).rejects.toMatchObject({ kind: 'network' });
  github.faults.clear();
  await mirror.fetch([base]);
  expect(await text(mirror, base, 'src/a.ts')).toBe('one\n');
});

test.each([
  ['502 twice', { status: 502, times: 2 }],
  ['a connection that breaks', { cut: true }],
])('tries again after %s', async (_what, fault) => {
  github.faults.add({ path: /git-upload-pack$|info\/refs$/, skip: 1, ...fault });
  const mirror = await open();
  await mirror.fetch([base]);
  expect(await text(mirror, base, 'src/a.ts')).toBe('one\n');
});

test('refuses an address that holds credentials, and what is no commit id', async () => {
  const mirror = await openMirror(folder, {
    url: url.replace('//', '//user:secret@'),
    token: async () => token,
  });
  opened.push(mirror);
  await expect(mirror.fetch([base])).rejects.toThrow('must not hold credentials');
  await expect((await open()).fetch(['main'])).rejects.toThrow('No full commit id');
});

test.each([
  ['its configuration', (dir: string) => writeFile(join(dir, 'config'), '[core\n')],
  ['its HEAD', (dir: string) => rm(join(dir, 'HEAD'))],
  ['its objects', (dir: string) => rm(join(dir, 'objects'), { recursive: true })],
  [
    'the end of a pack',
    async (dir: string) => {
      const packs = (await filesBelow(dir)).filter((path) => path.endsWith('.pack'));
      for (const path of packs) await truncate(path, (await stat(path)).size - 30);
    },
  ],
  [
    'all packs',
    async (dir: string) => {
      for (const path of await filesBelow(join(dir, 'objects'))) await rm(path);
    },
  ],
  ['its name', (dir: string) => rm(join(dir, 'backline-mirror'))],
  [
    'what a start that was killed had not made yet',
    async (dir: string) => {
      for (const name of ['backline-mirror', 'HEAD', 'refs']) {
        await rm(join(dir, name), { recursive: true });
      }
      await writeFile(join(dir, 'config'), '');
      await writeFile(join(dir, 'HEAD.lock'), '');
    },
  ],
  ['a ref', async (dir: string) => writeFile(join(dir, 'refs', 'backline', base), 'no commit\n')],
])('heals a folder that lost %s', async (_what, damage) => {
  const first = await open();
  await first.fetch([base]);
  await first.close();
  await damage(folder);
  const mirror = await open();
  await mirror.fetch([base]);
  expect(await text(mirror, base, 'src/a.ts')).toBe('one\n');
});

test('heals a folder that lost the pack with the files of a kept commit', async () => {
  const first = await open();
  await first.fetch([base]);
  const packs = (await filesBelow(folder)).filter((path) => path.includes('/pack-'));
  const tree = await github.git('acme/shop', 'rev-parse', `${base}^{tree}`);
  const who = ['-c', 'user.name=dev', '-c', 'user.email=dev@example.com'];
  const same = await github.git('acme/shop', ...who, 'commit-tree', tree, '-m', 'same', '-p', base);
  await github.push('acme/shop', { branch: 'same', to: same });
  await first.fetch([same]);
  await first.close();
  for (const path of packs) await rm(path);
  const mirror = await open();
  await mirror.fetch([same]);
  expect(await text(mirror, same, 'src/a.ts')).toBe('one\n');
});

test('a folder that mirrors another repository is begun anew', async () => {
  await github.createRepository('acme/other', { files: { 'x.ts': 'x\n' } });
  await (await open()).fetch([base]);
  url = `${github.origin}/acme/other.git`;
  const commit = await github.git('acme/other', 'rev-parse', 'refs/heads/main');
  const mirror = await open();
  await mirror.fetch([commit]);
  expect(await text(mirror, commit, 'x.ts')).toBe('x\n');
  expect((await readdir(join(folder, 'refs', 'backline'))).toSorted()).toEqual([commit]);
});

test('fetches of the same folder wait for each other, and the second finds what it wants', async () => {
  github.faults.add({ path: /git-upload-pack$/, delayMs: 100 });
  const [one, other] = [await open(), await open()];
  await Promise.all([one.fetch([base]), other.fetch([base]), one.fetch([base])]);
  expect(fetches()).toBeLessThanOrEqual(2);
  expect(await text(other, base, 'src/a.ts')).toBe('one\n');
});

test('an abort ends git at once and leaves no lock behind', async () => {
  const abort = new AbortController();
  github.faults.add({ path: /git-upload-pack$/, delayMs: 10_000 });
  const mirror = await open(abort.signal);
  const done = mirror.fetch([base]);
  await expect.poll(fetches).toBe(1);
  abort.abort(new Error('superseded'));
  await expect(done).rejects.toThrow('superseded');
  expect((await filesBelow(root)).filter((path) => path.endsWith('.lock'))).toEqual([]);
  await (await open()).fetch([base]);
});

test('removes what a git that was killed left, and keeps what was fetched', async () => {
  const head = await github.push('acme/shop', { branch: 'topic', files: { 'd.ts': '1\n' } });
  const mirror = await open();
  await mirror.fetch([head]);
  await writeFile(join(folder, 'shallow.lock'), '');
  await writeFile(join(folder, 'refs', 'backline', `${base}.lock`), '');
  await writeFile(join(folder, 'objects', 'pack', 'tmp_pack_x'), 'half');
  await mirror.fetch([base]);
  const refs = await readdir(join(folder, 'refs', 'backline'));
  expect(refs.toSorted()).toEqual([base, head].toSorted());
  expect(await readdir(join(folder, 'objects', 'pack'))).not.toContain('tmp_pack_x');
});
