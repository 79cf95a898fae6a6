import { SEVERITIES, type Severity } from '../../core/finding/finding.ts';
import type { ReviewResult } from '../../core/finding/review-result.ts';
import { EXIT } from '../io.ts';

export const FAIL_ON = [...SEVERITIES, 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** 1 for a posted finding at or above `failOn`, else 3 for what was not done, else 0. */
export function exitCodeOf(result: ReviewResult, failOn: FailOn): number {
  const limit = failOn === 'never' ? -1 : SEVERITIES.indexOf(failOn);
  const severe = ({ severity }: { severity: Severity }): boolean =>
    SEVERITIES.indexOf(severity) <= limit;
  if (result.findings.some((finding) => finding.posted && severe(finding))) return EXIT.findings;
  return result.outcome === 'incomplete' ? EXIT.incomplete : EXIT.ok;
}
