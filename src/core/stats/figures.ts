import type { CommentRecord, PullRecord } from './pull-record.ts';

/** How many of a whole; `share` is null when the whole is empty. */
export interface Part {
  count: number;
  share: number | null;
}

/** What became of the comments: each is in exactly one part. */
interface Outcomes {
  /** The row was changed and the verifier proved that it is fixed. */
  actedOn: Part;
  /** Dismissed by a command, or its thread resolved by a person. */
  dismissed: Part;
  /** None of that when the pull request was merged or closed. */
  ignored: Part;
  /** None of that, and the pull request is still open. */
  open: Part;
}

/** Finished reviews, of the pull requests where their number is known. */
export interface ReviewFigures {
  finished: number;
  /** Those that posted no finding. */
  silent: number;
  silentShare: number | null;
  /** How many pull requests tell their reviews, and how many do not. */
  known: number;
  unknown: number;
}

/** Cost in US dollars, of the pull requests where it is known. */
export interface CostFigures {
  /** All of it; null when it is known of none. */
  usd: number | null;
  perPullRequestUsd: number | null;
  /** How many pull requests tell their cost, and how many do not. */
  known: number;
  unknown: number;
}

export interface Figures {
  /** Pull requests with anything of ours. */
  pullRequests: number;
  /** The whole that the outcomes are parts of. */
  comments: number;
  commentsPerPullRequest: number | null;
  outcomes: Outcomes;
  votes: { up: number; down: number };
  /** Null where reviews have no such thing: a review is of no category. */
  reviews: ReviewFigures | null;
  cost: CostFigures | null;
}

/** The figures of pull requests, each of which counts, whether or not it has comments. */
export function figuresOf(pulls: readonly PullRecord[]): Figures {
  const comments = pulls.reduce((sum, pull) => sum + pull.comments.length, 0);
  const votes = pulls.flatMap((pull) => pull.comments);
  return {
    pullRequests: pulls.length,
    comments,
    commentsPerPullRequest: ratio(comments, pulls.length),
    outcomes: outcomesOf(pulls, comments),
    votes: {
      up: votes.reduce((sum, { votesUp }) => sum + votesUp, 0),
      down: votes.reduce((sum, { votesDown }) => sum + votesDown, 0),
    },
    reviews: reviewsOf(pulls),
    cost: costOf(pulls),
  };
}

function outcomesOf(pulls: readonly PullRecord[], all: number): Outcomes {
  const counts = { actedOn: 0, dismissed: 0, ignored: 0, open: 0 };
  for (const { state, comments } of pulls) {
    for (const comment of comments) counts[outcomeOf(comment, state)]++;
  }
  const part = (count: number): Part => ({ count, share: ratio(count, all) });
  return {
    actedOn: part(counts.actedOn),
    dismissed: part(counts.dismissed),
    ignored: part(counts.ignored),
    open: part(counts.open),
  };
}

function outcomeOf({ state }: CommentRecord, pull: PullRecord['state']): keyof Outcomes {
  if (state === 'fixed') return 'actedOn';
  if (state === 'dismissed') return 'dismissed';
  return pull === 'open' ? 'open' : 'ignored';
}

function reviewsOf(pulls: readonly PullRecord[]): ReviewFigures {
  const known = pulls.flatMap(({ counts }) => (counts === null ? [] : [counts]));
  const counts = known.flat();
  const finished = counts.reduce((sum, { reviews }) => sum + reviews, 0);
  const silent = counts.reduce((sum, each) => sum + each.silent, 0);
  return {
    finished,
    silent,
    silentShare: ratio(silent, finished),
    known: known.length,
    unknown: pulls.length - known.length,
  };
}

function costOf(pulls: readonly PullRecord[]): CostFigures {
  const known = pulls.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
  // Sums of whole numbers are the same in any order.
  const usd = known.reduce((sum, each) => sum + Math.round(each * 1e6), 0) / 1e6;
  return {
    usd: known.length === 0 ? null : usd,
    perPullRequestUsd: ratio(usd, known.length),
    known: known.length,
    unknown: pulls.length - known.length,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
