import type { Job } from './queue.ts';

/** How a review of a pull request ended. */
interface ReviewRecord {
  /** The delivery that brought it. */
  run: string;
  /** `owner/name`. */
  repository: string;
  pull: number;
  /** The commit that was reviewed. */
  head: string;
  outcome: string;
  /** How many findings were posted or listed. */
  findings: number;
  /** Null when no price is known. */
  costUsd: number | null;
  seconds: number;
}

export interface FinishedReview extends ReviewRecord {
  finishedAt: Date;
}

/** The reviews that ended, for people and for whoever asks whether a head was reviewed. */
export interface Reviews {
  /** Of one run and head, the first note stays: a job may be done again after a crash. */
  noteReview(review: ReviewRecord): Promise<void>;
  /** The newest first. */
  lastReviews(count: number): Promise<FinishedReview[]>;
  /**
   * Whether a review of that commit of a pull request has ended, and was not incomplete; the
   * repository in any case.
   */
  wasReviewed(which: Pick<ReviewRecord, 'repository' | 'pull' | 'head'>): Promise<boolean>;
}

/** What one of all processes that share a store does now and then. */
export interface Chores {
  /** False when it was taken within the last `everyMs`, here or elsewhere. */
  takeChore(name: string, everyMs: number): Promise<boolean>;
  /** False when it was noted before, within some weeks. */
  noteOnce(what: string): Promise<boolean>;
  /** Whether it was noted, or a delivery of that id taken. */
  isNoted(what: string): Promise<boolean>;
}

/**
 * - waiting: to be started, not before `startAfter`
 * - retrying: it failed and waits to be tried again
 * - running
 * - dead: it failed for good; a person may have it tried again
 */
export type JobState = 'waiting' | 'retrying' | 'running' | 'dead';

/** A job that is not done, as people see it. */
export interface JobRecord {
  /** A UUID; any beginning of it that names one job will do. */
  id: string;
  state: JobState;
  job: Job;
  /** The webhook delivery that brought it. */
  delivery: string;
  createdAt: Date;
  startAfter: Date;
  startedAt: Date | null;
  /** How often it was tried; a start whose process was lost is none. */
  tries: number;
  /** What its last try failed with, one line. */
  error: string | null;
}

export interface JobCounts {
  states: Record<JobState, number>;
  /** How long the job that is due for longest has not been started; null when none is due. */
  oldestDueSeconds: number | null;
}

interface JobFilter {
  states?: readonly JobState[];
  /** `owner/name`, in any case. */
  repository?: string;
  /** 1,000 by default. */
  limit?: number;
}

/**
 * The jobs for people. Ids may be cut short; one that names no job, or several, throws a UserError.
 */
export interface Jobs {
  /** Running ones first, then what waits in the order of its arrival, then the dead. */
  listJobs(filter?: JobFilter): Promise<JobRecord[]>;
  countJobs(): Promise<JobCounts>;
  showJob(id: string): Promise<JobRecord>;
  /**
   * Has a dead or waiting job start now, with all its tries. Throws a UserError when it runs
   * already, or when a newer review of its pull request has taken its place.
   */
  retryJob(id: string): Promise<JobRecord>;
  /** Stops a running job, and takes any other off the list. */
  cancelJob(id: string): Promise<JobRecord>;
}
