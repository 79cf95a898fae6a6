import { Misplaced, place } from './anchors.ts';
import { accountOfActor, appOf } from './auth.ts';
import { pullEvent, reviewCommentEvent, reviewEvent, threadEvent } from './events.ts';
import {
  find,
  type GraphqlContext,
  nodeOf,
  notFound,
  pullOf,
  refusal,
  require,
  threadOf,
} from './graphql-lookup.ts';
import {
  actorNode,
  type Node,
  pullNode,
  REACTION_CONTENT,
  repositoryNode,
  reviewCommentNode,
  threadNode,
  Unserved,
} from './graphql-nodes.ts';
import { Refusal } from './http.ts';
import { nodeId } from './json/shared.ts';
import type { Review, Side, Thread } from './model.ts';
import { react } from './reacting.ts';
import {
  addReview,
  addThread,
  pendingReviewOf,
  replyTo,
  showAtHead,
  submitReview,
} from './reviewing.ts';
import { visible } from './router.ts';

type Input<T> = { input: T & { clientMutationId?: string } };

/** The root of GitHub's Query and Mutation types, as far as a reviewer needs them. */
export function graphqlRoot(context: GraphqlContext): Node {
  const { world, actor } = context;
  const payload = (input: { clientMutationId?: string }, rest: Node): Node => ({
    clientMutationId: input.clientMutationId ?? null,
    actor: actor.kind === 'anonymous' ? null : actorNode(world, actor.account),
    ...rest,
  });
  return {
    // Here alone an App's login has its `[bot]`, as `gh auth status` shows.
    viewer: () => {
      const account = accountOfActor(actor);
      return { ...actorNode(world, account), login: account.login };
    },
    rateLimit: { limit: 5000, cost: 1, remaining: 4999, used: 1, nodeCount: 1 },
    repository: ({ owner, name }: { owner: string; name: string }) => {
      require(context, 'pull_requests:read', 'read', undefined);
      try {
        return repositoryNode(world, actor, visible(world, actor, `${owner}/${name}`));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const message = `Could not resolve to a Repository with the name '${owner}/${name}'.`;
        throw refusal('NOT_FOUND', message);
      }
    },
    node: ({ id }: { id: string }) => nodeOf(context, find(context, id)),
    resolveReviewThread: ({ input }: Input<{ threadId: string }>) => {
      const thread = threadOf(context, input.threadId);
      require(context, 'contents:write', 'write', thread.pull);
      if (thread.resolvedBy === null) {
        thread.resolvedBy = accountOfActor(actor);
        threadEvent(world, thread, 'resolved', thread.resolvedBy);
      }
      return payload(input, { thread: threadNode(world, actor, thread) });
    },
    unresolveReviewThread: ({ input }: Input<{ threadId: string }>) => {
      const thread = threadOf(context, input.threadId);
      require(context, 'contents:write', 'write', thread.pull);
      if (thread.resolvedBy !== null) {
        thread.resolvedBy = null;
        threadEvent(world, thread, 'unresolved', accountOfActor(actor));
      }
      return payload(input, { thread: threadNode(world, actor, thread) });
    },
    addReaction: ({ input }: Input<{ subjectId: string; content: string }>) => {
      const subject = find(context, input.subjectId);
      if (subject.kind === 'thread') throw notFound(input.subjectId);
      const needs = subject.kind === 'issue-comment' ? 'issues:write' : 'pull_requests:write';
      require(context, needs, 'read', pullOf(subject));
      const names = Object.entries(REACTION_CONTENT);
      const content = names.find(([, name]) => name === input.content)?.[0] ?? input.content;
      const { reaction } = react(world, subject, accountOfActor(actor), content);
      return payload(input, {
        subject: nodeOf(context, subject),
        reaction: {
          __typename: 'Reaction',
          id: nodeId('REA', reaction.id),
          databaseId: reaction.id,
          content: input.content,
        },
      });
    },
    minimizeComment: ({ input }: Input<{ subjectId: string; classifier: string }>) => {
      const subject = find(context, input.subjectId);
      if (subject.kind === 'thread' || subject.kind === 'pull') throw notFound(input.subjectId);
      require(context, 'pull_requests:write', 'triage', subject.pull);
      subject.minimized = input.classifier;
      return payload(input, { minimizedComment: nodeOf(context, subject) });
    },
    addPullRequestReviewThread: async (args: Input<NewThread>) => {
      const { input } = args;
      const thread = await newThread(context, input);
      return payload(input, { thread: threadNode(world, actor, thread) });
    },
    addPullRequestReviewThreadReply: async ({
      input,
    }: Input<{ pullRequestReviewThreadId: string; body: string }>) => {
      const thread = threadOf(context, input.pullRequestReviewThreadId);
      require(context, 'pull_requests:write', 'read', thread.pull);
      const [first] = thread.comments;
      if (first === undefined) throw notFound(input.pullRequestReviewThreadId);
      const user = accountOfActor(actor);
      const author = { user, app: appOf(actor) };
      const pending = pendingReviewOf(thread.pull, user);
      const review = pending ?? addReview(world, thread.pull, author, '', thread.pull.headSha);
      const reply = replyTo(world, review, first, input.body);
      if (pending === undefined) {
        submitReview(world, review, 'COMMENT');
        reviewEvent(world, review, 'submitted', user);
        reviewCommentEvent(world, reply, 'created', user);
      }
      return payload(input, { comment: reviewCommentNode(world, actor, reply) });
    },
    markPullRequestReadyForReview: async ({ input }: Input<{ pullRequestId: string }>) => {
      const pull = find(context, input.pullRequestId);
      if (pull.kind !== 'pull') throw notFound(input.pullRequestId);
      require(context, 'pull_requests:write', 'write', pull);
      pull.draft = false;
      await pullEvent(world, pull, 'ready_for_review', accountOfActor(actor));
      return payload(input, { pullRequest: pullNode(world, actor, pull) });
    },
  };
}

interface NewThread {
  pullRequestReviewId?: string;
  pullRequestId?: string;
  path?: string;
  body: string;
  line?: number;
  side?: Side;
  startLine?: number;
  startSide?: Side;
  subjectType?: 'LINE' | 'FILE';
}

/** Adds a thread to a pending review; an anchor outside the diff is what GitHub never renders. */
async function newThread(context: GraphqlContext, input: NewThread): Promise<Thread> {
  const { world, actor } = context;
  const review = reviewFor(context, input);
  require(context, 'pull_requests:write', 'read', review.pull);
  if (review.state !== 'PENDING' || review.user.id !== accountOfActor(actor).id) {
    throw notFound(input.pullRequestReviewId ?? '');
  }
  if (input.path === undefined) throw refusal('UNPROCESSABLE', 'Path is required');
  const anchor = {
    path: input.path,
    subject: input.subjectType === 'FILE' ? ('file' as const) : ('line' as const),
    side: input.side,
    line: input.line,
    startSide: input.startSide,
    startLine: input.startLine,
  };
  try {
    const placed = await place(world, review.pull, review.commit, anchor);
    const comment = addThread(world, review, placed, input.body);
    await showAtHead(review, review.commit);
    return comment.thread;
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    throw new Unserved(`GitHub would take this thread and never show it: ${error.message}`);
  }
}

function reviewFor(context: GraphqlContext, input: NewThread): Review {
  const { world, actor } = context;
  if (input.pullRequestReviewId !== undefined) {
    const review = find(context, input.pullRequestReviewId);
    if (review.kind !== 'review') throw notFound(input.pullRequestReviewId);
    return review;
  }
  const pull = find(context, input.pullRequestId ?? '');
  if (pull.kind !== 'pull') throw notFound(input.pullRequestId ?? '');
  const user = accountOfActor(actor);
  const author = { user, app: appOf(actor) };
  return pendingReviewOf(pull, user) ?? addReview(world, pull, author, '', pull.headSha);
}
