import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanGitEnvironment } from '../../support/git-repository.ts';
import { makeFolder, removeFolders, runHook } from './support.ts';

const run = promisify(execFile);

/** Stands for Backline: notes how it was called, says a line, and ends as `exit` says. */
const FAKE = `#!/bin/sh
here=\${0%/*}
for word in "$@"; do printf '%s\\n' "$word"; done >"$here/arguments"
while IFS= read -r line; do printf '%s\\n' "$line"; done >"$here/stdin"
echo "fake was here" >&2
read -r code <"$here/exit"
exit "$code"
`;

/** A repository on a path that shells stumble over, its remote, and a fake Backline. */
let root: string;
let work: string;
let fake: string;
const folders: string[] = [];

beforeEach(async () => {
  root = await makeFolder(`it's "ü" $x `);
  folders.push(root);
  work = join(root, 'wörk tree');
  fake = join(root, `the program's`);
  await mkdir(fake);
  await writeFile(join(fake, 'backline'), FAKE, { mode: 0o755 });
  await writeFile(join(fake, 'exit'), '0\n');
  await git(root, 'init', '-q', '--bare', '-b', 'main', 'remote.git');
  await git(root, 'init', '-q', '-b', 'main', work);
  await git(work, 'remote', 'add', 'origin', join(root, 'remote.git'));
  await git(work, 'commit', '-q', '--allow-empty', '-m', 'first');
  await install();
});
afterEach(() => removeFolders(folders));

async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd, env: cleanGitEnvironment() });
  return stdout.trimEnd();
}

const install = (...options: string[]) =>
  runHook(['install', ...options], {
    cwd: work,
    program: { node: '/bin/sh', program: join(fake, 'backline') },
  });

interface Push {
  pushed: boolean;
  stderr: string;
}

async function push(
  args: string[] = ['origin', 'main'],
  { cwd = work, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Push> {
  try {
    const options = { cwd, env: { ...cleanGitEnvironment(), ...env } };
    const { stderr } = await run('git', ['push', '-q', ...args], options);
    return { pushed: true, stderr };
  } catch (error) {
    return { pushed: false, stderr: (error as { stderr: string }).stderr };
  }
}

/** Runs the hook's file without git, and gives its exit code. */
async function runFile(stdin: string): Promise<number | null> {
  const env = cleanGitEnvironment();
  const child = spawn(hookFile('pre-push'), ['origin', 'url'], { cwd: work, env, stdio: 'pipe' });
  child.stdin.end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** What the fake was told, null when it was not called since the last look. */
async function told(): Promise<{ words: string[]; stdin: string } | null> {
  try {
    const words = await readFile(join(fake, 'arguments'), 'utf8');
    await rm(join(fake, 'arguments'));
    const stdin = await readFile(join(fake, 'stdin'), 'utf8');
    return { words: words.split('\n').slice(0, -1), stdin };
  } catch {
    return null;
  }
}

const endsWith = (code: number) => writeFile(join(fake, 'exit'), `${code}\n`);
const hookFile = (name: string) => join(work, '.git', 'hooks', name);

async function putEarlier(text: string, path = hookFile('pre-push')): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}

describe('the installed hook, when git pushes', () => {
  it('hands over arguments and stdin as git gave them', async () => {
    const head = await git(work, 'rev-parse', 'HEAD');
    expect(await push()).toEqual({ pushed: true, stderr: 'fake was here\n' });
    const remote = join(root, 'remote.git');
    const words = ['hook', 'run', 'pre-push', '--max-time', '120', '--', 'origin', remote];
    const line = `refs/heads/main ${head} refs/heads/main ${'0'.repeat(40)}\n`;
    expect(await told()).toEqual({ words, stdin: line });
  });

  it('stops the push on 1 and 130, lets it through on all else, each time in a line', async () => {
    await endsWith(1);
    expect((await push()).pushed).toBe(false);
    await endsWith(130);
    expect((await push()).pushed).toBe(false);
    for (const code of [2, 3, 70]) {
      await endsWith(code);
      await git(work, 'commit', '-q', '--allow-empty', '-m', `${code}`);
      const { pushed, stderr } = await push();
      expect(pushed).toBe(true);
      expect(stderr).toContain(`backline: ended with code ${code}, the push goes on`);
    }
  });

  it('stops on 2 and 3 too when it was installed as strict', async () => {
    await install('--strict');
    for (const code of [2, 3]) {
      await endsWith(code);
      expect((await push()).pushed).toBe(false);
      expect((await told())?.words).toContain('--strict');
    }
    await endsWith(70);
    expect((await push()).pushed).toBe(true);
  });

  it('is skipped by BACKLINE_SKIP and by --no-verify', async () => {
    await endsWith(1);
    const skipped = await push(undefined, { env: { BACKLINE_SKIP: '1' } });
    expect(skipped).toEqual({
      pushed: true,
      stderr: 'backline: BACKLINE_SKIP is set, this push is not reviewed.\n',
    });
    await git(work, 'commit', '-q', '--allow-empty', '-m', 'second');
    expect(await push(['--no-verify', 'origin', 'main'])).toEqual({ pushed: true, stderr: '' });
    expect(await told()).toBeNull();
  });

  it('does not start anything when nothing is pushed', async () => {
    await push();
    await told();
    expect(await push()).toEqual({ pushed: true, stderr: '' });
    expect(await told()).toBeNull();
  });

  it('works from a subfolder and from a linked work tree', async () => {
    await mkdir(join(work, 'sub'));
    await push(undefined, { cwd: join(work, 'sub') });
    expect(await told()).not.toBeNull();
    const linked = join(root, 'linked tree');
    await git(work, 'worktree', 'add', '-q', '-b', 'other', linked);
    await git(linked, 'commit', '-q', '--allow-empty', '-m', 'second');
    expect((await push(['origin', 'other'], { cwd: linked })).pushed).toBe(true);
    expect((await told())?.stdin).toContain('refs/heads/other');
  });
});

describe('where the hook finds the program', () => {
  const poor = async (): Promise<Record<string, string>> => {
    const bin = join(root, 'bin');
    await mkdir(bin, { recursive: true });
    return { PATH: bin };
  };
  // git itself is found by its full name, and puts its own folder in front for the hook.
  const pushPoorly = async (env: Record<string, string>): Promise<string> => {
    const { stdout } = await run('/bin/sh', ['-c', 'command -v git'], { env: process.env });
    const options = { cwd: work, env: { ...cleanGitEnvironment(), ...env } };
    return (await run(stdout.trim(), ['push', '-q', 'origin', 'main'], options)).stderr;
  };

  it('where it was installed from, with next to no PATH', async () => {
    expect(await pushPoorly(await poor())).toBe('fake was here\n');
  });

  it('then in node_modules/.bin, then in PATH, else it says so and lets the push through', async () => {
    const moved = join(work, 'node_modules', '.bin');
    await mkdir(join(work, 'node_modules'));
    await rename(fake, moved);
    fake = moved;
    expect(await pushPoorly(await poor())).toBe('fake was here\n');

    await git(work, 'commit', '-q', '--allow-empty', '-m', 'second');
    fake = join(root, 'bin');
    await rm(fake, { recursive: true });
    await rename(moved, fake);
    expect(await pushPoorly({ PATH: fake })).toBe('fake was here\n');

    await git(work, 'commit', '-q', '--allow-empty', '-m', 'third');
    await rm(fake, { recursive: true });
    const stderr = await pushPoorly({ PATH: fake });
    expect(stderr).toMatch(/^backline: the program is gone, this push is not reviewed\..*\n$/);
  });
});

describe('a hook that was there before', () => {
  beforeEach(async () => {
    await runHook(['uninstall'], { cwd: work });
  });

  it('runs first with the same arguments and stdin, which the review gets too', async () => {
    await putEarlier('#!/bin/sh\necho "$1|$2" >"$0.seen"\ncat >>"$0.seen"\n');
    await install();
    expect((await push()).pushed).toBe(true);
    const stdin = (await told())?.stdin;
    const seen = await readFile(hookFile('pre-push.before-backline.seen'), 'utf8');
    expect(stdin).toMatch(/^refs\/heads\/main .*\n$/);
    expect(seen).toBe(`origin|${join(root, 'remote.git')}\n${stdin}`);
  });

  it('stops the push as before when it fails, without a review', async () => {
    await putEarlier('#!/bin/sh\necho no >&2\nexit 7\n');
    await install();
    const { pushed, stderr } = await push();
    expect([pushed, stderr]).toEqual([false, expect.stringMatching(/^no\n/)]);
    expect(await told()).toBeNull();
    expect(await runFile('some stdin\n')).toBe(7);
  });

  it('may ignore a stdin of any length', async () => {
    await putEarlier('#!/bin/sh\nexit 0\n');
    await install();
    const text = `refs/heads/main ${'1'.repeat(40)} refs/heads/main ${'2'.repeat(40)}\n`.repeat(
      1000,
    );
    expect(await runFile(text)).toBe(0);
    expect((await told())?.stdin).toBe(text);
  });

  it('stays without effect when it is not executable, as it was', async () => {
    await putEarlier('#!/bin/sh\nexit 7\n');
    await chmod(hookFile('pre-push'), 0o644);
    await install();
    expect((await push()).pushed).toBe(true);
  });

  it('keeps its name where it asks for it, as in the folder that husky makes', async () => {
    const husky = join(work, '.husky');
    await mkdir(join(husky, '_'), { recursive: true });
    await putEarlier('#!/usr/bin/env sh\n. "$(dirname "$0")/h"', join(husky, '_', 'pre-push'));
    const runner = 'sh -e "$(dirname "$(dirname "$0")")/$(basename "$0")" "$@"\nexit $?\n';
    await writeFile(join(husky, '_', 'h'), runner);
    await writeFile(
      join(husky, 'pre-push'),
      'cat >"${0%/*}/seen"\nread -r code <"${0%/*}/exit"\nexit $code\n',
    );
    await writeFile(join(husky, 'exit'), '0\n');
    await git(work, 'config', 'core.hooksPath', '.husky/_');
    await install();
    expect((await push()).pushed).toBe(true);
    const stdin = (await told())?.stdin;
    expect(stdin).toContain('refs/heads/main');
    expect(await readFile(join(husky, 'seen'), 'utf8')).toBe(stdin);

    await writeFile(join(husky, 'exit'), '5\n');
    await git(work, 'commit', '-q', '--allow-empty', '-m', 'second');
    expect((await push()).pushed).toBe(false);
    expect(await told()).toBeNull();
  });

  it('may start itself once more without a second review', async () => {
    const text = 'basename "$0" >>"${0%/*}/names"\n[ -n "$AGAIN" ] || AGAIN=1 bash "$0" "$@"\n';
    // The brackets are bash alone.
    await putEarlier(`#!/usr/bin/env bash\n[[ -n $0 ]] || exit 9\n${text}`);
    await install();
    const { pushed, stderr } = await push();
    expect([pushed, stderr]).toEqual([true, 'fake was here\n']);
    const names = await readFile(hookFile('names'), 'utf8');
    expect(names).toBe('pre-push\npre-push.before-backline\n');
  });
});
