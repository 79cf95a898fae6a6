import { SEVERITIES, type Severity } from '../finding/finding.ts';
import type { CarriedEntry } from './carry.ts';
import type { PullState } from './ledger.ts';
import type { Judged, Round, RoundOutcome } from './round.ts';

/** How the earlier findings stand after a round, for the summary and the check. */
export interface Standing {
  /** False in the first review of a pull request: there is nothing to tell then. */
  later: boolean;
  /** Nothing that is reviewed has changed since the last review. */
  unchanged: boolean;
  fixed: Judged[];
  back: CarriedEntry[];
  /** Those that are back are among them. */
  open: CarriedEntry[];
  /** Outdated by this round or before, while their threads are unresolved. */
  outdated: CarriedEntry[];
  state: PullState;
}

export function standingOf(round: Round, outcome: RoundOutcome, unchanged: boolean): Standing {
  const fixed = new Set(outcome.fixed.map(({ entry }) => entry));
  const { entries, state } = round;
  return {
    later: state.note !== null || state.head !== null || entries.length > 0,
    unchanged,
    fixed: outcome.fixed,
    back: outcome.back,
    open: [
      ...entries.filter((entry) => entry.state === 'open' && !fixed.has(entry)),
      ...outcome.back,
    ].toSorted((a, b) => rankOf(a.severity) - rankOf(b.severity)),
    outdated: entries.filter((entry) => entry.state === 'outdated' && !fixed.has(entry)),
    state,
  };
}

/** Of a comment that does not tell its severity nothing is known: it counts as medium. */
function rankOf(severity: Severity | null): number {
  return SEVERITIES.indexOf(severity ?? 'medium');
}
