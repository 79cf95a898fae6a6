import type { Finding, RejectedFinding } from '../core/finding/finding.ts';
import type { FileCoverage, ReviewResult, Shortfall } from '../core/finding/review-result.ts';
import type { Meter } from './meter.ts';
import type { ReviewInput } from './review-input.ts';

/** What a review came to, before it is put into the shape that people script against. */
export interface Parts {
  model?: string;
  coverage: FileCoverage[];
  findings?: Finding[];
  rejected?: RejectedFinding[];
  incomplete?: Shortfall[];
  notes?: string[];
}

/** The result of a review; its outcome follows from its parts. */
export function toResult(input: ReviewInput, meter: Meter, parts: Parts): ReviewResult {
  const { definition, source } = input.agent;
  const incomplete = parts.incomplete ?? [];
  const notes = parts.notes ?? [];
  return {
    schema: 'backline.review/1',
    base: input.change.base,
    mergeBase: input.change.mergeBase,
    head: input.change.head,
    agent: { name: definition.name, source, repaired: definition.repaired },
    model: parts.model ?? null,
    outcome: outcomeOf(parts),
    replayed: false,
    coverage: parts.coverage,
    findings: parts.findings ?? [],
    rejected: parts.rejected ?? [],
    ...(incomplete.length === 0 ? {} : { incomplete }),
    ...(notes.length === 0 ? {} : { notes }),
    usage: meter.usage(),
  };
}

function outcomeOf({ coverage, findings, incomplete }: Parts): ReviewResult['outcome'] {
  if (incomplete !== undefined && incomplete.length > 0) return 'incomplete';
  if (findings?.some(({ posted }) => posted) === true) return 'findings';
  return coverage.every(({ status }) => status === 'skipped') ? 'skipped' : 'clean';
}
