import type { Side } from '../diff/model.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CATEGORIES = [
  'api',
  'database',
  'architecture',
  'security',
  'performance',
  'concurrency',
  'reliability',
  'testing',
  'maintainability',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** A place in the repository that a claim rests on, and whether the quote was found there. */
export interface Evidence {
  path: string;
  side: Side;
  /** 1-based. */
  line: number;
  quote: string;
  verified: boolean;
}

/** New code for `startLine`..`line` of the new file. */
export interface Suggestion {
  startLine: number;
  line: number;
  /** Lines joined by `\n`, without a final one; empty deletes the range. */
  code: string;
}

/** Where a finding could be placed: on its rows, on its file, or in the summary alone. */
type AnchorLevel = 'line' | 'file' | 'summary';

export type Verdict = 'confirmed' | 'lowered' | 'unverified';

/** One finding as `backline review --format json` prints it. */
export interface Finding {
  /** Short and stable within a pull request: what `/explain ID` takes. */
  id: string;
  /** Survives moved lines and rebases. */
  fingerprint: string;
  path: string;
  side: Side;
  /** First and last row, 1-based, on `side`; equal for one row. */
  startLine: number;
  line: number;
  anchor: AnchorLevel;
  /** Why it is not on a line, or how the line was found when the answer was not exact. */
  anchorReason?: string;
  severity: Severity;
  category: Category;
  /** 0..1, the finder's own. */
  confidence: number;
  title: string;
  body: string;
  approach?: string;
  errorHandling?: string;
  assumptions?: string[];
  tests?: string;
  scaling?: string;
  evidence: Evidence[];
  alsoAt?: { path: string; line: number }[];
  suggestion?: Suggestion;
  verdict: Verdict;
  /** Was there before this change. */
  preexisting: boolean;
  /** The finder's answer to "would a busy senior reviewer post this?" */
  wouldPost: boolean;
  /** Position in the ranking, 1 first. */
  rank: number;
  posted: boolean;
  notPostedBecause?: string;
}

/** What was said but does not stand: listed with the reason, never lost. */
export interface RejectedFinding {
  title: string;
  path: string;
  line: number | null;
  why: string;
}
