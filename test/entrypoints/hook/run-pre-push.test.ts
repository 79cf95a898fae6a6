import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import type { ReviewPush } from '../../../src/entrypoints/hook/hook-command.ts';
import {
  createRepository,
  repositoryAt,
  type TestRepository,
} from '../../support/git-repository.ts';
import { makeFolder, removeFolders, runHook, type HookWorld } from './support.ts';

const ZERO = '0'.repeat(40);
const ELSEWHERE = 'a'.repeat(40);

/**
 * The remote's main is m1 - m2. `feature` is m1 - f1 - f2, `merged` merges main into it; f1 is on
 * the remote as `feature`.
 */
let remote: TestRepository;
let local: TestRepository;
let m1: string, m2: string, f1: string, f2: string, merged: string;
const folders: string[] = [];

beforeAll(async () => {
  remote = await createRepository();
  folders.push(remote.dir);
  m1 = await remote.commit('m1');
  await remote.git('switch', '-q', '-c', 'feature');
  f1 = await remote.commit('f1');
  await remote.git('switch', '-q', 'main');
  m2 = await remote.commit('m2');
  const folder = await makeFolder(`it's `);
  folders.push(folder);
  await repositoryAt(folder).git('clone', '-q', remote.dir, 'clone');
  local = repositoryAt(join(folder, 'clone'));
  await local.git('switch', '-q', 'feature');
  f2 = await local.commit('f2');
  await local.git('merge', '-q', '--no-edit', 'main');
  merged = await local.git('rev-parse', 'HEAD');
});
afterAll(() => removeFolders(folders));

const line = (localOid: string, remoteRef: string, remoteOid = ZERO): string =>
  `HEAD ${localOid} ${remoteRef} ${remoteOid}\n`;

interface Reviewed {
  ranges: string[];
  seconds: number[];
  code: number;
  stderr: string;
}

/** Runs the hook for these lines of stdin; the reviews end with these codes, one after another. */
async function prePush(
  stdin: string,
  options: Partial<HookWorld> & { codes?: number[]; args?: string[]; to?: [string, string] } = {},
): Promise<Reviewed> {
  const { codes = [], args = [], to = ['origin', remote.dir], ...world } = options;
  const ranges: string[] = [];
  const seconds: number[] = [];
  const reviewPush: ReviewPush = ({ base, head, label }, { maxSeconds }) => {
    ranges.push(`${base}..${head} ${label}`);
    seconds.push(maxSeconds);
    return Promise.resolve({ exitCode: codes[ranges.length - 1] ?? 0, notReviewed: [] });
  };
  const { code, stderr } = await runHook(['run', 'pre-push', ...args, '--', ...to], {
    cwd: local.dir,
    stdin,
    reviewPush,
    ...world,
  });
  return { ranges, seconds, code, stderr };
}

describe('what is reviewed', () => {
  it('a new branch, an update, and a rewritten branch, each since what the remote has', async () => {
    const forOne = async (stdin: string) => (await prePush(stdin)).ranges;
    expect(await forOne(line(f2, 'refs/heads/other'))).toEqual([
      `${f1}..${f2} other (new, 1 commit)`,
    ]);
    expect(await forOne(line(f2, 'refs/heads/feature', f1))).toEqual([
      `${f1}..${f2} feature (1 commit)`,
    ]);
    expect(await forOne(line(merged, 'refs/heads/main', ELSEWHERE))).toEqual([
      expect.stringMatching(`^(${m2}|${f1})\\.\\.${merged} main \\(rewritten, 2 commits\\)$`),
    ]);
  });

  it('several refs: a deleted one, a tag, and the same commit twice', async () => {
    await local.git('tag', '-a', '-m', 'v1', 'v1', f1);
    await local.git('tag', 'v2', f2);
    const tag = await local.git('rev-parse', 'v1');
    const { ranges, code, stderr } = await prePush(
      line(tag, 'refs/tags/v1') +
        line(f2, 'refs/tags/v2') +
        `(delete) ${ZERO} refs/heads/gone ${m1}\n` +
        line(f2, 'refs/heads/feature', f1) +
        line(f2, 'refs/heads/copy'),
    );
    expect(ranges).toEqual([`${f1}..${f2} feature (1 commit)`]);
    expect(code).toBe(0);
    expect(stderr.split('\n')).toEqual([
      'backline: gone is deleted: nothing to review.',
      'backline: copy is reviewed with another ref of this push: nothing to review.',
      'backline: v1 holds nothing new to the remote: nothing to review.',
      'backline: v2 is reviewed with another ref of this push: nothing to review.',
      '',
    ]);
  });

  it('what is known of the remote, whatever it is called and wherever its branches are kept', async () => {
    const stdin = line(f2, 'refs/heads/other');
    const byUrl = await prePush(stdin, { to: [remote.dir, remote.dir] });
    const fork = await prePush(stdin, { to: ['https://example.com/f', 'https://example.com/f'] });
    expect([byUrl.ranges, fork.ranges]).toEqual([
      [`${f1}..${f2} other (new, 1 commit)`],
      [`${f1}..${f2} other (new, 1 commit)`],
    ]);
    await local.git('update-ref', 'refs/kept/here/main', m2);
    await local.git('config', 'remote.apart.url', 'https://example.com/apart');
    await local.git('config', 'remote.apart.fetch', '+refs/heads/*:refs/kept/here/*');
    const apart = await prePush(stdin, { to: ['apart', 'https://example.com/apart'] });
    expect(apart.ranges).toEqual([`${m1}..${f2} other (new, 2 commits)`]);
  });

  it('nothing of a first push into the unknown, and says so', async () => {
    const lonely = await createRepository({ objectFormat: 'sha256' });
    folders.push(lonely.dir);
    const head = await lonely.commit('first');
    const stdin = `HEAD ${head} refs/heads/main ${'0'.repeat(64)}\n`;
    const { ranges, code, stderr } = await prePush(stdin, { cwd: lonely.dir, args: ['--strict'] });
    expect([ranges, code]).toEqual([[], 0]);
    expect(stderr).toBe(
      'backline: main is not reviewed: no branch of the remote is known here to compare it with.\n',
    );
  });

  it('works with the GIT_DIR that git sets for hooks, in a linked work tree and a bare repository', async () => {
    const folder = await makeFolder();
    folders.push(folder);
    const linked = join(folder, 'linked');
    await local.git('worktree', 'add', '-q', '--detach', linked, f2);
    const gitDir = await repositoryAt(linked).git('rev-parse', '--git-dir');
    const stdin = line(f2, 'refs/heads/feature', f1);
    const inLinked = await prePush(stdin, { cwd: linked, env: { GIT_DIR: gitDir } });
    const bare = join(folder, 'bare');
    await local.git('clone', '-q', '--bare', local.dir, bare);
    const inBare = await prePush(stdin, { cwd: bare, env: { GIT_DIR: '.' } });
    const range = `${f1}..${f2} feature (1 commit)`;
    expect([inLinked.ranges, inBare.ranges]).toEqual([[range], [range]]);
  });

  it('asks the remote for nothing, not even from a partial clone', async () => {
    const folder = await makeFolder();
    folders.push(folder);
    await remote.git('config', 'uploadpack.allowFilter', 'true');
    await remote.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    await repositoryAt(folder).git(
      'clone',
      '-q',
      '--filter=blob:none',
      `file://${remote.dir}`,
      'p',
    );
    const partial = repositoryAt(join(folder, 'p'));
    const mine = await partial.commit('mine');
    await remote.git('switch', '-q', '--detach', 'main');
    const theirs = await remote.commit('theirs');
    await remote.git('switch', '-q', 'main');
    const { ranges } = await prePush(line(mine, 'refs/heads/main', theirs), { cwd: partial.dir });
    expect(ranges).toEqual([`${m2}..${mine} main (rewritten, 1 commit)`]);
    // Had it been asked for, it would be here now.
    const here = partial.gitWith({ GIT_ALLOW_PROTOCOL: 'none' }, 'cat-file', '-e', theirs);
    await expect(here).rejects.toThrow(/not allowed|could not/);
  });
});

describe('what stops a push', () => {
  const one = () => line(f2, 'refs/heads/feature', f1);
  const two = () => line(f1, 'refs/heads/lower', m1) + line(f2, 'refs/heads/upper', f1);

  it('findings alone', async () => {
    const { code, stderr } = await prePush(one(), { codes: [1] });
    expect(code).toBe(1);
    expect(stderr).toBe(
      'backline: feature (1 commit): findings stop the push.\n' +
        'backline: the push is stopped. To push anyway: git push --no-verify\n',
    );
  });

  it.each([
    [2, 'the review could not start', 2],
    [3, 'the review is incomplete', 3],
    [70, 'the review failed by a fault of Backline', 0],
  ])('not code %i, which is said; with --strict %s ends as %i', async (code, words, strict) => {
    const lenient = await prePush(one(), { codes: [code] });
    expect(lenient.code).toBe(0);
    expect(lenient.stderr).toContain(
      `backline: feature (1 commit): ${words}; this does not stop the push.\n`,
    );
    const stopped = await prePush(one(), { codes: [code], args: ['--strict'] });
    expect(stopped.code).toBe(strict);
  });

  it('is told with what was not reviewed, a few lines of it', async () => {
    const notReviewed = Array.from({ length: 12 }, (_, at) => ({
      what: `${at}.ts`,
      why: 'no\ntime',
    }));
    const { stderr } = await prePush(one(), {
      reviewPush: () => Promise.resolve({ exitCode: 3, notReviewed }),
    });
    const lines = stderr.split('\n').filter((text) => text.startsWith('backline: not reviewed: '));
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('backline: not reviewed: 0.ts: no time');
    expect(lines[10]).toBe('backline: not reviewed: 2 more');
  });

  it('findings in one ref among others, which are all reviewed', async () => {
    const { ranges, code } = await prePush(two(), { codes: [1, 3] });
    expect([ranges.length, code]).toEqual([2, 1]);
  });

  it("neither a user's mistake nor a fault of ours, which is shown in full", async () => {
    const mistake = await prePush(one(), {
      reviewPush: () => Promise.reject(new UserError('There is no key: set one.')),
    });
    expect([mistake.code, mistake.stderr]).toEqual([
      0,
      expect.stringMatching(/^backline: There is no key: set one\.\n.*could not start/),
    ]);
    const fault = await prePush(one(), { reviewPush: () => Promise.reject(new TypeError('oops')) });
    expect([fault.code, fault.stderr]).toEqual([
      0,
      expect.stringMatching(/TypeError: oops\n\s+at /),
    ]);
  });

  it('a stdin that is not from git only when strict', async () => {
    expect(await prePush('nonsense\n')).toMatchObject({ code: 0, ranges: [] });
    const { code, stderr } = await prePush('nonsense\n', { args: ['--strict'] });
    expect([code, stderr]).toEqual([2, expect.stringContaining('Line 1 on stdin')]);
  });

  it('nothing when it is skipped or nothing is pushed', async () => {
    const skipped = await prePush(one(), { env: { BACKLINE_SKIP: '1' } });
    expect(skipped).toMatchObject({
      code: 0,
      ranges: [],
      stderr: expect.stringContaining('BACKLINE_SKIP'),
    });
    expect((await prePush(one(), { env: { BACKLINE_SKIP: '0' } })).ranges).toHaveLength(1);
    expect(await prePush('')).toMatchObject({ code: 0, ranges: [], stderr: '' });
  });
});

describe('the time', () => {
  it('is shared by all refs, and what it did not suffice for is said', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const seconds: number[] = [];
    const stdin = [
      line(f1, 'refs/heads/a', m1),
      line(f2, 'refs/heads/b', f1),
      line(merged, 'refs/heads/c', m1),
    ].join('');
    const world = {
      args: ['--max-time', '60', '--strict'],
      reviewPush: (_: unknown, { maxSeconds }: { maxSeconds: number }) => {
        seconds.push(maxSeconds);
        now += seconds.length === 1 ? 45_000 : 14_500;
        return Promise.resolve({ exitCode: 0, notReviewed: [] });
      },
    };
    const { code, stderr } = await prePush(stdin, world);
    expect(seconds).toEqual([60, 15]);
    expect(stderr).toMatch(
      /^backline: c \(.*\) is not reviewed: the 60 s of --max-time are over\.$/m,
    );
    expect(code).toBe(3);
  });

  it('ends a review that does not notice its limit, which is incomplete then', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const waits: number[] = [];
    timeout.mockImplementation((ms) => {
      waits.push(ms);
      // The first one is for reading the history.
      return waits.length === 1
        ? new AbortController().signal
        : AbortSignal.abort(new DOMException('', 'TimeoutError'));
    });
    const signals: AbortSignal[] = [];
    const { code, stderr } = await prePush(line(f2, 'refs/heads/feature', f1), {
      args: ['--max-time', '60'],
      reviewPush: (_, { signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });
    expect(signals.map((signal) => signal.aborted)).toEqual([true]);
    expect(waits[0]).toBe(60_000);
    expect(waits[1]).toBeGreaterThan(60_000);
    expect(waits[1]).toBeLessThanOrEqual(65_000);
    expect([code, stderr]).toEqual([
      0,
      'backline: the time of --max-time is over.\n' +
        'backline: feature (1 commit): the review is incomplete; this does not stop the push.\n',
    ]);
  });

  it('ends at once with an interruption, which stops the push', async () => {
    const reviewing = new AbortController();
    const inReview = await prePush(line(f2, 'refs/heads/feature', f1), {
      signal: reviewing.signal,
      reviewPush: () => {
        reviewing.abort();
        return new Promise(() => {});
      },
    });
    expect([inReview.code, inReview.stderr]).toEqual([
      130,
      'backline: interrupted, the push is stopped.\n',
    ]);

    const waiting = new AbortController();
    const stdin = new PassThrough();
    const run = runHook(['run', 'pre-push', 'origin', 'url'], {
      cwd: local.dir,
      stdin,
      signal: waiting.signal,
    });
    setImmediate(() => waiting.abort());
    expect((await run).code).toBe(130);
    expect(stdin.destroyed).toBe(true);
  });
});
