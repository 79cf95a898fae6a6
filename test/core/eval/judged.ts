import * as fc from 'fast-check';
import type { EvalCase } from '../../../src/core/eval/eval-case.ts';
import type { JudgedFinding } from '../../../src/core/eval/judgement.ts';
import type { JudgedCase } from '../../../src/core/eval/scores.ts';
import { SEVERITIES, type Finding } from '../../../src/core/finding/finding.ts';
import { finding } from '../../support/finding.ts';

/** A confirmed finding on the first row of `src/a.ts`, posted, with what a test wants otherwise. */
export function evalFinding(over: Partial<Finding> = {}): Finding {
  return finding({ startLine: 1, line: 1, verdict: 'confirmed', ...over });
}

/** A case with that many expectations, on rows that are far from each other. */
export function evalCase(name: string, expected: number): EvalCase {
  return {
    name,
    title: name,
    body: '',
    expected: Array.from({ length: expected }, (_, index) => ({
      path: 'src/a.ts',
      side: 'RIGHT' as const,
      startLine: 100 * (index + 1),
      line: 100 * (index + 1),
      text: `Flaw ${index + 1}`,
      alsoAt: [],
    })),
  };
}

export function judged(
  over: Partial<JudgedFinding> = {},
  found: Finding = evalFinding(),
): JudgedFinding {
  return {
    finding: found,
    meets: [],
    elsewhere: [],
    real: false,
    reason: '',
    ...over,
  };
}

/** Any cases with any findings, judged in any way. */
export const judgedCases = (counts: { minLength: number; maxLength: number }) =>
  fc
    .array(
      fc.record({
        expected: fc.integer({ min: 0, max: 3 }),
        findings: fc.array(
          fc.record({
            confidence: fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
            wouldPost: fc.boolean(),
            severity: fc.constantFrom(...SEVERITIES),
            verdict: fc.constantFrom(
              'confirmed' as const,
              'lowered' as const,
              'unverified' as const,
            ),
            preexisting: fc.boolean(),
            posted: fc.boolean(),
            meets: fc.uniqueArray(fc.integer({ min: 0, max: 2 })),
            real: fc.boolean(),
          }),
          { maxLength: 6 },
        ),
      }),
      counts,
    )
    .map((cases) =>
      cases.map(({ expected, findings }, index): JudgedCase => ({
        evalCase: evalCase(`case-${index}`, expected),
        judged: findings.map(({ meets, real, ...over }, at) =>
          judged(
            { meets: meets.filter((each) => each < expected), real },
            evalFinding({ id: `f${at}`, line: at + 1, startLine: at + 1, ...over }),
          ),
        ),
      })),
    );
