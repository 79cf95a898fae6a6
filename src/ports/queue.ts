import type { PullRef } from './pull-requests.ts';
import type { Steps } from './steps.ts';

/** Where a pull request lives: the installation that may read it. */
export interface PullAddress extends PullRef {
  installation: number;
}

/** Why a review is wanted; a person's command goes before what pushes bring. */
type ReviewCause =
  | { kind: 'opened' | 'reopened' | 'ready_for_review' | 'push' | 'base_changed' | 'rerequested' }
  | { kind: 'command'; comment: CommandComment };

/** The comment that holds a command, to answer it. */
export interface CommandComment {
  kind: 'issue-comment' | 'review-comment' | 'review';
  id: number;
  nodeId: string;
  author: string;
  body: string;
  /** Of a reply in a thread: the comment that the thread starts with. */
  inReplyTo?: number;
}

/** A job names the pull request, not the commit: the worker reads the newest head. */
export type Job =
  | { kind: 'review'; pull: PullAddress; cause: ReviewCause }
  | { kind: 'command'; pull: PullAddress; comment: CommandComment }
  | { kind: 'merge_group'; installation: number; owner: string; repo: string; head: string };

/**
 * Work that is to be done once the webhook is answered.
 * - of review jobs, one waits a pull request at most, and a newer one stops the running one;
 * - commands are jobs of their own and are never swallowed;
 * - a delivery that was seen before adds nothing.
 */
export interface Queue {
  /** Gives false when the delivery id was seen before. */
  add(delivery: string, job: Job): Promise<boolean>;
  /** Stops what runs or waits for a pull request that was closed. */
  stop(delivery: string, pull: PullAddress): Promise<void>;
}

/**
 * Why a job's signal was aborted: something newer makes it pointless, the pull request was closed, a
 * person does not want it, or the process ends.
 */
export type AbortCause = 'superseded' | 'stopped' | 'cancelled' | 'shutdown';

/** A job that failed and would fail again: a person has to look at it. */
export class FinalFailure extends Error {
  override name = 'FinalFailure';
}

/** One try of a job. */
export interface JobRun {
  /** The delivery that brought it. */
  id: string;
  /** Names this try of the job in the log: the job's id, which `backline jobs` shows, and `/1`, `/2` … */
  name: string;
  /** Whether it was tried before. */
  again: boolean;
  /** Whether it is not tried again, whatever it fails with. */
  lastTry: boolean;
  /** Seconds since the event that brought it. */
  waited: number;
  signal: AbortSignal;
  /** What earlier tries of this job have finished. */
  steps: Steps;
}

/**
 * Does one job. The signal ends it when it is superseded, stopped, or the process shuts down; its
 * reason is an AbortError whose message is an AbortCause. However it ends then, it counts as done,
 * except at a shutdown, after which it starts again. Any other that throws is tried again, unless
 * that is a FinalFailure; once it has no tries left it is kept for a person to look at.
 */
export type Worker = (job: Job, run: JobRun) => Promise<void>;
