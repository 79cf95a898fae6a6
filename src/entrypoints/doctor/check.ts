/**
 * - ok: as it should be
 * - warning: works, but somebody will wonder
 * - wrong: stops work
 * - off: does not apply here
 */
export type CheckStatus = 'ok' | 'warning' | 'wrong' | 'off';

/** One line of `backline doctor`. No secret is in it. */
export interface Check {
  name: string;
  status: CheckStatus;
  says: string;
  /** The way out; only where something is amiss. */
  fix?: string;
}

/** Checks of one thing, in the order in which they are shown. */
export interface Section {
  title: string;
  checks: Check[];
}
