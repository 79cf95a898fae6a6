import { commentableRows, type Commentable } from '../core/plan/commentable.ts';
import { readMarkers } from '../core/plan/marker.ts';
import type { Replan, ReviewPlan } from '../core/plan/review-plan.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Posted, PullRequest, PullRequests } from '../ports/pull-requests.ts';

export interface PublishPorts {
  pulls: PullRequests;
  publisher: Publisher;
}

export type Published =
  | { outcome: 'posted'; comments: number; check: ReviewPlan['check'] }
  /** Nothing was posted: another commit is the head by now, and its own job follows. */
  | { outcome: 'head_moved' };

/**
 * Posts a plan: one review with the inline comments, comments on files, then the summary. What
 * stands on the pull request already is not posted again. `replan` makes the plan anew when GitHub
 * refuses something, so that what could not be posted is listed with the reason.
 */
export async function publish(
  pull: PullRequest,
  plan: ReviewPlan,
  replan: Replan,
  { pulls, publisher }: PublishPorts,
): Promise<Published> {
  // One request tells the head of now, and what an earlier try or another round has left.
  const posted = await pulls.posted(pull.ref);
  if (posted.head !== plan.head) return { outcome: 'head_moved' };
  const isHead = async (): Promise<boolean> => (await pulls.get(pull.ref)).head.sha === plan.head;
  const fresh: Replan = (...args) => withoutPosted(replan(...args), posted);
  const review = await postReview(pull, withoutPosted(plan, posted), posted, fresh, isHead, {
    pulls,
    publisher,
  });
  if (review === 'head_moved') return { outcome: 'head_moved' };
  const done = await postFileComments(pull, review, fresh, publisher);
  const summary = posted.notes.find(({ body }) =>
    readMarkers(body).some(({ kind }) => kind === 'summary'),
  );
  // A summary that was written once is kept true, even when there is nothing left to say.
  if (done.plan.summary !== null || summary !== undefined) {
    const body = done.plan.summary ?? done.plan.check.summary;
    if (body !== summary?.body) await publisher.saveNote(pull.ref, summary?.id ?? null, body);
  }
  return { outcome: 'posted', comments: done.comments, check: done.plan.check };
}

/** How far posting has come, and what GitHub refused (finding's id → reason). */
interface Progress {
  plan: ReviewPlan;
  /** The rows that were looked up again, if they were. */
  commentable: Commentable | null;
  refused: ReadonlyMap<string, string>;
  comments: number;
}

/**
 * GitHub refuses a whole review for one bad row and does not say which. The rows are looked up
 * again once; what it still refuses is listed.
 */
async function postReview(
  pull: PullRequest,
  plan: ReviewPlan,
  posted: Posted,
  replan: Replan,
  isHead: () => Promise<boolean>,
  { pulls, publisher }: PublishPorts,
): Promise<Progress | 'head_moved'> {
  let known: Posted['reviews'] | undefined = posted.reviews;
  const post = async ({ reviewBody, comments, head }: ReviewPlan): Promise<string | null> => {
    if (reviewBody === null || comments.length === 0) return null;
    const draft = {
      commit: head,
      body: reviewBody,
      comments: comments.map(({ findingId: _finding, ...comment }) => comment),
    };
    const answer = await publisher.postReview(pull.ref, draft, known);
    // What a second try may find is for the publisher to look up.
    known = undefined;
    return 'refused' in answer ? answer.refused : null;
  };
  const none = new Map<string, string>();
  const sent = ({ comments }: ReviewPlan): number => comments.length;
  if ((await post(plan)) === null) {
    return { plan, commentable: null, refused: none, comments: sent(plan) };
  }
  const commentable = commentableRows((await pulls.files(pull)).files);
  // Comments are refused, too, on a commit that a push has just taken out of the pull request.
  if (!(await isHead())) return 'head_moved';
  const again = replan(commentable);
  const words = await post(again);
  if (words === null) {
    return { plan: again, commentable, refused: none, comments: sent(again) };
  }
  const refused = refusedBy(again.comments, words);
  return { plan: replan(commentable, refused), commentable, refused, comments: 0 };
}

async function postFileComments(
  pull: PullRequest,
  { plan, commentable, refused, comments }: Progress,
  replan: Replan,
  publisher: Publisher,
): Promise<{ plan: ReviewPlan; comments: number }> {
  const all = new Map(refused);
  let sent = comments;
  for (const comment of plan.fileComments) {
    const { path, body } = comment;
    const answer = await publisher.postFileComment(pull.ref, plan.head, path, body);
    if ('refused' in answer) {
      for (const [id, why] of refusedBy([comment], answer.refused)) all.set(id, why);
    } else sent += 1;
  }
  if (all.size === refused.size) return { plan, comments: sent };
  // The summary alone is still to be written.
  return { plan: replan(commentable, all), comments: sent };
}

function refusedBy(comments: readonly { findingId: string }[], words: string): Map<string, string> {
  return new Map(comments.map(({ findingId }) => [findingId, `GitHub refused it: ${words}`]));
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
