/** Time as the queue sees it; tests move their own. */
export interface QueueClock {
  /** Milliseconds. */
  now(): number;
  /** Runs once after that many milliseconds, unless the function that it gives is called before. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: QueueClock = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
