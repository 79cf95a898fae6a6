import type { Placed } from './anchors.ts';
import { carryComments } from './carry.ts';
import { comparedFrom } from './pulls.ts';
import type { Account, App, PullRequest, Review, ReviewComment, Thread } from './model.ts';
import type { World } from './state.ts';

export interface Author {
  user: Account;
  app: App | null;
}

const SUBMITTED = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

export type ReviewEvent = keyof typeof SUBMITTED;

/** A written thing with nothing on it yet. */
function written(world: World, author: Author, body: string) {
  const now = world.clock.now();
  return {
    id: world.nextId(),
    ...author,
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    minimized: null,
  };
}

export function addIssueComment(world: World, pull: PullRequest, author: Author, body: string) {
  const comment = { kind: 'issue-comment' as const, pull, ...written(world, author, body) };
  pull.comments.push(comment);
  return comment;
}

/** A pending review; it is seen by its author alone until it is submitted. */
export function addReview(
  world: World,
  pull: PullRequest,
  author: Author,
  body: string,
  commit: string,
): Review {
  const review: Review = {
    kind: 'review',
    pull,
    state: 'PENDING',
    commit,
    submittedAt: null,
    ...written(world, author, body),
  };
  pull.reviews.push(review);
  return review;
}

export function submitReview(world: World, review: Review, event: ReviewEvent): void {
  review.state = SUBMITTED[event];
  review.submittedAt = world.clock.now();
}

export function pendingReviewOf(pull: PullRequest, user: Account): Review | undefined {
  return pull.reviews.find((one) => one.state === 'PENDING' && one.user.id === user.id);
}

/** Starts a thread where a comment was found to fit. */
export function addThread(
  world: World,
  review: Review,
  { spot, ...placed }: Placed,
  body: string,
): ReviewComment {
  const { pull } = review;
  const thread: Thread = {
    kind: 'thread',
    id: world.nextId(),
    pull,
    comments: [],
    resolvedBy: null,
  };
  const comment: ReviewComment = {
    kind: 'review-comment',
    pull,
    review,
    thread,
    ...written(world, { user: review.user, app: review.app }, body),
    ...placed,
    original: spot,
    current: spot,
    commit: spot.commit,
    inReplyTo: null,
  };
  thread.comments.push(comment);
  pull.threads.push(thread);
  return comment;
}

/** Comments on an older commit are shown where their lines are at the head. */
export async function showAtHead(review: Review, commit: string): Promise<void> {
  const { pull } = review;
  if (commit !== pull.headSha) await carryComments(pull, await comparedFrom(pull));
}

export function replyTo(world: World, review: Review, parent: ReviewComment, body: string) {
  const [first = parent] = parent.thread.comments;
  const reply: ReviewComment = {
    ...first,
    ...written(world, { user: review.user, app: review.app }, body),
    review,
    inReplyTo: first.id,
  };
  parent.thread.comments.push(reply);
  return reply;
}

export function removeComment(comment: ReviewComment): void {
  const { thread, pull } = comment;
  thread.comments = thread.comments.filter((one) => one !== comment);
  if (thread.comments.length === 0) {
    pull.threads = pull.threads.filter((one) => one !== thread);
  }
}

export function removeReview(review: Review): void {
  const { pull } = review;
  for (const thread of pull.threads) {
    for (const comment of thread.comments) if (comment.review === review) removeComment(comment);
  }
  pull.reviews = pull.reviews.filter((one) => one !== review);
}
