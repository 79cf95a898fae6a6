import type { Severity } from '../finding/finding.ts';
import type { CarriedEntry } from './carry.ts';
import type { PullState } from './ledger.ts';
import type { NewRows } from './new-rows.ts';

/** Code as it was and as it is, for whoever judges whether a finding is fixed. */
export interface CodeRange {
  path: string;
  /** 1-based number of the first line. */
  start: number;
  lines: string[];
}

/** An open finding whose code, or the code around it, was changed since the last review. */
export interface FixCandidate {
  entry: CarriedEntry;
  before: CodeRange;
  after: CodeRange;
}

/** A review of a pull request that was reviewed before: what is known and what counts as new. */
export interface Round {
  /** The head of the review that this one follows, null when it looks at everything anew. */
  since: string | null;
  /** What is new since then; null when every row of the change counts. */
  rows: NewRows | null;
  /** Lowest severity that is posted in this round, over the configured floor; null for none. */
  floor: Severity | null;
  /** All earlier findings whose comments stand. */
  entries: CarriedEntry[];
  /** Fingerprints of everything ever said, deleted comments among it. */
  said: ReadonlySet<string>;
  candidates: FixCandidate[];
  state: PullState;
}

/** An earlier finding with why it is judged so. */
export interface Judged {
  entry: CarriedEntry;
  reason: string;
}

/** What a round found out about earlier findings. */
export interface RoundOutcome {
  fixed: Judged[];
  /** Fixed earlier, and told again by this review. */
  back: CarriedEntry[];
}
