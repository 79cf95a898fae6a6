/** The runs of backticks of a text by length; each list begins with the last one. */
export type BacktickRuns = Map<number, number[]>;

export function backtickRuns(text: string): BacktickRuns {
  const runs: BacktickRuns = new Map();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const same = runs.get(run.length);
    if (same) same.push(index);
    else runs.set(run.length, [index]);
  }
  for (const starts of runs.values()) starts.reverse();
  return runs;
}

/**
 * The first run of that length at or behind `from`, null when there is none. Earlier ones are
 * dropped: whoever reads a text never goes back.
 */
export function nextRun(runs: BacktickRuns, length: number, from: number): number | null {
  const starts = runs.get(length);
  for (let start = starts?.at(-1); start !== undefined; start = starts?.at(-1)) {
    if (start >= from) return start;
    starts?.pop();
  }
  return null;
}
