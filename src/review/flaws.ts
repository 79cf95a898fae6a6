import type { PlacedAnswer } from '../core/finding/build-findings.ts';
import type { FileIndex } from '../core/finding/file-index.ts';
import { foldSpaces } from '../core/finding/quote.ts';
import { rowText } from '../core/prompt/change-text.ts';

/** Candidates that are offered for one finding: more would be a guess among many. */
const MOST_CANDIDATES = 8;

/** A finding that lost its rows, or that rests on a quote which is not where it is said to be. */
export function isFlawed({ placement, evidence }: PlacedAnswer): boolean {
  return placement.level === 'file' || evidence.some(({ verified }) => !verified);
}

/** The flawed findings as they are put back to the finder, counted from 1. */
export function describeFlaws(
  placed: PlacedAnswer[],
  files: ReadonlyMap<string, FileIndex>,
): string {
  return placed
    .flatMap((each, position) =>
      isFlawed(each)
        ? [`- finding ${position + 1}, "${each.answered.title}":`, ...flawsOf(each, files)]
        : [],
    )
    .join('\n');
}

function flawsOf(
  { placement, evidence }: PlacedAnswer,
  files: ReadonlyMap<string, FileIndex>,
): string[] {
  const quotes = evidence
    .filter(({ verified }) => !verified)
    .map(
      ({ path, side, line, quote }) =>
        `  - not found at ${path}:${line} (${side}): ${foldSpaces(quote).slice(0, 200)}`,
    );
  const index = files.get(placement.path);
  if (placement.level !== 'file' || index === undefined) return quotes;
  const candidates = (placement.candidates ?? []).slice(0, MOST_CANDIDATES).map((run) =>
    index
      .rows(run.side, run.hunk)
      .slice(run.start, run.end + 1)
      .map((row) => rowText(index.file, row))
      .join('\n'),
  );
  return [
    `  - could not be placed in ${placement.path}: ${placement.reason ?? ''}`,
    ...(candidates.length === 0 ? [] : [`  candidates:\n${candidates.join('\n\n')}`]),
    ...quotes,
  ];
}
