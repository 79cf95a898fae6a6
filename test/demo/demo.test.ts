import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const DEMO = join(import.meta.dirname, '../../demo/run.ts');

let folder: string;
/** The demo's own temporary folder, whose name has a space; nothing may be left in it. */
let temp: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'backline-test-')));
  await writeFile(join(folder, '.gitconfig'), HOSTILE_SETTINGS);
});
beforeEach(async () => {
  temp = await mkdtemp(join(folder, 'temp folder-'));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Starts the demo without a key, as the leader of a process group. */
function startDemo(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [DEMO], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: temp, ...env },
  });
  return { child, exit: once(child, 'exit') as Promise<[number | null, string | null]> };
}

/** Nothing is left: no file in the temporary folder, no process in the demo's group. */
async function expectNothingLeft(group: number | undefined): Promise<void> {
  expect(await readdir(temp)).toEqual([]);
  // A process that was told to stop may take a moment.
  await expect.poll(() => isAlive(group!)).toBe(false);
}

function isAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** Resolves once the stream has said `wanted`; it is read on. */
function hear(stream: Readable, wanted: string): Promise<void> {
  let heard = '';
  return new Promise((resolve) => {
    stream.on('data', (chunk) => {
      heard += String(chunk);
      if (heard.includes(wanted)) resolve();
    });
  });
}

describe('without a key', () => {
  let output: string;
  let end: unknown;
  let left: { files: string[]; group: number };

  beforeAll(async () => {
    temp = await mkdtemp(join(folder, 'temp folder-'));
    const { child, exit } = startDemo({ GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere' });
    const said = text(child.stderr);
    output = await text(child.stdout);
    end = [...(await exit), await said];
    left = { files: await readdir(temp), group: child.pid! };
  });

  test('it ends well and leaves nothing behind', () => {
    expect(end).toEqual([0, null, expect.not.stringContaining('demo:')]);
    expect(left.files).toEqual([]);
    expect(isAlive(left.group)).toBe(false);
  });

  test('the first line says that the answers are scripted', () => {
    expect(output.split('\n')[0]).toMatch(/^No ANTHROPIC_API_KEY: .*scripted/);
  });

  test('each step names the command that a user would type', () => {
    expect(output.match(/^\$ .*/gm)).toEqual([
      '$ backline diff --base main',
      '$ backline review --base main',
    ]);
  });

  test('the selection shows what is reviewed and what is left out', () => {
    const [, rest = ''] = output.split('\nLeft out\n');
    expect(rest.split('\n\n')[0]!.match(/\S+\/\S+|\S+\.\w+(?= )/g)).toEqual(
      expect.arrayContaining(['README.md', 'package-lock.json', 'web/src/OrderSearch.tsx']),
    );
    expect(output).toContain('7 selected, 5 left out');
  });

  test.each([
    [
      'critical[security]',
      'server/src/repositories/orders.ts:37-38',
      '37 | >       WHERE customer_id',
    ],
    [
      'critical[security]',
      'server/src/routes/orders.ts:16 (removed',
      '16 -     if (order.customerId',
    ],
    [
      'critical[concurrency]',
      'server/src/services/store-credit.ts:16-17',
      '16 | >   const balance =',
    ],
    [
      'high[database]',
      'db/migrations/0004_order_search.sql:2',
      '2 | CREATE INDEX orders_reference',
    ],
    ['high[performance]', 'worker/credit_statements.py:33-39', '33 | >     for customer in'],
    ['high[reliability]', 'worker/credit_statements.py:44-46', '44 | >             requests.post('],
  ])('a %s finding stands at %s', (label, place, row) => {
    const finding = output.split(/\n\n(?=\w+\[)/).find((each) => each.includes(` --> ${place}`));
    expect(finding).toContain(label);
    expect(finding).toContain(row);
  });

  test('what is not worth a comment is counted and not printed', () => {
    expect(output).toContain('6 findings: 3 critical, 3 high; 1 not posted');
    expect(output).not.toContain('credit_cents repeats');
  });

  test('there is no escape sequence in a pipe', () => {
    expect(output).not.toContain('\x1b');
  });
});

test('a reader who leaves early (| head) ends it quietly', async () => {
  const { child, exit } = startDemo();
  const said = text(child.stderr);
  child.stdout.once('data', () => child.stdout.destroy());
  expect([await exit, await said]).toEqual([[0, null], expect.not.stringContaining('demo:')]);
  await expectNothingLeft(child.pid);
});

test('Ctrl-C ends it at once, with 130', async () => {
  const { child, exit } = startDemo();
  child.stderr.resume();
  // Once this is printed, the review is about to start or under way.
  await hear(child.stdout, '$ backline review');
  process.kill(-child.pid!, 'SIGINT');
  expect(await exit).toEqual([130, null]);
  await expectNothingLeft(child.pid);
});

test('SIGTERM to the demo alone stops what it started too', async () => {
  const { child, exit } = startDemo();
  child.stderr.resume();
  await hear(child.stdout, '$ backline diff');
  child.kill('SIGTERM');
  expect(await exit).toEqual([130, null]);
  await expectNothingLeft(child.pid);
});

test('a command that fails makes the demo fail, with what it said', async () => {
  // A git that works until the branch is built, and then for nobody.
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'git'), BROKEN_GIT);
  await chmod(join(bin, 'git'), 0o755);
  const { child, exit } = startDemo({ PATH: `${bin}:${process.env['PATH']}` });
  child.stdout.resume();
  const said = text(child.stderr);
  expect(await exit).toEqual([1, null]);
  expect(await said).toMatch(/the disk is full[\s\S]*demo: backline diff ended with exit code/);
  await expectNothingLeft(child.pid);
});

const BROKEN_GIT = `#!/bin/sh
case " $* " in
  *" init "* | *" add "* | *" commit "* | *" checkout "* | *" rev-parse HEAD "*)
    PATH="\${PATH#*:}" exec git "$@" ;;
esac
echo "fatal: the disk is full" >&2
exit 128
`;

/** What somebody may have set, and what the demo must not mind. */
const HOSTILE_SETTINGS = `[core]
  hooksPath = /nowhere
  autocrlf = true
  fsmonitor = false
[commit]
  gpgSign = true
[diff]
  external = false
  noprefix = true
[init]
  defaultBranch = trunk
  templateDir = /nowhere
[user]
  useConfigOnly = true
`;
