import type { Side } from '../core/diff/model.ts';
import type { PostedReview, PullRef } from './pull-requests.ts';

/** A comment on rows of the diff. `startLine` is left out for a single row. */
interface LineComment {
  path: string;
  side: Side;
  line: number;
  startLine?: number;
  body: string;
}

/**
 * A review as it is posted: event COMMENT, pinned to the commit that was read. The body carries the
 * run's marker, by which the review is found again after an answer that did not come.
 */
export interface ReviewDraft {
  commit: string;
  body: string;
  comments: LineComment[];
}

export type CheckConclusion = 'success' | 'failure' | 'neutral' | 'cancelled';

export interface CheckReport {
  title: string;
  /** Markdown. */
  summary: string;
}

/** Where a reaction goes. */
export type ReactionTarget =
  | { kind: 'issue-comment'; id: number }
  | { kind: 'review-comment'; id: number }
  | { kind: 'review'; nodeId: string };

/** Why GitHub did not take a review or a comment. */
export type ReviewRefused =
  /** 422 in GitHub's words: of a review at least one comment does not fit; it does not say which. */
  { refused: string };

/**
 * Write access to one installation's pull requests. What is written is data from a plan. Each
 * method writes exactly once, also when an answer is lost. Throws a GitHubError.
 */
export interface Publisher {
  /**
   * Creates the check run of a head, in progress or queued. Gives its id. `externalId` is a name
   * of ours for it, such as the run's. With `resume`, one of that name that is there already is gone
   * on with instead: an `open` one, or also one that has `ended` with success or failure. GitHub lets
   * none begin again.
   */
  startCheck(
    ref: PullRef,
    head: string,
    report: CheckReport,
    status: 'queued' | 'in_progress',
    externalId?: string,
    resume?: 'open' | 'ended',
  ): Promise<number>;
  /** Says how far an unfinished check is; it is in progress from then on. */
  updateCheck(ref: PullRef, id: number, report: CheckReport): Promise<void>;
  concludeCheck(
    ref: PullRef,
    id: number,
    conclusion: CheckConclusion,
    report: CheckReport,
  ): Promise<void>;
  /**
   * Creates and submits a review, or finishes the one that an earlier try left. A 422 is an answer,
   * not an error. `known` are our reviews as `posted` just gave them; without it they are read.
   */
  postReview(
    ref: PullRef,
    review: ReviewDraft,
    known?: readonly PostedReview[],
  ): Promise<{ id: number } | ReviewRefused>;
  /** Comments on a whole file. A 422 is an answer: the file is not in the diff, say. */
  postFileComment(
    ref: PullRef,
    commit: string,
    path: string,
    body: string,
  ): Promise<{ id: number } | ReviewRefused>;
  /**
   * Writes a comment of the conversation, or changes the one with that id; one that somebody has
   * deleted is written anew. Gives its id.
   */
  saveNote(ref: PullRef, id: number | null, body: string): Promise<number>;
  /** Answers in the thread that starts with that comment. Gives the answer's id. */
  reply(ref: PullRef, first: number, body: string): Promise<number>;
  /**
   * Resolves a thread of the diff, by GraphQL's id, or opens it again. Gives false when GitHub does
   * not let us: it wants `contents: write` for it.
   */
  setResolved(thread: string, resolved: boolean): Promise<boolean>;
  react(
    ref: PullRef,
    target: ReactionTarget,
    content: 'eyes' | 'rocket' | 'confused',
  ): Promise<void>;
}
