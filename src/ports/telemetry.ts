import type { ModelErrorKind, TokenUsage } from './model.ts';
import type { Phase } from './progress.ts';
import type { Job } from './queue.ts';

/**
 * Something that was measured. All times are in seconds.
 * - webhook: a delivery was answered with that HTTP status
 * - job-started: `waited` since the event that brought it
 * - job-ended: `ran` is this try alone; aborted: superseded, stopped or put back at a shutdown
 * - review: one that ended and was noted, with what it came to
 * - phase: a step of a review or answer was left
 * - fetch: a pull request's objects were brought here, or could not be
 * - model: a question was answered, retries included; `costUsd` is null when no price is known
 * - model-failed: a question was not answered
 * - github: an answer of GitHub, or none (`status` null); `rate` is what is left of a limit
 * - error: why a job failed
 */
export type Measurement =
  | { kind: 'webhook'; status: number; seconds: number }
  | { kind: 'job-started'; job: Job['kind']; waited: number }
  | { kind: 'job-ended'; job: Job['kind']; end: JobEnd; waited: number; ran: number }
  | { kind: 'review'; outcome: string; findings: number; seconds: number }
  | { kind: 'phase'; phase: Phase; seconds: number }
  | { kind: 'fetch'; ok: boolean; seconds: number }
  | { kind: 'model'; model: string; usage: TokenUsage; costUsd: number | null; seconds: number }
  | { kind: 'model-failed'; reason: ModelErrorKind | 'aborted' | 'other'; seconds: number }
  | { kind: 'github'; installation: number; status: number | null; rate: RateLeft | null }
  | { kind: 'error'; reason: string };

export type JobEnd = 'done' | 'failed' | 'aborted';

/** What an installation has left of one of GitHub's hourly limits. */
export interface RateLeft {
  /** GitHub's name of the limit, such as `core` or `graphql`. */
  resource: string;
  remaining: number;
  /** When it begins anew, in seconds since 1970. */
  resets: number;
}

/** Is told what was measured. Never throws, never waits. */
export type Telemetry = (measurement: Measurement) => void;
