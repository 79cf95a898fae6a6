import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics, type Metrics } from '../../../src/adapters/telemetry/prometheus.ts';
import type { JobCounts } from '../../../src/ports/store.ts';
import type { Measurement } from '../../../src/ports/telemetry.ts';

const COUNTS: JobCounts = {
  states: { waiting: 3, retrying: 1, running: 2, dead: 4 },
  oldestDueSeconds: 12.5,
};

let counts: JobCounts | null = COUNTS;
let seconds = 1000;
afterEach(() => {
  counts = COUNTS;
  seconds = 1000;
});

function start(): Metrics {
  return createMetrics({
    version: '1.2.3',
    countJobs: () => (counts ? Promise.resolve(counts) : Promise.reject(new Error('gone'))),
    now: () => seconds * 1000,
  });
}

/** The lines of a metric without its help, buckets left out. */
async function lines(metrics: Metrics, name: string): Promise<string[]> {
  const text = await metrics.text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`backline_${name}`) && !line.includes('_bucket'))
    .map((line) => line.slice('backline_'.length));
}

it('tells what the store holds at each scrape', async () => {
  const metrics = start();
  expect(await lines(metrics, 'jobs')).toEqual([
    'jobs{state="waiting"} 3',
    'jobs{state="retrying"} 1',
    'jobs{state="running"} 2',
    'jobs{state="dead"} 4',
  ]);
  expect(await lines(metrics, 'queue_oldest_seconds')).toEqual(['queue_oldest_seconds 12.5']);
  expect(await lines(metrics, 'store_up')).toEqual(['store_up 1']);
  counts = null;
  expect(await lines(metrics, 'store_up')).toEqual(['store_up 0']);
  expect(await lines(metrics, 'jobs')).toEqual([]);
  expect(await lines(metrics, 'queue_oldest_seconds')).toEqual([]);
  counts = { ...COUNTS, oldestDueSeconds: null };
  expect(await lines(metrics, 'queue_oldest_seconds')).toEqual(['queue_oldest_seconds 0']);
});

const usage = { inputTokens: 10, outputTokens: 20, cacheReadTokens: 30, cacheWriteTokens: 40 };
const model = { kind: 'model', model: 'claude-x', usage, seconds: 2 } as const;

it.each<[string, Measurement[], string, string[]]>([
  [
    'tokens by kind',
    [
      { ...model, costUsd: 0.5 },
      { ...model, costUsd: null },
    ],
    'model_',
    [
      'model_tokens_total{model="claude-x",kind="input"} 20',
      'model_tokens_total{model="claude-x",kind="cache_read"} 60',
      'model_tokens_total{model="claude-x",kind="cache_write"} 80',
      'model_tokens_total{model="claude-x",kind="output"} 40',
      'model_cost_usd_total{model="claude-x"} 0.5',
      'model_unpriced_requests_total{model="claude-x"} 1',
      'model_request_seconds_sum{result="ok"} 4',
      'model_request_seconds_count{result="ok"} 2',
    ],
  ],
  [
    'a model that fails',
    [{ kind: 'model-failed', reason: 'overloaded', seconds: 3 }],
    'model_request_seconds_count',
    ['model_request_seconds_count{result="overloaded"} 1'],
  ],
  [
    'jobs that run and end',
    [
      { kind: 'job-started', job: 'review', waited: 5 },
      { kind: 'job-started', job: 'command', waited: 1 },
      { kind: 'job-ended', job: 'review', end: 'done', waited: 5, ran: 10 },
    ],
    'worker_jobs_running',
    ['worker_jobs_running{job="review"} 0', 'worker_jobs_running{job="command"} 1'],
  ],
  [
    'the whole time of what is done alone',
    [
      { kind: 'job-ended', job: 'review', end: 'done', waited: 5, ran: 10 },
      { kind: 'job-ended', job: 'review', end: 'failed', waited: 5, ran: 100 },
    ],
    'job_total_seconds',
    ['job_total_seconds_sum{job="review"} 15', 'job_total_seconds_count{job="review"} 1'],
  ],
  [
    'reviews by outcome',
    [
      { kind: 'review', outcome: 'findings', findings: 3, seconds: 60 },
      { kind: 'review', outcome: 'findings', findings: 2, seconds: 60 },
      { kind: 'review', outcome: 'clean', findings: 0, seconds: 60 },
    ],
    'review',
    [
      'reviews_total{outcome="findings"} 2',
      'reviews_total{outcome="clean"} 1',
      'review_findings_total 5',
      'review_seconds_sum{outcome="findings"} 120',
      'review_seconds_count{outcome="findings"} 2',
      'review_seconds_sum{outcome="clean"} 60',
      'review_seconds_count{outcome="clean"} 1',
    ],
  ],
  [
    'requests by class of status',
    [200, 201, 404, 502, null].map((status) => ({
      kind: 'github',
      installation: 1,
      status,
      rate: null,
    })),
    'github_requests_total',
    [
      'github_requests_total{status="2xx"} 2',
      'github_requests_total{status="4xx"} 1',
      'github_requests_total{status="5xx"} 1',
      'github_requests_total{status="none"} 1',
    ],
  ],
  [
    'errors by kind',
    [{ kind: 'error', reason: 'github_server' }],
    'errors_total',
    ['errors_total{kind="github_server"} 1'],
  ],
])('counts %s', async (_case, measurements, name, expected) => {
  const metrics = start();
  for (const one of measurements) metrics.telemetry(one);
  expect(await lines(metrics, name)).toEqual(expected);
});

it('puts an answer to a webhook into its bucket', async () => {
  const metrics = start();
  metrics.telemetry({ kind: 'webhook', status: 202, seconds: 0.03 });
  const text = await metrics.text();
  expect(text).toContain('backline_webhook_answer_seconds_bucket{le="0.025",status="202"} 0');
  expect(text).toContain('backline_webhook_answer_seconds_bucket{le="0.05",status="202"} 1');
});

describe('what is left of the limits', () => {
  const left = (installation: number, remaining: number, resets: number): Measurement => ({
    kind: 'github',
    installation,
    status: 200,
    rate: { resource: 'core', remaining, resets },
  });
  const name = 'github_rate_limit_remaining';

  it('is the last that was told, until the hour is over', async () => {
    const metrics = start();
    metrics.telemetry(left(7, 4000, 2000));
    metrics.telemetry(left(7, 3999, 2000));
    metrics.telemetry(left(8, 12, 3000));
    expect(await lines(metrics, name)).toEqual([
      `${name}{installation="7",resource="core"} 3999`,
      `${name}{installation="8",resource="core"} 12`,
    ]);
    seconds = 2000;
    expect(await lines(metrics, name)).toEqual([`${name}{installation="8",resource="core"} 12`]);
  });

  it('is kept for the 200 that were heard of last', async () => {
    const metrics = start();
    for (let one = 1; one <= 200; one++) metrics.telemetry(left(one, one, 2000));
    metrics.telemetry(left(1, 5, 2000));
    metrics.telemetry(left(201, 201, 2000));
    const told = await lines(metrics, name);
    expect(told.length).toBe(200);
    expect(told.filter((line) => /"(?:1|2)"/.test(line))).toEqual([
      `${name}{installation="1",resource="core"} 5`,
    ]);
  });
});

it('tells of the process and which Backline it is', async () => {
  const text = await start().text();
  expect(text).toContain('backline_build_info{version="1.2.3"} 1');
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});
