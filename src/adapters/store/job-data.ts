import type { Job, PullAddress } from '../../ports/queue.ts';

/** What is kept of a job. */
export interface JobData {
  job: Job;
  /** The webhook delivery that brought it. */
  delivery: string;
  /** One job of a lane runs at a time. */
  lane: string;
  repository: string;
  installation: number;
  /** Whether a person asked: such jobs go first and are never replaced. */
  command: boolean;
  /** Of a review that newer ones replace: the generation of the lane that it is for. */
  generation: number | null;
  /** Of all jobs that are kept, no other has this number; it follows the order of arrival. */
  number: number;
  /** When the oldest of the jobs that it stands for arrived, in the database's ms. */
  since: number;
  /** When the first push came that its start was put off for, in the database's ms. */
  heldSince: number | null;
  /** GitHub, or the model, asked not to be called before, in the database's ms. */
  notBefore?: number;
  /** How often it may be tried again. */
  retries: number;
  /** How many of its starts are no tries: their process ended, or they were an older job's. */
  uncounted: number;
  /** Whether a person had it stopped while it ran. */
  cancelled?: true;
}

/** Whether somebody asked in person: such jobs go first and are never replaced. */
export function isCommand(job: Job): boolean {
  return job.kind === 'command' || (job.kind === 'review' && job.cause.kind === 'command');
}

/** A job that a newer one of its lane replaces; everything else is kept. */
export function isReplaceable(job: Job): boolean {
  return job.kind === 'review' && !isCommand(job);
}

/** Text as Postgres takes it within JSON: without NUL and halves of characters. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** GitHub's names know no case. */
export function repositoryOf(job: Job): string {
  const { owner, repo } = job.kind === 'merge_group' ? job : job.pull;
  return `${owner}/${repo}`.toLowerCase();
}

export function installationOf(job: Job): number {
  return job.kind === 'merge_group' ? job.installation : job.pull.installation;
}

/** What concerns one pull request, or one merge group. */
export function laneOf(job: Job): string {
  return job.kind === 'merge_group' ? `${repositoryOf(job)}@${job.head}` : laneOfPull(job.pull);
}

export function laneOfPull({ owner, repo, number }: PullAddress): string {
  return `${owner}/${repo}#${number}`.toLowerCase();
}

/** What a log line says about a job. */
export function logFields({ delivery, job }: JobData): object {
  const place = job.kind === 'merge_group' ? job : job.pull;
  const pull = job.kind === 'merge_group' ? {} : { pull: job.pull.number };
  return { delivery, job: job.kind, repository: `${place.owner}/${place.repo}`, ...pull };
}
