/** The time the stand-in believes it is; tests move it to let tokens end. */
export interface Clock {
  now: () => Date;
  /** Moves the clock ahead. */
  advance: (ms: number) => void;
}

/** A clock that runs with the machine's and can be moved ahead. */
export function movableClock(start: () => number = Date.now): Clock {
  let ahead = 0;
  return {
    now: () => new Date(start() + ahead),
    advance: (ms) => {
      ahead += ms;
    },
  };
}

/** As GitHub writes instants: UTC, to the second. */
export function iso(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
