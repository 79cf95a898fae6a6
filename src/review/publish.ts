import { commentableRows, type Commentable } from '../core/plan/commentable.ts';
import { readMarkers } from '../core/plan/marker.ts';
import type { ReviewPlan } from '../core/plan/review-plan.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Posted, PullRequest, PullRequests } from '../ports/pull-requests.ts';

export interface PublishPorts {
  pulls: PullRequests;
  publisher: Publisher;
}

export type Published =
  | { outcome: 'posted'; comments: number }
  /** Nothing was posted: another commit is the head by now, and its own job follows. */
  | { outcome: 'head_moved' };

/**
 * Posts a plan: one review with the inline comments, comments on files, then the summary. What
 * stands on the pull request already is not posted again. `replan` makes the plan anew for the
 * rows that may be commented on, and is called when GitHub refuses the review.
 */
export async function publish(
  pull: PullRequest,
  plan: ReviewPlan,
  posted: Posted,
  replan: (commentable: Commentable) => ReviewPlan,
  { pulls, publisher }: PublishPorts,
): Promise<Published> {
  const now = await pulls.get(pull.ref);
  if (now.head.sha !== plan.head) return { outcome: 'head_moved' };
  const done = await postComments(pull, withoutPosted(plan, posted), posted, replan, {
    pulls,
    publisher,
  });
  const summary = posted.notes.find(({ body }) =>
    readMarkers(body).some(({ kind }) => kind === 'summary'),
  );
  // A summary that was written once is kept true, even when there is nothing left to say.
  if (done.summary !== null || summary !== undefined) {
    const body = done.summary ?? done.check.summary;
    if (body !== summary?.body) await publisher.saveNote(pull.ref, summary?.id ?? null, body);
  }
  return { outcome: 'posted', comments: done.comments.length + done.fileComments.length };
}

async function postComments(
  pull: PullRequest,
  plan: ReviewPlan,
  posted: Posted,
  replan: (commentable: Commentable) => ReviewPlan,
  { pulls, publisher }: PublishPorts,
): Promise<ReviewPlan> {
  let current = plan;
  for (let attempt = 1; current.reviewBody !== null && current.comments.length > 0; attempt++) {
    const answer = await publisher.postReview(pull.ref, {
      commit: plan.head,
      body: current.reviewBody,
      comments: current.comments.map(({ findingId: _finding, ...comment }) => comment),
    });
    if ('id' in answer) break;
    // GitHub refuses a whole review for one bad row and does not say which. The rows are looked up
    // again once; what it still refuses is listed.
    const files = attempt === 1 ? (await pulls.files(pull)).files : [];
    current = withoutPosted(replan(commentableRows(files)), posted);
    if (attempt > 1) break;
  }
  for (const { path, body } of current.fileComments) {
    await publisher.postFileComment(pull.ref, plan.head, path, body);
  }
  return current;
}

/** Leaves out the comments whose finding stands on the pull request already. */
function withoutPosted(plan: ReviewPlan, posted: Posted): ReviewPlan {
  const known = new Set(
    posted.comments.flatMap(({ body }) =>
      readMarkers(body).flatMap((marker) =>
        marker.kind === 'finding' ? [marker.fingerprint] : [],
      ),
    ),
  );
  const isNew = ({ body }: { body: string }): boolean =>
    !readMarkers(body).some((marker) => marker.kind === 'finding' && known.has(marker.fingerprint));
  return {
    ...plan,
    comments: plan.comments.filter(isNew),
    fileComments: plan.fileComments.filter(isNew),
  };
}
