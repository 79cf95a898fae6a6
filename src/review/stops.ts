/** The user's interruption (Ctrl-C, a closed pull request): the run ends at once and says nothing. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/**
 * What may end a run from outside. `signal` is the user's; `deadline` is the time limit, after
 * which the review is incomplete but what was found still counts.
 */
export interface Stops {
  signal: AbortSignal;
  deadline: AbortSignal;
  /** The time limit in seconds, for the message; null when there is none. */
  maxSeconds: number | null;
}

/** Ends when either does. */
export function eitherSignal(stops: Stops): AbortSignal {
  return AbortSignal.any([stops.signal, stops.deadline]);
}

/** Why a run that met its deadline is incomplete. */
export function timeLimit({ maxSeconds }: Stops): string {
  return `the time limit of ${maxSeconds} s is reached`;
}
