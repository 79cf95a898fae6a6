import { choose, type Choosing } from '../finding/rank.ts';
import {
  addCounts,
  countCase,
  figuresOf,
  NOTHING,
  sumCounts,
  type Counts,
  type Figures,
  type JudgedCase,
} from './scores.ts';
import { settingsGrid } from './settings-grid.ts';

/** What one setting of the ranking would have posted of the same answers. */
interface Trial {
  choosing: Choosing;
  counts: Counts;
  figures: Figures;
}

export interface OtherSettings {
  /** Settings tried; those that post the same count once. */
  tried: number;
  /** The best by F1, best first. */
  best: Trial[];
  /**
   * F1 when each case is scored by the setting that is best on the others: what picking a setting
   * from so few cases is really worth. Null with fewer than two cases.
   */
  crossValidatedF1: number | null;
}

interface Tried {
  choosing: Choosing;
  /** One for each case. */
  counts: Counts[];
}

/**
 * Scores the given answers under the settings around `current`, without a model. Findings that the
 * verifier was not asked about count as unverified, as they would have in the review.
 */
export function otherSettings(
  cases: readonly JudgedCase[],
  current: Choosing,
  most: number,
): OtherSettings {
  const tried = distinct(cases, settingsGrid(current));
  const trials = tried.map(({ choosing, counts }): Trial => {
    const total = sumCounts(counts);
    return { choosing, counts: total, figures: figuresOf(total) };
  });
  return {
    tried: trials.length,
    best: trials.toSorted((a, b) => compare(a.counts, b.counts)).slice(0, most),
    crossValidatedF1: cases.length < 2 ? null : crossValidate(tried, cases.length),
  };
}

/** What a setting posts of each case, by what it posts: of those alike the first stays. */
function distinct(cases: readonly JudgedCase[], settings: Choosing[]): Tried[] {
  const found = new Map<string, Tried>();
  for (const choosing of settings) {
    const posted = cases.map((each) => postedBy(each, choosing));
    const key = JSON.stringify(posted.map((ids) => [...ids].sort()));
    if (found.has(key)) continue;
    const counts = cases.map((each, at) => countCase(each, ({ id }) => posted[at]!.has(id)));
    found.set(key, { choosing, counts });
  }
  return [...found.values()];
}

/** The ids of what a setting posts. */
function postedBy({ judged }: JudgedCase, choosing: Choosing): Set<string> {
  const findings = choose(
    judged.map(({ finding }) => finding),
    choosing,
  );
  return new Set(findings.filter(({ posted }) => posted).map(({ id }) => id));
}

function crossValidate(tried: readonly Tried[], cases: number): number | null {
  const totals = tried.map(({ counts }) => sumCounts(counts));
  let sum = NOTHING;
  for (let left = 0; left < cases; left++) {
    let best = 0;
    let bestCounts: Counts | null = null;
    for (const [index, { counts }] of tried.entries()) {
      const others = subtract(totals[index]!, counts[left]!);
      if (bestCounts === null || compare(others, bestCounts) < 0) {
        best = index;
        bestCounts = others;
      }
    }
    sum = addCounts(sum, tried[best]!.counts[left]!);
  }
  return figuresOf(sum).f1;
}

function subtract(a: Counts, b: Counts): Counts {
  const keys = Object.keys(a) as (keyof Counts)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] - b[key]])) as unknown as Counts;
}

/** Better first: F1, then more silence on clean changes, then fewer comments. */
function compare(a: Counts, b: Counts): number {
  const f1 = (counts: Counts): number => figuresOf(counts).f1 ?? 0;
  return f1(b) - f1(a) || b.silentOnClean - a.silentOnClean || a.posted - b.posted;
}
