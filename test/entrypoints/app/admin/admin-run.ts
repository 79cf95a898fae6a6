import { startAdmin, type AdminServer } from '../../../../src/entrypoints/app/admin/server.ts';
import type { Job } from '../../../../src/ports/queue.ts';
import type {
  FinishedReview,
  JobCounts,
  JobRecord,
  JobState,
} from '../../../../src/ports/store.ts';

/** When the page is looked at. */
export const NOW = new Date('2026-03-02T09:30:00Z');

export const TOKEN = 'a-token-for-tests-0123';

/** What a store would hold. */
export interface Held {
  jobs: JobRecord[];
  reviews: FinishedReview[];
}

const STATES: JobState[] = ['waiting', 'retrying', 'running', 'dead'];

/** A store with that in it; `isSilent` makes it fail. */
function storeWith({ jobs, reviews }: Held, isSilent = (): boolean => false) {
  const counts = (): JobCounts => ({
    states: Object.fromEntries(
      STATES.map((state) => [state, jobs.filter((job) => job.state === state).length]),
    ) as Record<JobState, number>,
    oldestDueSeconds: null,
  });
  const unless = <T>(give: () => T): Promise<T> =>
    isSilent() ? Promise.reject(new Error('connect ECONNREFUSED')) : Promise.resolve(give());
  return {
    countJobs: () => unless(counts),
    listJobs: ({
      states = STATES,
      limit = 1000,
    }: { states?: readonly JobState[]; limit?: number } = {}) =>
      unless(() => jobs.filter(({ state }) => states.includes(state)).slice(0, limit)),
    lastReviews: (count: number) => unless(() => reviews.slice(0, count)),
  };
}

/** The admin listener on a free port, over a store with that in it. */
export function startWith(
  held: Held,
  { isSilent, metrics = '' }: { isSilent?: () => boolean; metrics?: string } = {},
): Promise<AdminServer> {
  const ignore = (): void => undefined;
  return startAdmin(
    { host: '127.0.0.1', port: 0, token: TOKEN },
    {
      now: () => NOW,
      slug: 'backline-example',
      version: '1.2.3',
      web: 'https://github.com',
      store: storeWith(held, isSilent),
      metrics: { contentType: 'text/plain; version=0.0.4', text: () => Promise.resolve(metrics) },
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    },
  );
}

export function job(
  state: JobState,
  minutesAgo: number,
  of: Job,
  more: Partial<JobRecord> = {},
): JobRecord {
  const createdAt = new Date(NOW.getTime() - minutesAgo * 60_000);
  return {
    id: `0c5a2f6e-7a51-4b5e-9d1f-${String(minutesAgo).replace('.', '').padStart(12, '0')}`,
    state,
    job: of,
    delivery: 'a1b2c3d4-0000-0000-0000-000000000000',
    createdAt,
    startAfter: createdAt,
    startedAt: state === 'running' || state === 'dead' ? createdAt : null,
    tries: state === 'waiting' ? 0 : 1,
    error: null,
    ...more,
  };
}

export function reviewOf(repository: string, number: number): Job {
  const [owner = '', repo = ''] = repository.split('/');
  return {
    kind: 'review',
    pull: { installation: 1, owner, repo, number },
    cause: { kind: 'push' },
  };
}

export function commentOn(repository: string, number: number, author: string): Job {
  const [owner = '', repo = ''] = repository.split('/');
  const comment = { kind: 'issue-comment', id: 1, nodeId: 'x', author, body: '/review' } as const;
  return { kind: 'command', pull: { installation: 1, owner, repo, number }, comment };
}

export function finished(
  repository: string,
  pull: number,
  minutesAgo: number,
  more: Partial<FinishedReview> = {},
): FinishedReview {
  return {
    run: 'a1b2c3d4-0000-0000-0000-000000000000',
    repository,
    pull,
    head: '4f9c1d07a2b3c4d5e6f708192a3b4c5d6e7f8091',
    outcome: 'clean',
    findings: 0,
    costUsd: 0.042,
    seconds: 48,
    finishedAt: new Date(NOW.getTime() - minutesAgo * 60_000),
    ...more,
  };
}
