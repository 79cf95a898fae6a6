import type { Side } from '../diff/model.ts';

/**
 * What a ledger is read from: our own comments and notes, and the threads that our comments began.
 * Whoever gathers them leaves everybody else's comments out but for the replies.
 */
export interface StandingComments {
  reviews: readonly { pending: boolean; body: string }[];
  comments: readonly StandingComment[];
  notes: readonly { id: number; body: string }[];
  threads: readonly StandingThread[];
}

interface StandingComment {
  id: number;
  path: string;
  side: Side;
  originalLine: number | null;
  body: string;
  thread: string;
  url: string;
  votesDown: number;
}

interface StandingThread {
  id: string;
  first: number;
  resolvedBy: { login: string | null; isOurs: boolean } | null;
  replies: readonly { isOurs: boolean; body: string }[];
}
