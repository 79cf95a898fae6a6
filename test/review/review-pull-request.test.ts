import { beforeEach, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import {
  reviewPullRequest,
  type PullJob,
  type PullRequestPorts,
} from '../../src/review/review-pull-request.ts';

const REF = { owner: 'acme', repo: 'shop', number: 7 };
const JOB: PullJob = { ref: REF, asked: false, isPush: false, overrides: {} };
const DOWN = new Error('git could not fetch');

/** What was done, in its order. */
let did: string[];
beforeEach(() => {
  did = [];
});

/** Ports on which the commits can't be fetched, for a reason of the test's. */
function ports(over: {
  fails?: unknown;
  signal?: AbortSignal;
  willRetry?: boolean;
  isHeadChecked?: boolean;
  again?: boolean;
}): PullRequestPorts {
  const { fails = DOWN, signal = new AbortController().signal, willRetry = false } = over;
  const pull = {
    ref: REF,
    title: 'Pay twice',
    body: '',
    author: { login: 'dev', isBot: false },
    open: true,
    draft: false,
    labels: [],
    base: { branch: 'main', sha: 'b'.repeat(40) },
    head: { branch: 'topic', sha: 'a'.repeat(40) },
    changedFiles: 1,
  };
  const posted = { head: pull.head.sha, reviews: [], comments: [], notes: [], threads: [] };
  const { isHeadChecked = false } = over;
  const made = {
    again: over.again === true,
    willRetry: () => willRetry,
    stops: { signal },
    log: () => undefined,
    progress: () => undefined,
    pulls: {
      overview: async () => ({
        pull,
        posted,
        checks: [],
        isHeadChecked,
        mergeBase: 'c'.repeat(40),
      }),
      files: async () => ({ files: [], complete: true }),
      mergeBase: async () => {
        did.push('asked for the merge base');
        return 'd'.repeat(40);
      },
    },
    objects: {
      fetch: async (_pull: unknown, commits: string[]) => {
        did.push(`fetched from ${commits.at(-1)![0]}`);
        throw fails;
      },
    },
    publisher: {
      startCheck: async (...[, , , , , resume]: unknown[]) => {
        did.push(`check, resumed: ${String(resume)}`);
        return 1;
      },
      concludeCheck: async (_ref: unknown, _id: number, conclusion: string, report: object) => {
        did.push(`${conclusion}: ${(report as { title: string }).title}`);
      },
    },
  };
  return made as unknown as PullRequestPorts;
}

it('a try that failed and comes again ends as broken off, the last one does not block', async () => {
  await expect(reviewPullRequest(JOB, ports({ willRetry: true }))).rejects.toBe(DOWN);
  expect(did.at(-1)).toMatch(/^cancelled: .*tried again/);
  await expect(reviewPullRequest(JOB, ports({}))).rejects.toBe(DOWN);
  expect(did.at(-1)).toBe('neutral: Not reviewed');
});

it("what the repository's owners have to mend is told, and is no failure of ours", async () => {
  const ended = await reviewPullRequest(JOB, ports({ fails: new UserError('mend it') }));
  expect(ended).toEqual({ outcome: 'left_alone' });
  expect(did.at(-1)).toBe('neutral: Not reviewed');
});

it.each([
  ['superseded', /^cancelled: .*newer push/],
  ['stopped', /^cancelled: .*closed/],
  ['shutdown', /^cancelled: .*server stops/],
  ['cancelled', /^neutral: .*cancelled it/],
])('one that is %s says so in its check', async (cause, check) => {
  const signal = AbortSignal.abort(new DOMException(cause, 'AbortError'));
  const ended = await reviewPullRequest(JOB, ports({ signal, willRetry: true }));
  expect(ended).toEqual({ outcome: 'superseded' });
  expect(did.at(-1)).toMatch(check);
});

it('goes on with a check only where an earlier try, or another job, has left one', async () => {
  const resumed = async (job: Partial<PullJob>, over: Parameters<typeof ports>[0]) => {
    did = [];
    await expect(reviewPullRequest({ ...JOB, ...job }, ports(over))).rejects.toBe(DOWN);
    return did.find((each) => each.startsWith('check'));
  };
  expect(await resumed({}, {})).toBe('check, resumed: undefined');
  expect(await resumed({}, { isHeadChecked: true })).toBe('check, resumed: open');
  expect(await resumed({ asked: true }, { isHeadChecked: true })).toBe('check, resumed: undefined');
  expect(await resumed({ asked: true }, { again: true })).toBe('check, resumed: ended');
});

it('takes the merge base that it knows, but for another base branch', async () => {
  await expect(reviewPullRequest(JOB, ports({}))).rejects.toBe(DOWN);
  expect(did).toContain('fetched from c');
  expect(did).not.toContain('asked for the merge base');
  const moved = reviewPullRequest({ ...JOB, isOtherBase: true }, ports({}));
  await expect(moved).rejects.toBe(DOWN);
  expect(did).toContain('asked for the merge base');
  expect(did).toContain('fetched from d');
});
