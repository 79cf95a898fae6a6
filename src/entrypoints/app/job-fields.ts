import { AsyncLocalStorage } from 'node:async_hooks';
import type { Worker } from '../../ports/queue.ts';

const current = new AsyncLocalStorage<object>();

/** What each line says that is logged, however deep down, while a job is done; else nothing. */
export function jobFields(): object {
  return current.getStore() ?? {};
}

/** Has all that a worker logs say which delivery, job, repository and pull request it is about. */
export function withJobFields(worker: Worker): Worker {
  return (job, run) => {
    const { owner, repo } = job.kind === 'merge_group' ? job : job.pull;
    const fields = {
      delivery: run.id,
      run: run.name,
      job: job.kind,
      repository: `${owner}/${repo}`,
      ...(job.kind === 'merge_group' ? {} : { pull: job.pull.number }),
    };
    return current.run(fields, () => worker(job, run));
  };
}
