import type { RoundOutcome } from '../ledger/round.ts';
import type { Finding, RejectedFinding } from './finding.ts';

export type CoverageStatus = 'reviewed' | 'partly' | 'skipped' | 'failed';

/** What happened to one changed file. */
export interface FileCoverage {
  path: string;
  status: CoverageStatus;
  reason: string;
}

/** What the model was asked and what it cost. Tokens count all requests; seconds are wall time. */
export interface Usage {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /**
   * Share of the input tokens that came from the cache, 0 to 1, over all requests but the first,
   * which finds nothing there. Left out when there was only one.
   */
  cachedShare?: number;
  /** Null when the price of a model used is unknown. */
  costUsd: number | null;
  seconds: number;
}

/**
 * - clean: all was read, nothing to say
 * - findings: something was found
 * - skipped: there was nothing to review
 * - incomplete: something was not done; `incomplete` says what and why
 */
export type Outcome = 'clean' | 'findings' | 'skipped' | 'incomplete';

export interface Shortfall {
  what: string;
  why: string;
}

interface AgentSummary {
  name: string;
  /** Where it was found: a path, or `built in`. */
  source: string;
  /** True when its front matter was not strict YAML and had to be repaired. */
  repaired: boolean;
}

/** The result of a review: what `--format json` prints, and what every renderer reads. */
export interface ReviewResult {
  schema: 'backline.review/1';
  base: string | null;
  mergeBase: string | null;
  head: string | null;
  agent: AgentSummary;
  /** The model id that was used; null when none was asked. */
  model: string | null;
  outcome: Outcome;
  /** True when the answers came from `--replay` and no model was asked. */
  replayed: boolean;
  coverage: FileCoverage[];
  findings: Finding[];
  rejected: RejectedFinding[];
  incomplete?: Shortfall[];
  /** Things the user should know that are nobody's failure: a repaired agent file, an unknown model name. */
  notes?: string[];
  usage: Usage;
  /** What was found out about earlier findings of the pull request; scripts don't see it. */
  round?: RoundOutcome;
}
