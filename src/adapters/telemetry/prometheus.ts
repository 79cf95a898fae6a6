import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobCounts } from '../../ports/store.ts';
import type { Measurement, Telemetry } from '../../ports/telemetry.ts';
import { COUNTERS, GAUGES, HISTOGRAMS, type MetricDescription } from './metric-list.ts';
import { createRateBook } from './rate-book.ts';

export interface MetricsOptions {
  version: string;
  /** Asked at each scrape; what it throws makes `backline_store_up` 0. */
  countJobs: () => Promise<JobCounts>;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface Metrics {
  telemetry: Telemetry;
  /** All metrics in Prometheus' text format. */
  text(): Promise<string>;
  contentType: string;
}

const MOST_LIMITS = 200;

/** Metrics of this process, in a registry of their own. */
export function createMetrics({ version, countJobs, now = Date.now }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = <Label extends string>(description: MetricDescription<Label>): Gauge<Label> =>
    new Gauge({ ...description, registers });
  const counter = <Label extends string>(description: MetricDescription<Label>): Counter<Label> =>
    new Counter({ ...description, registers });
  const histogram = <Label extends string>(
    description: MetricDescription<Label> & { buckets: number[] },
  ): Histogram<Label> => new Histogram({ ...description, registers });

  gauge(GAUGES.build).set({ version }, 1);
  const storeUp = gauge(GAUGES.storeUp);
  const jobs = gauge(GAUGES.jobs);
  const oldest = gauge(GAUGES.oldest);
  const running = gauge(GAUGES.running);
  const rateLeft = gauge(GAUGES.rateLeft);
  const reviews = counter(COUNTERS.reviews);
  const findings = counter(COUNTERS.findings);
  const tokens = counter(COUNTERS.tokens);
  const cost = counter(COUNTERS.cost);
  const unpriced = counter(COUNTERS.unpriced);
  const github = counter(COUNTERS.github);
  const errors = counter(COUNTERS.errors);
  const webhook = histogram(HISTOGRAMS.webhook);
  const waited = histogram(HISTOGRAMS.waited);
  const ran = histogram(HISTOGRAMS.ran);
  const total = histogram(HISTOGRAMS.total);
  const review = histogram(HISTOGRAMS.review);
  const phase = histogram(HISTOGRAMS.phase);
  const fetch = histogram(HISTOGRAMS.fetch);
  const model = histogram(HISTOGRAMS.model);
  const rates = createRateBook(MOST_LIMITS);

  function take(one: Measurement): void {
    switch (one.kind) {
      case 'webhook':
        return webhook.observe({ status: one.status }, one.seconds);
      case 'job-started':
        running.inc({ job: one.job });
        return waited.observe({ job: one.job }, one.waited);
      case 'job-ended':
        running.dec({ job: one.job });
        if (one.end === 'done') total.observe({ job: one.job }, one.waited + one.ran);
        return ran.observe({ job: one.job, end: one.end }, one.ran);
      case 'review':
        reviews.inc({ outcome: one.outcome });
        findings.inc(one.findings);
        return review.observe({ outcome: one.outcome }, one.seconds);
      case 'phase':
        return phase.observe({ phase: one.phase }, one.seconds);
      case 'fetch':
        return fetch.observe({ result: one.ok ? 'ok' : 'failed' }, one.seconds);
      case 'model': {
        const { usage } = one;
        tokens.inc({ model: one.model, kind: 'input' }, usage.inputTokens);
        tokens.inc({ model: one.model, kind: 'cache_read' }, usage.cacheReadTokens);
        tokens.inc({ model: one.model, kind: 'cache_write' }, usage.cacheWriteTokens);
        tokens.inc({ model: one.model, kind: 'output' }, usage.outputTokens);
        if (one.costUsd === null) unpriced.inc({ model: one.model });
        else cost.inc({ model: one.model }, one.costUsd);
        return model.observe({ result: 'ok' }, one.seconds);
      }
      case 'model-failed':
        return model.observe({ result: one.reason }, one.seconds);
      case 'github':
        if (one.rate !== null) rates.note(one.installation, one.rate);
        return github.inc({ status: statusClass(one.status) });
      case 'error':
        return errors.inc({ kind: one.reason });
    }
  }

  async function ask(): Promise<void> {
    const counts = await countJobs().catch(() => null);
    storeUp.set(counts === null ? 0 : 1);
    // Numbers of an earlier scrape would look as if all were well.
    jobs.reset();
    oldest.remove();
    if (counts !== null) {
      for (const [state, count] of Object.entries(counts.states)) jobs.set({ state }, count);
      oldest.set(counts.oldestDueSeconds ?? 0);
    }
    rateLeft.reset();
    for (const { installation, resource, remaining } of rates.current(now() / 1000)) {
      rateLeft.set({ installation, resource }, remaining);
    }
  }

  return {
    telemetry: take,
    contentType: registry.contentType,
    async text() {
      await ask();
      return registry.metrics();
    },
  };
}

function statusClass(status: number | null): string {
  return status === null ? 'none' : `${Math.floor(status / 100)}xx`;
}
