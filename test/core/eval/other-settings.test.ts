import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/parse-config.ts';
import { choosingOf } from '../../../src/core/config/config.ts';
import { otherSettings } from '../../../src/core/eval/other-settings.ts';
import { countCase, figuresOf, sumCounts, type JudgedCase } from '../../../src/core/eval/scores.ts';
import { settingsGrid } from '../../../src/core/eval/settings-grid.ts';
import { choose, DEFAULT_CHOOSING, type Choosing } from '../../../src/core/finding/rank.ts';
import { evalCase, evalFinding, judged, judgedCases } from './judged.ts';

/** The same cases as a review with that setting would have left them. */
function recompute(cases: readonly JudgedCase[], choosing: Choosing) {
  return sumCounts(
    cases.map((each) => {
      const chosen = choose(
        each.judged.map(({ finding }) => finding),
        choosing,
      );
      const again = each.judged.map((one) => ({
        ...one,
        finding: chosen.find(({ id }) => id === one.finding.id)!,
      }));
      return countCase({ ...each, judged: again }, ({ posted }) => posted);
    }),
  );
}

describe('otherSettings', () => {
  it('counts what each setting would have posted, and the best is the best of all', () => {
    fc.assert(
      fc.property(judgedCases({ minLength: 1, maxLength: 3 }), (cases) => {
        const { best } = otherSettings(cases, DEFAULT_CHOOSING, 5);
        for (const { choosing, counts, figures } of best) {
          expect(counts).toEqual(recompute(cases, choosing));
          expect(figures).toEqual(figuresOf(counts));
        }
        const f1s = best.map(({ figures }) => figures.f1 ?? 0);
        expect(f1s).toEqual(f1s.toSorted((a, b) => b - a));
        const highest = Math.max(
          ...settingsGrid(DEFAULT_CHOOSING).map(
            (choosing) => figuresOf(recompute(cases, choosing)).f1 ?? 0,
          ),
        );
        expect(f1s[0]).toBe(highest);
      }),
      { numRuns: 10 },
    );
  });

  it('prefers the setting in force among those that post the same', () => {
    const cases = [
      { evalCase: evalCase('one', 1), judged: [judged({ meets: [0] }, evalFinding())] },
    ];
    const { best } = otherSettings(cases, DEFAULT_CHOOSING, 5);
    expect(best[0]).toMatchObject({ choosing: DEFAULT_CHOOSING, figures: { f1: 1 } });
  });

  it('tells that a setting picked on two cases that disagree is worth nothing on a third', () => {
    // In each case only a setting that is wrong for the other one is right.
    const likes = (wouldPost: boolean): JudgedCase => ({
      evalCase: evalCase(String(wouldPost), 1),
      judged: [
        judged(
          { meets: [0] },
          evalFinding({ id: 'a', wouldPost, confidence: wouldPost ? 0.5 : 0.9 }),
        ),
        judged(
          {},
          evalFinding({ id: 'b', wouldPost: !wouldPost, confidence: wouldPost ? 0.9 : 0.5 }),
        ),
      ],
    });
    const { best, crossValidatedF1 } = otherSettings(
      [likes(true), likes(false)],
      DEFAULT_CHOOSING,
      1,
    );
    expect(best[0]!.figures.f1).toBeGreaterThan(0.5);
    expect(crossValidatedF1).toBe(0);
    expect(otherSettings([likes(true)], DEFAULT_CHOOSING, 1).crossValidatedF1).toBeNull();
  });
});

describe('settingsGrid', () => {
  const grid = settingsGrid(DEFAULT_CHOOSING);

  it('can be written into a configuration as it stands', () => {
    expect(grid[0]).toEqual(DEFAULT_CHOOSING);
    for (const choosing of grid.filter((_, index) => index % 11 === 0)) {
      const { weights, threshold, severityFloor, maxComments } = choosing;
      const { wouldPost, ...others } = weights;
      const written = {
        severity: severityFloor,
        max_comments: maxComments,
        ranking: { weights: { would_post: wouldPost, ...others }, threshold },
      };
      expect(choosingOf(parseConfig(JSON.stringify(written), 'backline.yml'))).toEqual(choosing);
    }
  });

  it('has would-post with a confidence of at least c, and either alone, exactly', () => {
    const rule = (wouldPost: number, confidence: number, threshold: number) =>
      grid.find(
        (each) =>
          each.weights.wouldPost === wouldPost &&
          each.weights.confidence === confidence &&
          each.weights.verdict === 0 &&
          each.weights.severity === 0 &&
          each.threshold === threshold &&
          each.severityFloor === 'low' &&
          each.maxComments === DEFAULT_CHOOSING.maxComments,
      )!;
    for (const wouldPost of [true, false]) {
      for (const confidence of [0, 0.69, 0.7, 0.75, 0.85, 0.9, 1]) {
        const finding = evalFinding({ wouldPost, confidence });
        const posts = (choosing: Choosing): boolean => choose([finding], choosing)[0]!.posted;
        for (const floor of [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9]) {
          expect(posts(rule(1, 1, (1 + floor) / 2))).toBe(wouldPost && confidence >= floor);
          expect(posts(rule(0, 1, floor))).toBe(confidence >= floor);
        }
        expect(posts(rule(1, 0, 1))).toBe(wouldPost);
      }
    }
  });
});
