import { UserError } from '../../core/errors.ts';
import { readMarkers } from '../../core/plan/marker.ts';
import type { GitHubError } from '../../ports/github-error.ts';
import type { ReviewDraft, ReviewRefused } from '../../ports/publisher.ts';
import type { PostedReview, PullRef } from '../../ports/pull-requests.ts';
import type { GitHubClient, Identity } from './client.ts';
import { isUnclear } from './errors.ts';
import { isSameWriting } from './marks.ts';
import { readPosted } from './posted.ts';
import { isKind, type Requests } from './requests.ts';

type Outcome = { id: number } | ReviewRefused;

/** A pending review came between, or went: whoever sees it looks again. */
const CHANGED = Symbol('changed');

/** How often the state may turn out to be another one than was read before we give up. */
const MOST_LOOKS = 6;

/**
 * Posts a review exactly once. GitHub keeps one pending review a user and pull request, so that a
 * review which is created pending, under the run's marker, and then submitted can't come twice:
 * whatever is found (ours pending, ours submitted, a stale one, none) says what is left to do, and
 * after an answer that did not come it is looked for again.
 */
export async function postReview(
  client: GitHubClient,
  requests: Requests,
  identity: Identity,
  ref: PullRef,
  draft: ReviewDraft,
  known: readonly PostedReview[] | undefined,
): Promise<Outcome> {
  const pull = { owner: ref.owner, repo: ref.repo, pull_number: ref.number };
  const look = async (): Promise<readonly PostedReview[]> => {
    const only = { reviews: true, threads: false, notes: false };
    return (await readPosted(client, requests, identity, ref, only)).reviews;
  };

  async function advance(reviews: readonly PostedReview[]): Promise<Outcome | typeof CHANGED> {
    const ours = reviews.filter(({ body }) => isSameWriting(draft.body, body));
    const done = ours.find(({ pending }) => !pending);
    if (done !== undefined) return { id: done.id };
    const pending = reviews.find((review) => review.pending);
    if (pending !== undefined && !ours.includes(pending)) {
      if (!mayRemove(pending)) throw draftInTheWay(ref);
      await remove(pending.id);
      return create();
    }
    return pending === undefined ? create() : submit(pending.id);
  }

  async function create(): Promise<Outcome | typeof CHANGED> {
    await requests.content();
    try {
      const { data } = await requests.write((request) =>
        client.rest.pulls.createReview({
          ...pull,
          commit_id: draft.commit,
          body: draft.body,
          comments: draft.comments.map(toComment),
          request,
        }),
      );
      return await submit(data.id);
    } catch (error) {
      if (!isKind(error, 'refused')) throw error;
      if (/one pending review/i.test(error.details.words)) return CHANGED;
      return refuse(error, await look());
    }
  }

  async function submit(id: number): Promise<Outcome | typeof CHANGED> {
    await requests.content();
    try {
      await requests.write((request) =>
        client.rest.pulls.submitReview({
          ...pull,
          review_id: id,
          event: 'COMMENT',
          // GitHub wants a body with a comment; whether that of the pending one counts is not said.
          body: draft.body,
          request,
        }),
      );
      return { id };
    } catch (error) {
      if (isKind(error, 'not_found')) return CHANGED;
      if (!isKind(error, 'refused')) throw error;
      const reviews = await look();
      const now = reviews.find((review) => review.id === id);
      if (now === undefined) return CHANGED;
      return now.pending ? refuse(error, reviews) : { id };
    }
  }

  /** A review that was refused leaves nothing pending, which would block the next one. */
  async function refuse(error: GitHubError, reviews: readonly PostedReview[]): Promise<Outcome> {
    for (const review of reviews) if (review.pending && mayRemove(review)) await remove(review.id);
    return { refused: error.details.words };
  }

  /** What is pending under a person's login may be what that person is writing right now. */
  function mayRemove({ body }: PostedReview): boolean {
    return identity.rest.endsWith('[bot]') || readMarkers(body).length > 0;
  }

  async function remove(id: number): Promise<void> {
    try {
      await requests.repeat((request) =>
        client.rest.pulls.deletePendingReview({ ...pull, review_id: id, request }),
      );
    } catch (error) {
      // Gone, or submitted by somebody: the next look tells.
      if (!isKind(error, 'not_found', 'refused')) throw error;
    }
  }

  let reviews = known ?? (await look());
  let unclear = 0;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    try {
      const outcome = await advance(reviews);
      if (outcome !== CHANGED) return outcome;
    } catch (error) {
      if (!isUnclear(error)) throw error;
      const tooOften = await requests.backOff(error, unclear++).then(
        () => null,
        (thrown: unknown) => ({ thrown }),
      );
      reviews = await look();
      const done = reviews.find(({ pending, body }) => !pending && isSameWriting(draft.body, body));
      if (done !== undefined) return { id: done.id };
      if (tooOften !== null) throw tooOften.thrown;
      continue;
    }
    reviews = await look();
  }
  throw new Error(`The reviews of ${ref.owner}/${ref.repo}#${ref.number} change while we post.`);
}

function draftInTheWay({ owner, repo, number }: PullRef): UserError {
  return new UserError(
    `You have a pending review on ${owner}/${repo}#${number}, and GitHub allows one: submit or discard it first.`,
  );
}

function toComment({ path, side, line, startLine, body }: ReviewDraft['comments'][number]) {
  const range = startLine !== undefined && startLine !== line;
  // A start that equals the end is refused.
  return { path, side, line, body, ...(range && { start_line: startLine, start_side: side }) };
}
