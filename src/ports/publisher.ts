import type { Side } from '../core/diff/model.ts';
import type { PullRef } from './pull-requests.ts';

/** A comment on rows of the diff. `startLine` is left out for a single row. */
export interface LineComment {
  path: string;
  side: Side;
  line: number;
  startLine?: number;
  body: string;
}

/** A review as it is posted: event COMMENT, pinned to the commit that was read. */
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

/** Why GitHub did not take a review. */
export type ReviewRefused =
  /** 422: at least one comment does not fit; GitHub does not say which. */
  { refused: string };

/** Write access to one installation's pull requests. What is written is data from a plan. */
export interface Publisher {
  /** Creates the check run of a head, in progress or queued. Gives its id. */
  startCheck(
    ref: PullRef,
    head: string,
    report: CheckReport,
    status: 'queued' | 'in_progress',
  ): Promise<number>;
  updateCheck(ref: PullRef, id: number, report: CheckReport): Promise<void>;
  concludeCheck(
    ref: PullRef,
    id: number,
    conclusion: CheckConclusion,
    report: CheckReport,
  ): Promise<void>;
  /** Creates and submits a review. A 422 is an answer, not an error. */
  postReview(ref: PullRef, review: ReviewDraft): Promise<{ id: number } | ReviewRefused>;
  /** Comments on a whole file. */
  postFileComment(ref: PullRef, commit: string, path: string, body: string): Promise<void>;
  /** Writes a comment of the conversation, or changes the one with that id. Gives its id. */
  saveNote(ref: PullRef, id: number | null, body: string): Promise<number>;
  react(
    ref: PullRef,
    target: ReactionTarget,
    content: 'eyes' | 'rocket' | 'confused',
  ): Promise<void>;
}
