import type { Finding } from '../finding/finding.ts';
import type { ReviewResult } from '../finding/review-result.ts';
import { agentOf } from '../ledger/ledger.ts';
import { writeState } from '../ledger/pull-state.ts';
import type { Standing } from '../ledger/standing.ts';
import { totalsAfter } from '../ledger/totals.ts';
import type { FindingMarker } from './marker.ts';
import type { ListedFinding } from './review-plan.ts';

/** The part of a review's result that its findings' marks tell. */
export type FoundBy = Pick<ReviewResult, 'mergeBase' | 'agent'>;

/** What the marks hold at most: they have to stay readable, and short beside the comment. */
const MOST_EVIDENCE = 4;
const MOST_MARKED_TITLE = 160;

/** What later reviews know a finding by. */
export function findingMark(
  finding: Finding,
  head: string,
  { mergeBase, agent }: FoundBy,
): FindingMarker {
  const { id, fingerprint, path, side, startLine, line, severity, category, title } = finding;
  const name = agentOf(agent.name);
  const evidence = finding.evidence
    .filter((each) => each.verified && (each.path !== path || each.line !== line))
    .slice(0, MOST_EVIDENCE)
    .map((each) => ({ path: each.path, side: each.side, line: each.line }));
  return {
    kind: 'finding',
    id,
    fingerprint,
    head,
    path,
    side,
    line,
    ...(startLine === line ? {} : { startLine }),
    ...(mergeBase === null ? {} : { mergeBase }),
    severity,
    category,
    title: title.slice(0, MOST_MARKED_TITLE).toWellFormed(),
    ...(name === null ? {} : { agent: name }),
    ...(evidence.length === 0 ? {} : { evidence }),
  };
}

/** The state that the next review goes on from: one that is incomplete changes nothing but `said`. */
export function summaryMark(
  result: ReviewResult,
  listed: readonly ListedFinding[],
  { head, standing }: { head: string; standing?: Standing },
): string {
  const { outcome, mergeBase, findings } = result;
  const finished = outcome !== 'incomplete';
  const before = standing?.state;
  const alone = new Set(listed.map(({ findingId }) => findingId));
  const posted = findings.filter((finding) => finding.posted);
  const open = new Set(
    standing?.open.filter(({ comment }) => comment === null).map(({ id }) => id),
  );
  return writeState({
    head: finished ? head : (before?.head ?? null),
    mergeBase: finished ? mergeBase : (before?.mergeBase ?? null),
    paused: before?.paused ?? false,
    ...totalsAfter(before, result),
    said: [
      ...(before?.said ?? []),
      ...posted
        .filter(({ id }) => !alone.has(id))
        .map(({ id, fingerprint }) => `${id}:${fingerprint}`),
    ],
    listed: [
      ...(before?.listed ?? []).filter(({ id }) => open.has(id)),
      ...posted.filter(({ id }) => alone.has(id)).map((each) => findingMark(each, head, result)),
    ],
  });
}
