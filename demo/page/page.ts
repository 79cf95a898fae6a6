import type { PullView } from '../../test/support/github/view.ts';
import { fingerprintOf } from './body.ts';

export type LineComment = PullView['comments'][number];
type Check = PullView['checks'][number];

/** What Backline has on a pull request, held against what it had there before. */
export interface Page {
  /** The newest check run of the head. */
  check: Check | undefined;
  summary: { body: string; change: 'new' | 'edited' | 'unchanged' } | null;
  added: LineComment[];
  /** New answers of ours in threads from before. */
  answered: LineComment[];
  /** From before, on rows that are gone. */
  outdated: LineComment[];
  /** From before, on rows that still stand. */
  standing: LineComment[];
  /** Whether no comment was added or became outdated. */
  asBefore: boolean;
  /** Comments whose finding another comment tells already. */
  doubles: number;
}

/** @param before null before anything was posted */
export function readPage(now: PullView, before: PullView | null): Page {
  const known = new Map(before?.comments.map(({ id, outdated }) => [id, outdated]));
  const threads = now.comments.filter(({ inReplyTo }) => inReplyTo === null);
  const earlier = threads.filter(({ id }) => known.has(id));
  const told = now.comments.map(({ body }) => fingerprintOf(body)).filter((each) => each !== null);
  const summary = summaryOf(now);
  const previous = before && summaryOf(before);
  return {
    check: now.checks.findLast(({ headSha }) => headSha === now.head),
    summary: summary && {
      body: summary.body,
      change: !previous ? 'new' : previous.body === summary.body ? 'unchanged' : 'edited',
    },
    added: threads.filter(({ id }) => !known.has(id)),
    answered: now.comments.filter(({ id, inReplyTo }) => inReplyTo !== null && !known.has(id)),
    outdated: earlier.filter(({ outdated }) => outdated),
    standing: earlier.filter(({ outdated }) => !outdated),
    asBefore: now.comments.every(({ id, outdated }) => known.get(id) === outdated),
    doubles: told.length - new Set(told).size,
  };
}

function summaryOf({ issueComments }: PullView): PullView['issueComments'][number] | null {
  return issueComments.find(({ user }) => user.endsWith('[bot]')) ?? null;
}
