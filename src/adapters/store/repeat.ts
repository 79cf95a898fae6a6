import type { StoreLog } from './log.ts';

/** What is done on the store again and again, whether or not it answers just now. */
export interface Repeat {
  /** What fails is tried again soon; a trouble is told once, and so is its end. */
  attempt(what: () => Promise<void>): Promise<void>;
  /** Attempts it every so many milliseconds, never twice at a time. */
  every(milliseconds: number, what: () => Promise<void>): void;
  /** Begins nothing more. */
  stop(): void;
}

export function startRepeating(log: StoreLog): Repeat {
  const timers: NodeJS.Timeout[] = [];
  let isTroubled = false;

  async function attempt(what: () => Promise<void>): Promise<void> {
    try {
      await what();
      if (isTroubled) log.info({}, 'the store answers again');
      isTroubled = false;
    } catch (error) {
      if (!isTroubled) log.warn({ err: error }, 'the store does not answer, to be tried again');
      isTroubled = true;
    }
  }

  return {
    attempt,
    every(milliseconds, what) {
      let isBusy = false;
      const look = async (): Promise<void> => {
        if (isBusy) return;
        isBusy = true;
        await attempt(what);
        isBusy = false;
      };
      timers.push(setInterval(() => void look(), milliseconds));
    },
    stop() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
