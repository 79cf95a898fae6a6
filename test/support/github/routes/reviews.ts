import { type Anchor, Misplaced, place, type Placed } from '../anchors.ts';
import { accountOfActor, appOf } from '../auth.ts';
import { reviewCommentEvent, reviewEvent } from '../events.ts';
import {
  notFound,
  ok,
  page,
  type Reply,
  type RepositoryCall,
  unprocessable,
  Violation,
} from '../http.ts';
import { reviewCommentJson, reviewJson } from '../json/comment.ts';
import { isPartOf } from '../pulls.ts';
import { countContent } from '../rate-limit.ts';
import {
  addReview,
  addThread,
  pendingReviewOf,
  removeReview,
  showAtHead,
  type ReviewEvent,
  submitReview,
} from '../reviewing.ts';
import type { RepositoryRoute } from '../router.ts';
import type { Review, Side } from '../model.ts';
import { atLeast, reviewComments, roleIn } from '../state.ts';
import { pullAt } from './pulls.ts';

const ONE_PENDING = 'User can only have one pending review per pull request';
const ONE = '/pulls/{pull_number}/reviews/{review_id}';

export const reviewRoutes: RepositoryRoute[] = [
  {
    method: 'GET',
    path: '/pulls/{pull_number}/reviews',
    needs: ['pull_requests:read'],
    serve: (call) => {
      const seen = pullAt(call).reviews.filter((one) => isVisible(call, one));
      return ok(page(call, seen).map((one) => reviewJson(call.world, one)));
    },
  },
  {
    method: 'POST',
    path: '/pulls/{pull_number}/reviews',
    needs: ['pull_requests:write'],
    serve: create,
  },
  {
    method: 'GET',
    path: ONE,
    needs: ['pull_requests:read'],
    serve: (call) => ok(reviewJson(call.world, reviewAt(call))),
  },
  { method: 'PUT', path: ONE, needs: ['pull_requests:write'], serve: update },
  { method: 'DELETE', path: ONE, needs: ['pull_requests:write'], serve: remove },
  { method: 'POST', path: `${ONE}/events`, needs: ['pull_requests:write'], serve: submit },
  {
    method: 'PUT',
    path: `${ONE}/dismissals`,
    needs: ['pull_requests:write'],
    role: 'write',
    serve: (call) => {
      const review = reviewAt(call);
      if (!['APPROVED', 'CHANGES_REQUESTED'].includes(review.state)) {
        throw unprocessable(`Can not dismiss a ${review.state.toLowerCase()} pull request review`);
      }
      review.state = 'DISMISSED';
      reviewEvent(call.world, review, 'dismissed', accountOfActor(call.actor));
      return ok(reviewJson(call.world, review));
    },
  },
  {
    method: 'GET',
    path: `${ONE}/comments`,
    needs: ['pull_requests:read'],
    serve: (call) => {
      const review = reviewAt(call);
      const comments = reviewComments(review.pull).filter((one) => one.review === review);
      return ok(page(call, comments).map((one) => reviewCommentJson(call.world, one)));
    },
  },
];

interface NewComment {
  path: string;
  body: string;
  line?: number;
  side?: Side;
  start_line?: number;
  start_side?: Side;
  position?: number;
}

/** Creates a review whole or not at all; without an event it stays pending. */
async function create(call: RepositoryCall): Promise<Reply> {
  const { world, actor } = call;
  const pull = pullAt(call);
  const user = accountOfActor(actor);
  const asked = (call.body ?? {}) as {
    commit_id?: string;
    body?: string;
    event?: ReviewEvent;
    comments?: NewComment[];
  };
  countContent(world, actor);
  const { event, body = '', comments = [] } = asked;
  if (pendingReviewOf(pull, user) !== undefined) {
    throw unprocessable(ONE_PENDING);
  }
  const commit = asked.commit_id ?? pull.headSha;
  if (!(await isPartOf(pull, commit))) {
    throw unprocessable('The commit_id is not part of the pull request');
  }
  refuseEvent(call, event, body, pull.user.id === user.id);
  const placed = await placeAll(call, commit, comments);
  // Looked at again: another request may have made one while this one read the diff.
  if (pendingReviewOf(pull, user) !== undefined) throw unprocessable(ONE_PENDING);
  const review = addReview(world, pull, { user, app: appOf(actor) }, body, commit);
  placed.forEach((one, index) => addThread(world, review, one, comments[index]?.body ?? ''));
  await showAtHead(review, commit);
  if (event !== undefined) announce(call, review, event);
  return ok(reviewJson(world, review));
}

/** Where all comments go; a refusal collects what is wrong with any and does not say with which. */
async function placeAll(
  call: RepositoryCall,
  commit: string,
  comments: readonly NewComment[],
): Promise<Placed[]> {
  const placed: Placed[] = [];
  const errors = new Set<string>();
  for (const one of comments) {
    if (one.position !== undefined) throw new Violation('`position` is deprecated: send `line`');
    if (one.body.trim() === '') errors.add("Review comments body can't be blank");
    if (one.body.length > call.world.limits.body) errors.add(tooLong(call));
    try {
      placed.push(await place(call.world, pullAt(call), commit, anchorOf(one)));
    } catch (error) {
      if (!(error instanceof Misplaced)) throw error;
      errors.add(error.inReview);
    }
  }
  if (errors.size > 0) throw unprocessable(...errors);
  return placed;
}

function refuseEvent(
  call: RepositoryCall,
  event: ReviewEvent | undefined,
  body: string,
  own: boolean,
): void {
  if (body.length > call.world.limits.body) throw unprocessable(tooLong(call));
  if (event === undefined) return;
  if (event !== 'APPROVE' && body.trim() === '') throw unprocessable("Body can't be blank");
  if (event !== 'COMMENT' && own) {
    const what = event === 'APPROVE' ? 'approve' : 'request changes on';
    throw unprocessable(`Can not ${what} your own pull request`);
  }
}

function submit(call: RepositoryCall): Reply {
  const review = ownReviewAt(call);
  const { event, body } = call.body as { event: ReviewEvent; body?: string };
  if (review.state !== 'PENDING') throw unprocessable('Can not submit a submitted review');
  countContent(call.world, call.actor);
  const text = body ?? review.body;
  refuseEvent(call, event, text, review.pull.user.id === review.user.id);
  review.body = text;
  announce(call, review, event);
  return ok(reviewJson(call.world, review));
}

function update(call: RepositoryCall): Reply {
  const review = ownReviewAt(call);
  const { body } = call.body as { body: string };
  if (body.trim() === '') throw unprocessable("Body can't be blank");
  if (body.length > call.world.limits.body) throw unprocessable(tooLong(call));
  const from = review.body;
  review.body = body;
  review.updatedAt = call.world.clock.now();
  if (review.state !== 'PENDING') {
    reviewEvent(call.world, review, 'edited', accountOfActor(call.actor), {
      changes: { body: { from } },
    });
  }
  return ok(reviewJson(call.world, review));
}

function remove(call: RepositoryCall): Reply {
  const review = ownReviewAt(call);
  if (review.state !== 'PENDING') {
    throw unprocessable('Can not delete a non-pending pull request review');
  }
  removeReview(review);
  return ok(reviewJson(call.world, review));
}

function announce(call: RepositoryCall, review: Review, event: ReviewEvent): void {
  const { world } = call;
  submitReview(world, review, event);
  const sender = accountOfActor(call.actor);
  reviewEvent(world, review, 'submitted', sender);
  for (const comment of reviewComments(review.pull)) {
    if (comment.review === review) reviewCommentEvent(world, comment, 'created', sender);
  }
}

function reviewAt(call: RepositoryCall): Review {
  const id = Number(call.params['review_id']);
  const review = pullAt(call).reviews.find((one) => one.id === id);
  if (review === undefined || !isVisible(call, review)) throw notFound();
  return review;
}

/** Only its author, or who may write, changes a review; others are told that there is none. */
function ownReviewAt(call: RepositoryCall): Review {
  const review = reviewAt(call);
  const account = accountOfActor(call.actor);
  const own = account.id === review.user.id;
  if (!own && !atLeast(roleIn(call.repo, account), 'write')) throw notFound();
  return review;
}

function isVisible(call: RepositoryCall, review: Review): boolean {
  if (review.state !== 'PENDING') return true;
  return call.actor.kind !== 'anonymous' && call.actor.account.id === review.user.id;
}

function anchorOf(one: NewComment): Anchor {
  return {
    path: one.path,
    subject: 'line',
    side: one.side,
    line: one.line,
    startLine: one.start_line,
    startSide: one.start_side,
  };
}

function tooLong(call: RepositoryCall): string {
  return `Body is too long (maximum is ${call.world.limits.body} characters)`;
}
