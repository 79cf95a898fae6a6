import type { Side } from '../diff/model.ts';
import type { FindingMarker } from '../plan/marker.ts';
import {
  CATEGORIES,
  SEVERITIES,
  type Category,
  type Evidence,
  type Severity,
} from '../finding/finding.ts';

/**
 * - open: said, and nothing has come of it yet
 * - fixed: we have said in its thread why it is
 * - dismissed: a person did not want it, or has resolved its thread
 * - outdated: its code is gone, or no longer part of the change
 */
type FindingState = 'open' | 'fixed' | 'dismissed' | 'outdated';

/** A finding of ours that stands on the pull request, as its comment tells it. */
export interface LedgerEntry {
  /** Empty when the comment was edited so that nothing tells it. */
  id: string;
  fingerprint: string;
  path: string;
  side: Side;
  /** At `head`, on `side`. */
  startLine: number;
  line: number;
  /** The commit that was reviewed; empty when it is not known. */
  head: string;
  /** The merge base at that time: what LEFT lines count in; empty when it is not known. */
  mergeBase: string;
  severity: Severity | null;
  category: Category | null;
  title: string;
  /** The comment's visible text. */
  claim: string;
  evidence: Pick<Evidence, 'path' | 'side' | 'line'>[];
  state: FindingState;
  /** Somebody else than us said something in its thread. */
  answered: boolean;
  votesDown: number;
  /** The comment that its thread begins with; null for one that stands in the summary alone. */
  comment: number | null;
  /** GraphQL's id of the thread; empty when there is none. */
  thread: string;
  /** The thread's address; empty when there is none. */
  url: string;
}

/** What the summary's mark remembers of the pull request. */
export interface PullState {
  /** The summary comment, null when there is none. */
  note: { id: number; body: string } | null;
  /** The head of the last review that came to its end. */
  head: string | null;
  /** The merge base that it had. */
  mergeBase: string | null;
  paused: boolean;
  /** `id:fingerprint` of what was ever said, oldest first. */
  said: string[];
  /** Open findings that stand in the summary alone. */
  listed: FindingMarker[];
  /** What all reviews so far have cost, in US dollars; left out when that is not known. */
  costUsd?: number;
  /** The reviews that came to their end; left out when an older version wrote the mark. */
  counts?: ReviewCount[];
}

/** How many reviews of a pull request an agent finished, and how many of them posted no finding. */
export interface ReviewCount {
  agent: string;
  reviews: number;
  silent: number;
}

/** All that is known of a pull request's earlier reviews, from what stands on it. */
export interface Ledger {
  entries: LedgerEntry[];
  state: PullState;
}

export function severityOf(word: unknown): Severity | null {
  return SEVERITIES.find((known) => known === word) ?? null;
}

/** Longest name of an agent that is kept, in UTF-16 units. */
const MOST_NAME = 80;

/** An agent's name as marks keep it: one line without control characters. Null for none. */
export function agentOf(word: unknown): string | null {
  if (typeof word !== 'string') return null;
  const line = word.replaceAll(/[\p{C}\s]+/gu, ' ').trim();
  return line === '' ? null : line.slice(0, MOST_NAME).toWellFormed();
}

export function categoryOf(word: unknown): Category | null {
  return CATEGORIES.find((known) => known === word) ?? null;
}
