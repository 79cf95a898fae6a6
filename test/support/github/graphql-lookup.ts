import { GraphQLError } from 'graphql';
import { type Actor, allows } from './auth.ts';
import {
  issueCommentNode,
  type Node,
  pullNode,
  reviewCommentNode,
  reviewNode,
  threadNode,
} from './graphql-nodes.ts';
import { readNodeId } from './json/shared.ts';
import type { IssueComment, PullRequest, Review, ReviewComment, Role, Thread } from './model.ts';
import { visible } from './router.ts';
import { atLeast, fullNameOf, roleIn, type World } from './state.ts';

export interface GraphqlContext {
  world: World;
  actor: Actor;
}

type Found = PullRequest | Review | ReviewComment | IssueComment | Thread;

export function nodeOf(context: GraphqlContext, found: Found): Node {
  const { world, actor } = context;
  switch (found.kind) {
    case 'pull':
      return pullNode(world, actor, found);
    case 'review':
      return reviewNode(world, actor, found);
    case 'review-comment':
      return reviewCommentNode(world, actor, found);
    case 'issue-comment':
      return issueCommentNode(world, actor, found);
    case 'thread':
      return threadNode(world, actor, found);
  }
}

export function threadOf(context: GraphqlContext, id: string): Thread {
  const found = find(context, id);
  if (found.kind !== 'thread') throw notFound(id);
  return found;
}

export function find({ world, actor }: GraphqlContext, node: string): Found {
  const { kind, id } = readNodeId(node);
  const pulls = world.repositories.flatMap((repo) => repo.pulls);
  const lists: Record<string, (pull: PullRequest) => Found[]> = {
    PR: (pull) => [pull],
    PRR: (pull) => pull.reviews,
    PRRT: (pull) => pull.threads,
    PRRC: (pull) => pull.threads.flatMap((thread) => thread.comments),
    IC: (pull) => pull.comments,
  };
  const found = pulls.flatMap((pull) => lists[kind]?.(pull) ?? []).find((one) => one.id === id);
  if (found === undefined) throw notFound(node);
  try {
    visible(world, actor, fullNameOf(pullOf(found).repo));
  } catch {
    throw notFound(node);
  }
  return found;
}

export function pullOf(found: Found): PullRequest {
  return found.kind === 'pull' ? found : found.pull;
}

export function require(
  { actor }: GraphqlContext,
  need: string,
  role: Role,
  pull: PullRequest | undefined,
): void {
  if (actor.kind === 'installation' && !allows(actor.token.permissions, need)) {
    throw refusal('FORBIDDEN', 'Resource not accessible by integration');
  }
  const person = actor.kind === 'user' && pull !== undefined;
  const author = person && pull.user.id === actor.account.id;
  if (person && !author && !atLeast(roleIn(pull.repo, actor.account), role)) {
    throw refusal('FORBIDDEN', `${actor.account.login} does not have the correct permissions`);
  }
}

export function notFound(id: string): GraphQLError {
  return refusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`);
}

export function refusal(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
