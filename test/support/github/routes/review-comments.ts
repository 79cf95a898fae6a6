import { Misplaced, place } from '../anchors.ts';
import { accountOfActor, appOf } from '../auth.ts';
import { reviewCommentEvent, reviewEvent } from '../events.ts';
import {
  invalid,
  notFound,
  ok,
  page,
  type Reply,
  type RepositoryCall,
  Violation,
} from '../http.ts';
import { reviewCommentJson } from '../json/comment.ts';
import { isPartOf } from '../pulls.ts';
import { countContent } from '../rate-limit.ts';
import {
  addReview,
  addThread,
  pendingReviewOf,
  removeComment,
  replyTo,
  showAtHead,
  submitReview,
} from '../reviewing.ts';
import type { RepositoryRoute } from '../router.ts';
import type { PullRequest, Review, ReviewComment, Side } from '../model.ts';
import { atLeast, reviewComments, roleIn } from '../state.ts';
import { pullAt } from './pulls.ts';

const RESOURCE = 'PullRequestReviewComment';

export const reviewCommentRoutes: RepositoryRoute[] = [
  {
    method: 'GET',
    path: '/pulls/{pull_number}/comments',
    needs: ['pull_requests:read'],
    serve: (call) => listed(call, reviewComments(pullAt(call))),
  },
  {
    method: 'GET',
    path: '/pulls/comments',
    needs: ['pull_requests:read'],
    serve: (call) => listed(call, call.repo.pulls.flatMap(reviewComments)),
  },
  {
    method: 'POST',
    path: '/pulls/{pull_number}/comments',
    needs: ['pull_requests:write'],
    serve: create,
  },
  {
    method: 'POST',
    path: '/pulls/{pull_number}/comments/{comment_id}/replies',
    needs: ['pull_requests:write'],
    serve: (call) => {
      const parent = commentAt(call);
      if (parent.pull !== pullAt(call)) throw notFound();
      const { body } = call.body as { body: string };
      return reply(call, parent, body);
    },
  },
  {
    method: 'GET',
    path: '/pulls/comments/{comment_id}',
    needs: ['pull_requests:read'],
    serve: (call) => ok(reviewCommentJson(call.world, commentAt(call))),
  },
  {
    method: 'PATCH',
    path: '/pulls/comments/{comment_id}',
    needs: ['pull_requests:write'],
    serve: (call) => {
      const comment = ownCommentAt(call);
      const { body } = call.body as { body: string };
      refuseBody(call, body);
      const from = comment.body;
      comment.body = body;
      comment.updatedAt = call.world.clock.now();
      reviewCommentEvent(call.world, comment, 'edited', accountOfActor(call.actor), {
        changes: { body: { from } },
      });
      return ok(reviewCommentJson(call.world, comment));
    },
  },
  {
    method: 'DELETE',
    path: '/pulls/comments/{comment_id}',
    needs: ['pull_requests:write'],
    serve: (call) => {
      const comment = ownCommentAt(call);
      removeComment(comment);
      reviewCommentEvent(call.world, comment, 'deleted', accountOfActor(call.actor));
      return { status: 204 };
    },
  },
];

/** The review comment that a path names. */
export function commentAt(call: RepositoryCall): ReviewComment {
  const id = Number(call.params['comment_id']);
  const comment = call.repo.pulls.flatMap(reviewComments).find((one) => one.id === id);
  if (comment === undefined || isHidden(call, comment)) throw notFound();
  return comment;
}

function listed(call: RepositoryCall, comments: ReviewComment[]): Reply {
  const since = call.query['since'];
  const descending = call.query['sort'] !== undefined && call.query['direction'] === 'desc';
  const seen = comments
    .filter((one) => one.review.state !== 'PENDING')
    .filter((one) => since === undefined || one.updatedAt >= new Date(since));
  if (descending) seen.reverse();
  return ok(page(call, seen).map((one) => reviewCommentJson(call.world, one)));
}

async function create(call: RepositoryCall): Promise<Reply> {
  const { world } = call;
  const pull = pullAt(call);
  const asked = call.body as {
    body: string;
    commit_id: string;
    path: string;
    line?: number;
    side?: Side;
    start_line?: number;
    start_side?: Side;
    subject_type?: 'line' | 'file';
    in_reply_to?: number;
    position?: number;
  };
  if (asked.in_reply_to !== undefined) {
    const parent = reviewComments(pull).find((one) => one.id === asked.in_reply_to);
    if (parent === undefined) throw notFound();
    return reply(call, parent, asked.body);
  }
  if (asked.position !== undefined) throw new Violation('`position` is deprecated: send `line`');
  if (asked.subject_type === 'line') {
    throw invalid(RESOURCE, 'subject_type', 'subject_type is not a permitted key.');
  }
  refuseBody(call, asked.body);
  if (!(await isPartOf(pull, asked.commit_id))) {
    throw invalid(RESOURCE, 'commit_id', 'commit_id is not part of the pull request');
  }
  const anchor = {
    path: asked.path,
    subject: asked.subject_type ?? ('line' as const),
    side: asked.side,
    line: asked.line,
    startLine: asked.start_line,
    startSide: asked.start_side,
  };
  const placed = await place(world, pull, asked.commit_id, anchor).catch((error: unknown) => {
    if (error instanceof Misplaced) throw invalid(RESOURCE, error.field, error.message);
    throw error;
  });
  const review = ownReview(call, pull, asked.commit_id);
  const comment = addThread(world, review, placed, asked.body);
  await showAtHead(review, asked.commit_id);
  return announce(call, review, comment);
}

function reply(call: RepositoryCall, parent: ReviewComment, body: string): Reply {
  refuseBody(call, body);
  const review = ownReview(call, parent.pull, parent.pull.headSha);
  return announce(call, review, replyTo(call.world, review, parent, body));
}

/** Every comment belongs to a review: GitHub makes one for a comment that stands alone. */
function ownReview(call: RepositoryCall, pull: PullRequest, commit: string): Review {
  const user = accountOfActor(call.actor);
  countContent(call.world, call.actor);
  if (pendingReviewOf(pull, user) !== undefined) {
    const message = 'user_id can only have one pending review per pull request';
    throw invalid(RESOURCE, 'user_id', message);
  }
  return addReview(call.world, pull, { user, app: appOf(call.actor) }, '', commit);
}

function announce(call: RepositoryCall, review: Review, comment: ReviewComment): Reply {
  const sender = accountOfActor(call.actor);
  submitReview(call.world, review, 'COMMENT');
  reviewEvent(call.world, review, 'submitted', sender);
  reviewCommentEvent(call.world, comment, 'created', sender);
  return ok(reviewCommentJson(call.world, comment), 201);
}

function refuseBody(call: RepositoryCall, body: string): void {
  if (body.trim() === '') throw invalid(RESOURCE, 'body', "body can't be blank");
  const { body: most } = call.world.limits;
  if (body.length > most) {
    throw invalid(RESOURCE, 'body', `body is too long (maximum is ${most} characters)`);
  }
}

function ownCommentAt(call: RepositoryCall): ReviewComment {
  const comment = commentAt(call);
  const account = accountOfActor(call.actor);
  const own = account.id === comment.user.id;
  if (!own && !atLeast(roleIn(call.repo, account), 'write')) throw notFound();
  return comment;
}

function isHidden(call: RepositoryCall, comment: ReviewComment): boolean {
  const pending = comment.review.state === 'PENDING';
  return pending && (call.actor.kind === 'anonymous' || call.actor.account.id !== comment.user.id);
}
