import type { PullRef } from './pull-requests.ts';

/** Where a pull request lives: the installation that may read it. */
export interface PullAddress extends PullRef {
  installation: number;
}

/** Why a review is wanted; a person's command goes before what pushes bring. */
export type ReviewCause =
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

/** Why a job's signal was aborted. */
export type AbortCause = 'superseded' | 'stopped' | 'shutdown';

/**
 * Does one job. The signal ends it when it is superseded, stopped, or the process shuts down; its
 * reason is an AbortError whose message is an AbortCause. A job whose signal was aborted counts as done however it ends; any other
 * that throws is tried again, so that a worker throws only what may go better next time.
 */
export type Worker = (job: Job, run: { id: string; signal: AbortSignal }) => Promise<void>;
