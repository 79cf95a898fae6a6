import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { brokerInUse } from '../../../src/adapters/git/broker.ts';
import {
  BrokerUnreachable,
  openBroker,
  type Broker,
} from '../../../src/adapters/git/broker-client.ts';
import {
  spawnGit,
  type GitProcess,
  type GitRequest,
} from '../../../src/adapters/git/git-process.ts';
import { runGit, streamGit } from '../../../src/adapters/git/run-git.ts';
import { cleanGitEnvironment } from '../../support/git-repository.ts';

const MEGABYTE = 2 ** 20;

let dir: string;
let broker: Broker;
let env: Record<string, string>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'backline-test-'));
  // A git that becomes whatever program it is told.
  await writeFile(join(dir, 'git'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  const own = cleanGitEnvironment();
  env = { ...own, PATH: `${dir}${delimiter}${own['PATH']}` };
  broker = await openBroker();
});
afterAll(async () => {
  await endOf(broker);
  await rm(dir, { recursive: true, force: true });
});

const STARTS: [string, (request: GitRequest) => Promise<GitProcess>][] = [
  ['by this process', spawnGit],
  ['by a broker', (request) => broker.start(request)],
];

describe.each(STARTS)('git started %s', (_name, start) => {
  const git = (...args: string[]) => start({ args, cwd: dir, env });

  test('gives its output, its errors and its exit code', async () => {
    const both = await git('sh', '-c', 'echo out; echo err >&2; exit 7');
    expect(await Promise.all([read(both.stdout), read(both.stderr), both.ended])).toEqual([
      Buffer.from('out\n'),
      Buffer.from('err\n'),
      7,
    ]);
  });

  test('reads what it is given and writes as much, byte for byte', async () => {
    const input = randomBytes(65 * MEGABYTE);
    const cat = await git('cat');
    cat.stdin.end(input);
    const output = await read(cat.stdout);
    expect(hash(output)).toBe(hash(input));
    expect(await cat.ended).toBe(0);
  });

  test('may end before it has read anything', async () => {
    const idle = await git('true');
    idle.stdin.on('error', () => undefined);
    idle.stdin.end(Buffer.alloc(5 * MEGABYTE));
    expect(await read(idle.stdout)).toHaveLength(0);
    expect(await idle.ended).toBe(0);
  });

  test('ends without anybody reading', async () => {
    const both = await git('sh', '-c', 'echo out; echo err >&2; exit 7');
    expect(await both.ended).toBe(7);
  });

  test('ends when nobody wants to read on', async () => {
    const yes = await git('yes');
    await once(yes.stdout, 'data');
    yes.stdout.destroy();
    expect(await yes.ended).not.toBe(0);
  });

  test('is killed', async () => {
    const sleep = await git('sleep', '1000');
    sleep.kill('SIGKILL');
    expect(await sleep.ended).toBe(null);
    sleep.kill('SIGKILL');
  });

  test('has the given environment alone, and no descriptor besides its three', async () => {
    const given = { ...env, GREETING: '안녕 "you"\n' };
    const environment = await start({ args: ['env'], cwd: dir, env: given });
    const text = (await read(environment.stdout)).toString();
    expect(text).toContain('GREETING=안녕 "you"\n');
    expect(text).not.toMatch(/^NODE_CHANNEL/m);
    if (process.platform !== 'linux') return;
    const descriptors = await git('ls', '-l', '/proc/self/fd');
    const sockets = (await read(descriptors.stdout)).toString().match(/\d+(?= -> socket:)/g);
    expect(sockets).toEqual(['0', '1', '2']);
  });

  test('runs many times at once', async () => {
    const texts = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const cat = await git('cat');
        cat.stdin.end(`text ${index}`);
        const output = await read(cat.stdout);
        return [output.toString(), await cat.ended];
      }),
    );
    expect(texts).toEqual(texts.map((_, index) => [`text ${index}`, 0]));
  });

  test('cannot be started in a folder that is not there, or where there is no git', async () => {
    const nowhere = join(dir, 'nowhere');
    await expect(start({ args: ['true'], cwd: nowhere, env })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    const noPath = { ...env, PATH: nowhere };
    await expect(start({ args: ['true'], cwd: dir, env: noPath })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

describe('what runs git', () => {
  test('says what is missing', async () => {
    const nowhere = join(dir, 'nowhere');
    await expect(runGit(['true'], { cwd: nowhere, env })).rejects.toThrow(
      `There is no folder ${nowhere}.`,
    );
    const noPath = { ...env, PATH: nowhere };
    await expect(runGit(['true'], { cwd: dir, env: noPath })).rejects.toThrow(
      'There is no git program: install git (2.31 or later).',
    );
  });

  test('ends with the reason of an abort, before, during and after the start', async () => {
    const reason = new Error('no longer needed');
    const early = AbortSignal.abort(reason);
    await expect(runGit(['true'], { cwd: dir, env, signal: early })).rejects.toBe(reason);
    const starting = new AbortController();
    const run = runGit(['yes'], { cwd: dir, env, signal: starting.signal });
    starting.abort(reason);
    await expect(run).rejects.toBe(reason);
    const late = new AbortController();
    const yes = streamGit(['yes'], { cwd: dir, env, signal: late.signal });
    const all = (async () => {
      for await (const _ of yes) late.abort(reason);
    })();
    await expect(all).rejects.toBe(reason);
  });

  test('fails like a killed git when the broker goes, and then starts another', async () => {
    const yes = streamGit(['yes'], { cwd: dir, env });
    await yes.next();
    const first = (await brokerInUse())!;
    process.kill(first.pid, 'SIGKILL');
    const all = (async () => {
      for await (const _ of yes);
    })();
    await expect(all).rejects.toMatchObject({ name: 'GitError', code: null });
    expect((await runGit(['cat'], { cwd: dir, env, input: 'on' })).stdout.toString()).toBe('on');
    const second = (await brokerInUse())!;
    expect(second.pid).not.toBe(first.pid);
    await endOf(second);
    // Two have gone: git is started without one.
    expect(await brokerInUse()).toBe(null);
    expect((await runGit(['cat'], { cwd: dir, env, input: 'so' })).stdout.toString()).toBe('so');
  });

  test('knows a broker that somebody has cut off by emptying the folder for temporary files', async () => {
    const temporary = await mkdtemp(join(dir, 'tmp-'));
    const other = await openBroker(temporary);
    await rm(temporary, { recursive: true });
    await expect(other.start({ args: ['true'], cwd: dir, env })).rejects.toThrow(BrokerUnreachable);
    expect(other.isAlive).toBe(false);
    process.kill(other.pid, 'SIGKILL');
  });

  test('leaves nothing behind when it is killed', async () => {
    const temporary = await mkdtemp(join(dir, 'tmp-'));
    const owner = fileURLToPath(new URL('broker-owner.ts', import.meta.url));
    const child = spawn(process.execPath, [owner, dir], {
      env: { ...env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const [brokerPid, gitPid] = said.toString().split(' ').map(Number) as [number, number];
    expect(await readdir(temporary)).toHaveLength(1);
    expect([isRunning(brokerPid), isRunning(gitPid)]).toEqual([true, true]);
    child.kill('SIGKILL');
    await vi.waitFor(() => {
      expect([isRunning(brokerPid), isRunning(gitPid)]).toEqual([false, false]);
    });
    expect(await readdir(temporary)).toEqual([]);
  });
});

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Kills it and waits until this process knows. */
async function endOf(one: Broker): Promise<void> {
  process.kill(one.pid, 'SIGKILL');
  await vi.waitFor(() => expect(one.isAlive).toBe(false));
}

/** A process that has ended may wait for a parent that never asks: that is no longer running. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout.trim());
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
