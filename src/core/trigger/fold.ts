import { parseCommands } from '../conversation/parse-commands.ts';
import { needsNoAnswer } from '../conversation/small-talk.ts';
import { shouldRead } from '../conversation/who-may.ts';
import {
  anyPayload,
  checkRunPayload,
  checkSuitePayload,
  issueCommentPayload,
  mergeGroupPayload,
  pullRequestPayload,
  readPayload,
  reviewCommentPayload,
  reviewPayload,
  type Comment,
  type Frame,
  type PullsOfCheck,
} from './payload.ts';
import type { AppEvent, CommentPlace, PullPlace, ReviewReason, Trigger } from './trigger.ts';

/** What is read at all; anything else an event brings asks for nothing. */
const ACTIONS: Record<AppEvent, readonly string[]> = {
  check_run: ['rerequested'],
  check_suite: ['rerequested'],
  // An edited comment never runs a command.
  issue_comment: ['created'],
  merge_group: ['checks_requested'],
  pull_request: ['opened', 'reopened', 'ready_for_review', 'synchronize', 'edited', 'closed'],
  pull_request_review: ['submitted'],
  pull_request_review_comment: ['created'],
};

/**
 * What a webhook asks for; null when there is nothing to do. `ownSlug` is the App's name in its own
 * login, `slug[bot]`: what it did itself asks for nothing.
 *
 * It only says what happened. Whether a draft, a dependency bot's or a labelled pull request is
 * reviewed depends on the base's configuration, which is read later.
 *
 * Throws a PayloadError for a payload that GitHub would not send.
 */
export function foldEvent(event: AppEvent, payload: unknown, ownSlug: string): Trigger | null {
  const { action } = readPayload(anyPayload, event, payload);
  if (!ACTIONS[event].includes(action)) return null;
  switch (event) {
    case 'pull_request': {
      const read = readPayload(pullRequestPayload, event, payload);
      return isBy(read, ownSlug) ? null : foldPullRequest(read);
    }
    case 'check_run': {
      const read = readPayload(checkRunPayload, event, payload);
      const { app, external_id, pull_requests } = read.check_run;
      return app?.slug === ownSlug ? rerequested(read, pull_requests, external_id) : null;
    }
    case 'check_suite': {
      const read = readPayload(checkSuitePayload, event, payload);
      const { app, pull_requests } = read.check_suite;
      return app?.slug === ownSlug ? rerequested(read, pull_requests, null) : null;
    }
    case 'merge_group': {
      const read = readPayload(mergeGroupPayload, event, payload);
      const { installation, owner, repo } = placeOf(read, 0);
      return { kind: 'merge_group', installation, owner, repo, head: read.merge_group.head_sha };
    }
    case 'issue_comment': {
      const read = readPayload(issueCommentPayload, event, payload);
      if (!read.issue.pull_request) return null;
      return foldComment(read, read.issue.number, 'issue-comment', read.comment, ownSlug);
    }
    case 'pull_request_review': {
      const read = readPayload(reviewPayload, event, payload);
      return foldComment(read, read.pull_request.number, 'review', read.review, ownSlug);
    }
    case 'pull_request_review_comment': {
      const read = readPayload(reviewCommentPayload, event, payload);
      return foldComment(read, read.pull_request.number, 'review-comment', read.comment, ownSlug);
    }
  }
}

/**
 * Labels ask for nothing: most are put on by hand or by a robot right after opening, and each would
 * stop the review that has just begun. A label that lets a pull request in counts from the next
 * push or `/review` on. Turning one into a draft asks for nothing either: what was begun is
 * finished, since only the base's configuration knows whether drafts are reviewed.
 */
function foldPullRequest(read: ReturnType<typeof pullRequestPayload.parse>): Trigger | null {
  const pull = placeOf(read, read.pull_request.number);
  const review = (reason: ReviewReason): Trigger => ({ kind: 'review', reason, pulls: [pull] });
  switch (read.action) {
    case 'opened':
    case 'reopened':
    case 'ready_for_review':
      return review(read.action);
    case 'synchronize':
      return review('push');
    case 'edited':
      return read.changes?.base === undefined ? null : review('base_changed');
    case 'closed':
      return { kind: 'stop', pull };
    default:
      return null;
  }
}

/**
 * Somebody asked for our check again. GitHub names no pull request when the head is in a fork; the
 * check run's external id, `NUMBER` or `NUMBER:anything`, names it still.
 */
function rerequested(
  read: Frame,
  pulls: PullsOfCheck,
  externalId: string | null | undefined,
): Trigger | null {
  const numbers = pulls
    .filter(({ base }) => base.repo.id === read.repository.id)
    .map(({ number }) => number);
  const named = /^([1-9]\d{0,9})(?::|$)/.exec(externalId ?? '');
  if (numbers.length === 0 && named) numbers.push(Number(named[1]));
  const [first, ...more] = numbers.map((number) => placeOf(read, number));
  if (first === undefined) return null;
  return { kind: 'review', reason: 'rerequested', pulls: [first, ...more] };
}

function foldComment(
  read: Frame,
  number: number,
  kind: CommentPlace['kind'],
  comment: Comment,
  ownSlug: string,
): Trigger | null {
  const { user, body } = comment;
  if (user === null || !body) return null;
  const isOwn = isBy(read, ownSlug) || comment.performed_via_github_app?.slug === ownSlug;
  if (!shouldRead({ authorType: user.type, action: 'created', isOwn })) return null;
  const hasCommand = parseCommands(body, { slug: ownSlug }).commands.length > 0;
  if (!hasCommand && !wantsAnswer(comment, body)) return null;
  return {
    kind: hasCommand ? 'command' : 'reply',
    pull: placeOf(read, number),
    comment: {
      kind,
      id: comment.id,
      nodeId: comment.node_id,
      author: user.login,
      body,
      ...(comment.in_reply_to_id ? { inReplyTo: comment.in_reply_to_id } : {}),
    },
  };
}

/**
 * A person's words in a thread. What a program wrote in somebody's name is nobody's question, and
 * two programs that answer each other never stop.
 */
function wantsAnswer({ in_reply_to_id, performed_via_github_app }: Comment, body: string): boolean {
  return Boolean(in_reply_to_id) && !performed_via_github_app && !needsNoAnswer(body);
}

function isBy({ sender }: Frame, slug: string): boolean {
  return sender.login.toLowerCase() === `${slug}[bot]`.toLowerCase();
}

function placeOf({ installation, repository }: Frame, number: number): PullPlace {
  return {
    installation: installation.id,
    owner: repository.owner.login,
    repo: repository.name,
    number,
  };
}
