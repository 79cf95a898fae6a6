import { SEVERITIES, type Severity } from '../../core/finding/finding.ts';
import type { ReviewResult } from '../../core/finding/review-result.ts';
import { EXIT } from '../io.ts';

export const FAIL_ON = [...SEVERITIES, 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/**
 * 1 for a posted finding at or above `failOn`, else 3 for what was not done, else 0.
 * @param open findings of earlier reviews that stand: the problem is in the code, whoever told it when
 */
export function exitCodeOf(
  result: ReviewResult,
  failOn: FailOn,
  open: readonly { severity: Severity | null }[] = [],
): number {
  const limit = failOn === 'never' ? -1 : SEVERITIES.indexOf(failOn);
  const severe = ({ severity }: { severity: Severity | null }): boolean =>
    severity !== null && SEVERITIES.indexOf(severity) <= limit;
  const standing = [...result.findings.filter(({ posted }) => posted), ...open];
  if (standing.some(severe)) return EXIT.findings;
  return result.outcome === 'incomplete' ? EXIT.incomplete : EXIT.ok;
}
