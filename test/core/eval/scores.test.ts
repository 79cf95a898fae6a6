import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countCase,
  figuresOf,
  NOTHING,
  pair,
  sumCounts,
  type Counts,
  type JudgedCase,
} from '../../../src/core/eval/scores.ts';
import { evalCase, evalFinding, judged, judgedCases } from './judged.ts';

const all = (): boolean => true;

describe('countCase', () => {
  it('counts a second comment on one flaw against precision, and neither twice', () => {
    const counts = countCase(
      {
        evalCase: evalCase('twice', 2),
        judged: [
          judged({ meets: [0], real: true }, evalFinding({ id: 'a' })),
          judged({ meets: [0], real: true }, evalFinding({ id: 'b' })),
          judged({ elsewhere: [1], real: true }, evalFinding({ id: 'c' })),
          judged({ real: true }, evalFinding({ id: 'd' })),
          judged({ real: false }, evalFinding({ id: 'e' })),
        ],
      },
      all,
    );
    expect(counts).toEqual({
      changes: 1,
      expected: 2,
      posted: 5,
      met: 1,
      real: 2,
      unjudged: 0,
      misplaced: 1,
      cleanChanges: 0,
      silentOnClean: 0,
    });
    expect(figuresOf(counts)).toEqual({
      recall: 1 / 2,
      precision: 1 / 5,
      precisionJudged: 3 / 5,
      f1: 2 / 7,
      commentsPerChange: 5,
    });
  });

  it('names what came of each', () => {
    const standings = pair(
      {
        evalCase: evalCase('each', 1),
        judged: [
          judged({ meets: [0] }),
          judged({ meets: [0] }),
          judged({ elsewhere: [0] }),
          judged({ real: true }),
          judged({ real: false }),
          judged({ real: null }),
        ],
      },
      all,
    ).map(({ standing }) => standing);
    expect(standings).toEqual(['met', 'repeated', 'misplaced', 'real', 'wrong', 'unjudged']);
  });

  it('counts silence on clean changes alone', () => {
    const count = (expected: number, findings: number) => {
      const posted = Array.from({ length: findings }, () => judged());
      return countCase({ evalCase: evalCase('x', expected), judged: posted }, all);
    };
    expect(count(0, 0)).toMatchObject({ cleanChanges: 1, silentOnClean: 1 });
    expect(count(0, 1)).toMatchObject({ cleanChanges: 1, silentOnClean: 0 });
    expect(count(1, 0)).toMatchObject({ cleanChanges: 0, silentOnClean: 0 });
  });
});

describe('figuresOf', () => {
  it('has no ratio where there is nothing to divide by', () => {
    expect(figuresOf(NOTHING)).toEqual({
      recall: null,
      precision: null,
      precisionJudged: null,
      f1: null,
      commentsPerChange: null,
    });
    expect(figuresOf({ ...NOTHING, changes: 1, expected: 2 })).toMatchObject({
      recall: 0,
      precision: null,
      f1: 0,
      commentsPerChange: 0,
    });
    expect(figuresOf({ ...NOTHING, changes: 1, posted: 2, unjudged: 1 })).toMatchObject({
      recall: null,
      precision: 0,
      precisionJudged: null,
      f1: 0,
    });
  });

  it('stays within 0 and 1, and F1 between recall and precision', () => {
    const withBoth = judgedCases({ minLength: 1, maxLength: 4 }).filter((cases) => {
      const { expected, posted } = countAll(cases);
      return expected > 0 && posted > 0;
    });
    fc.assert(
      fc.property(withBoth, (cases) => {
        const { recall, precision, precisionJudged, f1 } = figuresOf(countAll(cases));
        const [lower, higher] = [recall!, precision!].sort((a, b) => a - b);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(higher).toBeLessThanOrEqual(1);
        expect(f1).toBeGreaterThanOrEqual(lower! - 1e-9);
        expect(f1).toBeLessThanOrEqual(higher! + 1e-9);
        expect(precisionJudged).toBeGreaterThanOrEqual(precision!);
        expect(precisionJudged).toBeLessThanOrEqual(1);
      }),
    );
  });
});

function countAll(cases: readonly JudgedCase[]): Counts {
  return sumCounts(cases.map((each) => countCase(each, ({ posted }) => posted)));
}
