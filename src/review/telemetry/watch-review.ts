import type { Progress } from '../../ports/progress.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { PullOutcome } from '../review-pull-request.ts';

/**
 * Measures one review and how it ended: what a posted one came to, else why there is none.
 * `progress` is told that it is done. `now` is in milliseconds.
 */
export async function watchReview(
  review: () => Promise<PullOutcome>,
  progress: Progress,
  telemetry: Telemetry,
  now: () => number,
): Promise<{ outcome: PullOutcome; seconds: number }> {
  const started = now();
  const tell = (outcome: string, findings: number): number => {
    progress({ kind: 'done' });
    const seconds = (now() - started) / 1000;
    telemetry({ kind: 'review', outcome, findings, seconds });
    return seconds;
  };
  let outcome: PullOutcome;
  try {
    outcome = await review();
  } catch (error) {
    tell('failed', 0);
    throw error;
  }
  const seconds =
    outcome.outcome === 'posted'
      ? tell(outcome.review.outcome, outcome.review.findings)
      : tell(outcome.outcome, 0);
  return { outcome, seconds };
}
