import type { Side } from '../diff/model.ts';
import type { Commentable } from './commentable.ts';

/** A comment to be posted, marker included, and the finding it tells of. */
export interface PlannedLineComment {
  findingId: string;
  path: string;
  side: Side;
  line: number;
  startLine?: number;
  body: string;
}

export interface PlannedFileComment {
  findingId: string;
  path: string;
  body: string;
}

/** A finding that no comment can hold, for the summary. */
export interface ListedFinding {
  findingId: string;
  reason: string;
}

/**
 * What a review leaves on a pull request, as data: a publisher posts it, a dry run prints it.
 * Every finding that is to be posted is in exactly one of `comments`, `fileComments` and `listed`.
 */
export interface ReviewPlan {
  head: string;
  /** Names this run; posting the same run again changes nothing. */
  run: string;
  /** Null when no comment is on a line: an empty review is noise. */
  reviewBody: string | null;
  comments: PlannedLineComment[];
  fileComments: PlannedFileComment[];
  listed: ListedFinding[];
  /** The conversation comment, null when there is nothing to say. */
  summary: string | null;
  check: { conclusion: 'success' | 'failure' | 'neutral'; title: string; summary: string };
}

/**
 * Makes the plan anew: for the rows that may be commented on now (null: those of before), and with the findings listed
 * whose comment GitHub refused (id → reason).
 */
export type Replan = (
  commentable: Commentable | null,
  refused?: ReadonlyMap<string, string>,
) => ReviewPlan;
