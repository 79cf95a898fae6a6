import type { ReviewResult } from '../finding/review-result.ts';
import { agentOf, type PullState, type ReviewCount } from './ledger.ts';
import { readSummaryMark } from './pull-state.ts';

/** What all reviews of a pull request came to; null for what its marks do not tell. */
export interface Totals {
  /** Finished reviews by agent. */
  counts: ReviewCount[] | null;
  /** In US dollars. */
  costUsd: number | null;
}

/**
 * The totals that a review leaves in the summary's mark. What was once unknown stays so. Counted as finished is a review that read
 * something to its end, and as silent one that posted no finding.
 */
export function totalsAfter(
  before: PullState | undefined,
  {
    agent,
    findings,
    outcome,
    usage,
  }: Pick<ReviewResult, 'agent' | 'findings' | 'outcome' | 'usage'>,
): Pick<PullState, 'costUsd' | 'counts'> {
  const { costUsd, counts } = before ?? { costUsd: 0, counts: [] };
  const finished = outcome === 'clean' || outcome === 'findings';
  const silent = findings.every(({ posted }) => !posted);
  const name = agentOf(agent.name) ?? 'unnamed';
  const one = finished ? [{ agent: name, reviews: 1, silent: silent ? 1 : 0 }] : [];
  return {
    ...(costUsd === undefined || usage.costUsd === null
      ? {}
      : { costUsd: costUsd + usage.costUsd }),
    ...(counts === undefined ? {} : { counts: addCounts([...counts, ...one]) }),
  };
}

/**
 * The totals of a pull request: those of its summary, and those of the reviews before it that left
 * a check run and nothing else.
 * @param checks the texts of our check runs on it, each review's once
 */
export function readTotals(state: PullState, checks: readonly string[]): Totals {
  const parts: Pick<PullState, 'costUsd' | 'counts'>[] = checks.flatMap((text) => {
    const mark = readSummaryMark(text);
    return mark === null ? [] : [mark];
  });
  // Somebody deleted the summary: what it held is not known when there were reviews.
  if (state.note !== null || state.head !== null) parts.push(state);
  const counts = known(parts.map((part) => part.counts));
  const costs = known(parts.map((part) => part.costUsd));
  return {
    counts: counts === null ? null : addCounts(counts.flat()),
    costUsd: costs === null ? null : costs.reduce((sum, each) => sum + each, 0),
  };
}

/** All of them, or null when one is not known or there is none. */
function known<T>(values: readonly (T | undefined)[]): T[] | null {
  const all = values.filter((value) => value !== undefined);
  return all.length === 0 || all.length < values.length ? null : all;
}

/** One entry an agent. */
function addCounts(counts: readonly ReviewCount[]): ReviewCount[] {
  const sums = new Map<string, ReviewCount>();
  for (const { agent, reviews, silent } of counts) {
    const sum = sums.get(agent) ?? { agent, reviews: 0, silent: 0 };
    sums.set(agent, { agent, reviews: sum.reviews + reviews, silent: sum.silent + silent });
  }
  return [...sums.values()];
}
