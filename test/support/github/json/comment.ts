import { iso } from '../clock.ts';
import type { IssueComment, Reaction, Review, ReviewComment } from '../model.ts';
import type { World } from '../state.ts';
import { appJson } from './app.ts';
import { issueUrl, pullUrl, pullWebUrl } from './pull.ts';
import {
  association,
  type Json,
  nodeId,
  reactionRollup,
  repositoryUrl,
  userJson,
} from './shared.ts';

export function issueCommentJson(world: World, comment: IssueComment): Json {
  const { pull } = comment;
  const url = `${repositoryUrl(world, pull.repo)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url,
    html_url: `${pullWebUrl(world, pull)}#issuecomment-${comment.id}`,
    issue_url: issueUrl(world, pull),
    user: userJson(world, comment.user),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    author_association: association(pull.repo, comment.user),
    performed_via_github_app: comment.app === null ? null : appJson(world, comment.app),
    body: comment.body,
    reactions: reactionRollup(url, comment.reactions),
  };
}

export function reviewJson(world: World, review: Review): Json {
  const { pull } = review;
  const html = `${pullWebUrl(world, pull)}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userJson(world, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl(world, pull),
    author_association: association(pull.repo, review.user),
    _links: { html: { href: html }, pull_request: { href: pullUrl(world, pull) } },
    ...(review.submittedAt === null ? {} : { submitted_at: iso(review.submittedAt) }),
    commit_id: review.commit,
  };
}

/** Outdated comments keep their original lines and have none of today's. */
export function reviewCommentJson(world: World, comment: ReviewComment): Json {
  const { pull, current, original, subject } = comment;
  const url = `${repositoryUrl(world, pull.repo)}/pulls/comments/${comment.id}`;
  const html = `${pullWebUrl(world, pull)}#discussion_r${comment.id}`;
  const onLine = subject === 'line';
  return {
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    url,
    pull_request_review_id: comment.review.id,
    diff_hunk: comment.hunk,
    path: comment.path,
    position: current === null ? null : current.position,
    original_position: original.position,
    commit_id: comment.commit,
    original_commit_id: original.commit,
    user: userJson(world, comment.user),
    body: comment.body,
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    html_url: html,
    pull_request_url: pullUrl(world, pull),
    author_association: association(pull.repo, comment.user),
    _links: {
      self: { href: url },
      html: { href: html },
      pull_request: { href: pullUrl(world, pull) },
    },
    reactions: reactionRollup(url, comment.reactions),
    start_line: onLine && current !== null ? current.startLine : null,
    original_start_line: onLine ? original.startLine : null,
    start_side: onLine && original.startLine !== null ? comment.side : null,
    line: onLine && current !== null ? current.line : null,
    original_line: onLine ? original.line : 1,
    side: comment.side,
    subject_type: subject,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}

export function reactionJson(world: World, reaction: Reaction): Json {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: userJson(world, reaction.user),
    content: reaction.content,
    created_at: iso(reaction.createdAt),
  };
}
