import type { Publisher } from '../../ports/publisher.ts';
import type { PullRef } from '../../ports/pull-requests.ts';
import { createChecks } from './checks.ts';
import type { GitHubClient, Identity } from './client.ts';
import { isSameWriting } from './marks.ts';
import { postReview } from './post-review.ts';
import { readPosted } from './posted.ts';
import { createRequests, type GitHubOptions, isKind } from './requests.ts';
import { createReactions } from './reactions.ts';

const RESOLVE = `
mutation Resolve($thread: ID!) {
  resolveReviewThread(input: { threadId: $thread }) { thread { isResolved } }
}`;
const UNRESOLVE = `
mutation Unresolve($thread: ID!) {
  unresolveReviewThread(input: { threadId: $thread }) { thread { isResolved } }
}`;

/** Writes to pull requests through a client that may. */
export function createPublisher(
  client: GitHubClient,
  identity: Identity,
  options: GitHubOptions = {},
): Publisher {
  const requests = createRequests(client, options);
  const at = ({ owner, repo }: PullRef) => ({ owner, repo });

  const createNote = async (ref: PullRef, body: string): Promise<number> => {
    await requests.content();
    return requests.once(
      async (request) => {
        const params = { ...at(ref), issue_number: ref.number, body, request };
        return (await client.rest.issues.createComment(params)).data.id;
      },
      async () => {
        const only = { reviews: false, threads: false, notes: true };
        const { notes } = await readPosted(client, requests, identity, ref, only);
        return notes.findLast((note) => isSameWriting(body, note.body))?.id ?? null;
      },
    );
  };

  return {
    ...createChecks(client, requests, identity),
    react: createReactions(client, requests),
    postReview: (ref, draft, known) => postReview(client, requests, identity, ref, draft, known),
    async postFileComment(ref, commit, path, body) {
      await requests.content();
      try {
        const id = await requests.once(
          async (request) => {
            const { data } = await client.rest.pulls.createReviewComment({
              ...at(ref),
              pull_number: ref.number,
              commit_id: commit,
              path,
              subject_type: 'file',
              body,
              request,
            });
            return data.id;
          },
          async () => {
            const only = { reviews: false, threads: true, notes: false };
            const { comments } = await readPosted(client, requests, identity, ref, only);
            const same = comments.filter((one) => one.path === path);
            return same.findLast((one) => isSameWriting(body, one.body))?.id ?? null;
          },
        );
        return { id };
      } catch (error) {
        if (isKind(error, 'refused')) return { refused: error.details.words };
        throw error;
      }
    },
    async reply(ref, first, body) {
      await requests.content();
      return requests.once(
        async (request) => {
          const params = { ...at(ref), pull_number: ref.number, comment_id: first, body, request };
          return (await client.rest.pulls.createReplyForReviewComment(params)).data.id;
        },
        async () => {
          const only = { reviews: false, threads: true, notes: false };
          const { comments } = await readPosted(client, requests, identity, ref, only);
          return comments.findLast((one) => isSameWriting(body, one.body))?.id ?? null;
        },
      );
    },
    async setResolved(thread, resolved) {
      try {
        await requests.repeat<unknown>((request) =>
          client.graphql(resolved ? RESOLVE : UNRESOLVE, { thread, request }),
        );
        return true;
      } catch (error) {
        if (isKind(error, 'forbidden')) return false;
        // Its first comment was deleted: nothing is left to resolve.
        if (isKind(error, 'not_found')) return true;
        throw error;
      }
    },
    async saveNote(ref, id, body) {
      if (id === null) return createNote(ref, body);
      try {
        await requests.repeat((request) =>
          client.rest.issues.updateComment({ ...at(ref), comment_id: id, body, request }),
        );
        return id;
      } catch (error) {
        if (!isKind(error, 'not_found')) throw error;
        return createNote(ref, body);
      }
    },
  };
}
