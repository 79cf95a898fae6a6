/** What Prometheus is told of one metric; docs/metrics.md shows the same list. */
export interface MetricDescription<Label extends string = string> {
  name: string;
  help: string;
  labelNames: readonly Label[];
}

interface HistogramDescription<Label extends string> extends MetricDescription<Label> {
  /** Upper bounds, in the metric's unit. */
  buckets: number[];
}

function describe<Label extends string>(
  name: string,
  labelNames: readonly Label[],
  help: string,
): MetricDescription<Label> {
  return { name: `backline_${name}`, help, labelNames };
}

function timed<Label extends string>(
  name: string,
  labelNames: readonly Label[],
  buckets: number[],
  help: string,
): HistogramDescription<Label> {
  return { ...describe(name, labelNames, help), buckets };
}

/** Seconds. GitHub waits ten for the answer to a webhook. */
const ANSWER = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const SHORT = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const LONG = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200];

/**
 * Every metric of ours. No label holds a repository, a person or a text, so that the number of
 * series stays small.
 */
export const GAUGES = {
  build: describe('build_info', ['version'], 'Always 1; the label says which Backline runs'),
  storeUp: describe('store_up', [], '1 when the store answered this scrape, else 0'),
  jobs: describe(
    'jobs',
    ['state'],
    'Jobs in the store, of all processes: waiting, retrying, running, dead',
  ),
  oldest: describe(
    'queue_oldest_seconds',
    [],
    'How long the job that is due for longest has not been started; 0 when none is due',
  ),
  running: describe('worker_jobs_running', ['job'], 'Jobs that this process runs right now'),
  rateLeft: describe(
    'github_rate_limit_remaining',
    ['installation', 'resource'],
    'Requests left in the current hour, of the 200 limits that GitHub last told of',
  ),
} as const;

export const COUNTERS = {
  reviews: describe('reviews_total', ['outcome'], 'Reviews that ended, by outcome'),
  findings: describe('review_findings_total', [], 'Findings of reviews that ended'),
  tokens: describe(
    'model_tokens_total',
    ['model', 'kind'],
    'Tokens: input (neither read from nor written to the cache), cache_read, cache_write, output',
  ),
  cost: describe('model_cost_usd_total', ['model'], 'US dollars, where the price is known'),
  unpriced: describe(
    'model_unpriced_requests_total',
    ['model'],
    'Answers of models without a known price',
  ),
  github: describe(
    'github_requests_total',
    ['status'],
    'Requests to GitHub by class of their status: 2xx … 5xx, or none without an answer',
  ),
  errors: describe('errors_total', ['kind'], 'Tries of jobs that failed, by what went wrong'),
} as const;

export const HISTOGRAMS = {
  webhook: timed(
    'webhook_answer_seconds',
    ['status'],
    ANSWER,
    'From the headers of a delivery to the end of its answer',
  ),
  waited: timed('job_wait_seconds', ['job'], LONG, "From an event to the start of its job's try"),
  ran: timed('job_run_seconds', ['job', 'end'], LONG, 'One try: done, failed or aborted'),
  total: timed(
    'job_total_seconds',
    ['job'],
    LONG,
    'From an event to the end of its job, when done',
  ),
  review: timed('review_seconds', ['outcome'], LONG, 'One review, without its time in the queue'),
  phase: timed(
    'review_phase_seconds',
    ['phase'],
    LONG,
    'The steps of a review, publish among them',
  ),
  fetch: timed('git_fetch_seconds', ['result'], SHORT, "Bringing a pull request's objects here"),
  model: timed(
    'model_request_seconds',
    ['result'],
    LONG,
    'One question to the model, with retries',
  ),
} as const;
