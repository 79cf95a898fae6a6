import type { JobRun } from '../../ports/queue.ts';
import type { Claim } from './claim.ts';
import { logFields } from './job-data.ts';
import { stepsOf } from './steps.ts';
import type { Engine } from './transaction.ts';

/** What the worker is told of one try of a job. */
export function jobRun(engine: Engine, claim: Claim, signal: AbortSignal): JobRun {
  return {
    id: claim.data.delivery,
    name: nameOf(claim),
    again: claim.retryCount > 0,
    lastTry: claim.retryCount - claim.data.uncounted >= claim.data.retries,
    // The database's clock began it and ours ends it: they may differ a little.
    waited: Math.max(0, (Date.now() - claim.data.since) / 1000),
    signal,
    steps: stepsOf(engine, claim.id),
  };
}

/** What a log line says about one try of a job. */
export function runFields(claim: Claim): object {
  return { run: nameOf(claim), ...logFields(claim.data) };
}

/** The job's id and the count of its tries, from 1. */
function nameOf({ id, retryCount }: Claim): string {
  return `${id}/${retryCount + 1}`;
}
