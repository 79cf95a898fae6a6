import { expect, it } from 'vitest';
import { FetchError } from '../../../src/adapters/git/fetch-error.ts';
import { UserError } from '../../../src/core/errors.ts';
import { jobFields, withJobFields } from '../../../src/entrypoints/app/job-fields.ts';
import { watchJobs } from '../../../src/entrypoints/app/watch-jobs.ts';
import { GitHubError } from '../../../src/ports/github-error.ts';
import { ModelError } from '../../../src/ports/model.ts';
import { FinalFailure, type Job, type JobRun } from '../../../src/ports/queue.ts';
import type { Measurement } from '../../../src/ports/telemetry.ts';

const JOB: Job = {
  kind: 'review',
  pull: { installation: 1, owner: 'acme', repo: 'shop', number: 3 },
  cause: { kind: 'opened' },
};

function runOf(signal = new AbortController().signal): JobRun {
  const steps = { get: () => Promise.resolve(undefined), put: () => Promise.resolve() };
  return {
    id: 'delivery-1',
    name: 'job-1/2',
    again: true,
    lastTry: false,
    waited: 4,
    signal,
    steps,
  };
}

it('measures a job that is done', async () => {
  const told: Measurement[] = [];
  await watchJobs(
    () => Promise.resolve(),
    (one) => void told.push(one),
  )(JOB, runOf());
  expect(told).toMatchObject([
    { kind: 'job-started', job: 'review', waited: 4 },
    { kind: 'job-ended', job: 'review', end: 'done', waited: 4 },
  ]);
});

const details = { words: '', method: 'GET', path: '/' };

it.each<[string, Error]>([
  ['github_rate_limited', new GitHubError('rate_limited', 'slow down', details)],
  ['model_overloaded', new ModelError('overloaded', 'busy')],
  ['git_network', new FetchError('network', 'cut off')],
  ['configuration', new UserError('no such agent: acme/secret')],
  [
    'github_forbidden',
    new FinalFailure('x', { cause: new GitHubError('forbidden', 'no', details) }),
  ],
  ['fault', new TypeError('acme is not a function')],
  ['fault', new FinalFailure('of its own')],
])('tells a failure as %s, and throws it on', async (reason, error) => {
  const told: Measurement[] = [];
  const worker = watchJobs(
    () => Promise.reject(error),
    (one) => void told.push(one),
  );
  await expect(worker(JOB, runOf())).rejects.toBe(error);
  expect(told.slice(1)).toMatchObject([
    { kind: 'job-ended', end: 'failed' },
    { kind: 'error', reason },
  ]);
});

it('counts what was aborted as no error', async () => {
  const told: Measurement[] = [];
  const worker = watchJobs(
    () => Promise.reject(new Error('cut')),
    (one) => void told.push(one),
  );
  await expect(worker(JOB, runOf(AbortSignal.abort()))).rejects.toThrow('cut');
  expect(told.map(({ kind }) => kind)).toEqual(['job-started', 'job-ended']);
  expect(told[1]).toMatchObject({ end: 'aborted' });
});

it('says in every line of a job what it is about, side by side with others', async () => {
  const seen: object[] = [];
  const worker = withJobFields(async () => {
    await Promise.resolve();
    queueMicrotask(() => seen.push(jobFields()));
    await Promise.resolve();
  });
  const merge: Job = { kind: 'merge_group', installation: 1, owner: 'acme', repo: 'x', head: 'a' };
  await Promise.all([worker(JOB, runOf()), worker(merge, { ...runOf(), id: 'delivery-2' })]);
  expect(seen).toEqual([
    {
      delivery: 'delivery-1',
      run: 'job-1/2',
      job: 'review',
      repository: 'acme/shop',
      pull: 3,
    },
    { delivery: 'delivery-2', run: 'job-1/2', job: 'merge_group', repository: 'acme/x' },
  ]);
  expect(jobFields()).toEqual({});
});
