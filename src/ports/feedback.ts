import type { LedgerEntry, ReviewCount } from '../core/ledger/ledger.ts';
import type { PostedThread, PullAuthor, PullRef } from './pull-requests.ts';

/** Names a repository of the host that an adapter is bound to. */
export type RepositoryName = Pick<PullRef, 'owner' | 'repo'>;

/** Which pull requests to read, newest first by the day on which they were opened. */
export interface FeedbackWish {
  /** Pull requests at most. */
  limit: number;
  /** Opened then or later; null for whenever. */
  since: Date | null;
  /**
   * Read our check runs too, which takes the permission to read them: those of the last 30 commits
   * and of the last 10 heads that were pushed over. A review that had nothing to say leaves nothing
   * else.
   */
  withChecks: boolean;
}

/** A person's 👍 or 👎 on a finding. GitHub does not name Apps that react. */
export interface Vote {
  login: string;
  up: boolean;
}

/** A finding of ours that stands on a pull request, with what people made of it. */
export interface OwnFinding extends LedgerEntry {
  /** The agent that found it; null for comments of older versions. */
  agent: string | null;
  /** Nobody's own; up to 50 of a finding. */
  votes: Vote[];
  /** Everything said in its thread after the finding itself, in order. */
  replies: PostedThread['replies'];
  /** Who dismissed it by a command, and why; both empty where an older version wrote it down. */
  dismissal: { by: string; reason: string } | null;
  /** Null as long as nobody has resolved its thread. */
  resolvedBy: PostedThread['resolvedBy'];
}

/** What stands on a pull request of ours, and what people made of it. */
export interface PullFeedback {
  ref: PullRef;
  title: string;
  /** The address of its page. */
  url: string;
  /** Null when the account is gone. */
  author: PullAuthor | null;
  state: 'open' | 'closed' | 'merged';
  /** ISO 8601. */
  createdAt: string;
  /** The heads of our reviews that left comments on lines, in order, each run once. */
  reviews: string[];
  /** Finished reviews, as summary and checks tell; null when they do not. */
  counts: ReviewCount[] | null;
  /** What all reviews of it have cost, in US dollars, as summary and checks tell; else null. */
  costUsd: number | null;
  findings: OwnFinding[];
}

/** Read access to what people made of our findings. Throws a GitHubError. */
export interface Feedback {
  pulls(repository: RepositoryName, wish: FeedbackWish): AsyncIterable<PullFeedback>;
}
