import type { Category } from '../finding/finding.ts';
import type { LedgerEntry, ReviewCount } from '../ledger/ledger.ts';

/** A comment of ours on a finding, with what came of it. */
export interface CommentRecord {
  /** Null when the comment does not tell it. */
  category: Category | null;
  agent: string | null;
  state: LedgerEntry['state'];
  votesUp: number;
  votesDown: number;
}

/** A pull request with all that figures are computed from. */
export interface PullRecord {
  /** `OWNER/REPO` */
  repository: string;
  state: 'open' | 'closed' | 'merged';
  comments: CommentRecord[];
  /** Finished reviews by agent; null when they are not known. */
  counts: ReviewCount[] | null;
  /** In US dollars, to a millionth; null when it is not known. */
  costUsd: number | null;
}

/** Whether anything of ours is on it: a finished review, a comment, or money spent in vain. */
export function isOurs({ comments, counts, costUsd }: PullRecord): boolean {
  return comments.length > 0 || (costUsd ?? 0) > 0 || reviewsOf(counts ?? []) > 0;
}

function reviewsOf(counts: readonly ReviewCount[]): number {
  return counts.reduce((sum, { reviews }) => sum + reviews, 0);
}
