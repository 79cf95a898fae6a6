import type { Finding } from '../finding/finding.ts';
import type { EvalCase } from './eval-case.ts';
import type { JudgedFinding } from './judgement.ts';
import { assign } from './match.ts';

/** One case as an agent answered it, judged. */
export interface JudgedCase {
  evalCase: EvalCase;
  judged: JudgedFinding[];
}

/** What is counted of one or many changes under one choice of what is posted. */
export interface Counts {
  changes: number;
  expected: number;
  posted: number;
  /** Expectations met by a posted finding, each by one of its own. */
  met: number;
  /** Posted findings that meet nothing and were judged real, repetitions left out. */
  real: number;
  /** Posted findings that meet nothing and that nobody judged. */
  unjudged: number;
  /** Posted findings that name an expected flaw at another place. */
  misplaced: number;
  cleanChanges: number;
  silentOnClean: number;
}

export const NOTHING: Counts = {
  changes: 0,
  expected: 0,
  posted: 0,
  met: 0,
  real: 0,
  unjudged: 0,
  misplaced: 0,
  cleanChanges: 0,
  silentOnClean: 0,
};

/** What came of one posted finding. */
export type Standing = 'met' | 'repeated' | 'misplaced' | 'real' | 'wrong' | 'unjudged';

/** Each posted finding with the expectation it is paired with, null for none. */
export interface Paired {
  judged: JudgedFinding;
  met: number | null;
  standing: Standing;
}

/** Pairs what is posted of a case with what was expected; `isPosted` chooses. */
export function pair({ judged }: JudgedCase, isPosted: (finding: Finding) => boolean): Paired[] {
  const posted = judged.filter(({ finding }) => isPosted(finding));
  const met = assign(posted.map(({ meets }) => meets));
  return posted.map((each, index) => ({
    judged: each,
    met: met[index]!,
    standing: standingOf(each, met[index]!),
  }));
}

function standingOf({ meets, elsewhere, real }: JudgedFinding, met: number | null): Standing {
  if (met !== null) return 'met';
  if (meets.length > 0) return 'repeated';
  if (elsewhere.length > 0) return 'misplaced';
  if (real === null) return 'unjudged';
  return real ? 'real' : 'wrong';
}

export function countCase(judgedCase: JudgedCase, isPosted: (finding: Finding) => boolean): Counts {
  const paired = pair(judgedCase, isPosted);
  const { expected } = judgedCase.evalCase;
  const clean = expected.length === 0;
  const count = (wanted: (each: Paired) => boolean): number => paired.filter(wanted).length;
  return {
    changes: 1,
    expected: expected.length,
    posted: paired.length,
    met: count(({ met }) => met !== null),
    real: count(({ standing, judged }) =>
      standing === 'misplaced' ? judged.real === true : standing === 'real',
    ),
    unjudged: count(({ standing }) => standing === 'unjudged'),
    misplaced: count(({ standing }) => standing === 'misplaced'),
    cleanChanges: clean ? 1 : 0,
    silentOnClean: clean && paired.length === 0 ? 1 : 0,
  };
}

export function addCounts(a: Counts, b: Counts): Counts {
  const keys = Object.keys(a) as (keyof Counts)[];
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as Counts;
}

export function sumCounts(all: readonly Counts[]): Counts {
  return all.reduce(addCounts, NOTHING);
}

/** Ratios 0..1 over all changes together; null where there is nothing to divide by. */
export interface Figures {
  /** Expectations met. */
  recall: number | null;
  /** Posted findings that meet an expectation. */
  precision: number | null;
  /** The same with those that meet none but were judged real; null when some were not judged. */
  precisionJudged: number | null;
  /** Of recall and precision by the labels. */
  f1: number | null;
  commentsPerChange: number | null;
}

export function figuresOf(counts: Counts): Figures {
  const { changes, expected, posted, met, real, unjudged } = counts;
  return {
    recall: ratio(met, expected),
    precision: ratio(met, posted),
    precisionJudged: unjudged > 0 ? null : ratio(met + real, posted),
    // The harmonic mean of met/expected and met/posted, which is defined where one of them is not.
    f1: ratio(2 * met, expected + posted),
    commentsPerChange: ratio(posted, changes),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
