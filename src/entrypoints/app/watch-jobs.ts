import { FetchError } from '../../adapters/git/fetch-error.ts';
import { UserError } from '../../core/errors.ts';
import { GitHubError } from '../../ports/github-error.ts';
import { ModelError } from '../../ports/model.ts';
import { FinalFailure, type Worker } from '../../ports/queue.ts';
import type { JobEnd, Telemetry } from '../../ports/telemetry.ts';

/** Measures each try of a job, and what it fails of. */
export function watchJobs(worker: Worker, telemetry: Telemetry): Worker {
  return async (job, run) => {
    const started = performance.now();
    const told = { job: job.kind, waited: run.waited };
    const tell = (end: JobEnd): void =>
      telemetry({ kind: 'job-ended', ...told, end, ran: (performance.now() - started) / 1000 });
    telemetry({ kind: 'job-started', ...told });
    try {
      await worker(job, run);
      tell(run.signal.aborted ? 'aborted' : 'done');
    } catch (error) {
      tell(run.signal.aborted ? 'aborted' : 'failed');
      if (!run.signal.aborted) telemetry({ kind: 'error', reason: reasonOf(error) });
      throw error;
    }
  };
}

/** What went wrong, in few words that never hold a name or a number. */
function reasonOf(error: unknown): string {
  if (error instanceof GitHubError) return `github_${error.kind}`;
  if (error instanceof ModelError) return `model_${error.kind}`;
  if (error instanceof FetchError) return `git_${error.kind}`;
  if (error instanceof UserError) return 'configuration';
  if (error instanceof FinalFailure && error.cause !== undefined) return reasonOf(error.cause);
  return 'fault';
}
