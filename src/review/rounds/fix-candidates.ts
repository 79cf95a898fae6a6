import type { Change, ChangedFile } from '../../core/diff/model.ts';
import { carryPlace, type CarriedEntry } from '../../core/ledger/carry.ts';
import { isTouched } from '../../core/ledger/line-map.ts';
import type { CodeRange, FixCandidate } from '../../core/ledger/round.ts';
import { functionAround } from '../../core/prompt/enclosing.ts';
import type { Trees } from './trees.ts';

/** Rows around a finding's own that count as its code when no function surrounds it. */
const NEAR = 3;
/** Rows shown at most of each side; of a longer function those around the finding. */
const MOST_ROWS = 160;

/**
 * The open findings that may be fixed: the function they point into, or a row that their evidence
 * names, was changed since the last review. The row alone would be too narrow, since many mends
 * are a guard above it.
 * @param since the head of the last review; null when it is not known, then each one's own counts
 */
export async function fixCandidates(
  entries: readonly CarriedEntry[],
  change: Change,
  trees: Trees,
  since: string | null,
): Promise<FixCandidate[]> {
  const found = await Promise.all(
    entries
      .filter(({ state, now }) => now !== null && (state === 'open' || state === 'outdated'))
      .map((entry) => candidateOf(entry, change, trees, since)),
  );
  return found.filter((candidate) => candidate !== null);
}

async function candidateOf(
  entry: CarriedEntry,
  change: Change,
  trees: Trees,
  since: string | null,
): Promise<FixCandidate | null> {
  const from = since !== null && trees.has(since) ? since : entry.head;
  const [then, files] = [
    await trees.diff(entry.head, from),
    await trees.diff(from, change.head ?? ''),
  ];
  if (then === null || files === null) return null;
  // The place at the last review; of a deleted row only its file has a place there.
  const place = entry.side === 'RIGHT' ? carryPlace(entry, then) : { ...entry.now!, exact: false };
  if (place === null) return null;
  const lines = await trees.lines(from, place.path);
  const range =
    lines === null || entry.side === 'LEFT'
      ? { start: 0, end: lines?.length ?? 1 }
      : around(lines, place.startLine, place.line);
  const evidence = entry.evidence.some((each) => {
    if (each.side !== 'RIGHT') return false;
    const at = carryPlace({ ...each, startLine: each.line }, then);
    return at !== null && isTouched(fileOf(files, at.path), at.line - 1, at.line + 1);
  });
  if (!evidence && !isTouched(fileOf(files, place.path), range.start, range.end)) return null;
  const now = entry.now!;
  const before = lines === null ? null : cut(place.path, lines, range, place.line);
  const young = change.head === null ? null : await trees.lines(change.head, now.path);
  const after =
    young === null ? null : cut(now.path, young, around(young, now.startLine, now.line), now.line);
  return before === null || after === null ? null : { entry, before, after };
}

function fileOf(files: readonly ChangedFile[], path: string): ChangedFile | undefined {
  return files.find((file) => (file.previousPath ?? file.path) === path);
}

function around(lines: readonly string[], start: number, end: number): Range {
  const whole = functionAround(lines, Math.min(end, lines.length));
  const near = whole ?? { start: start - NEAR, end: end + NEAR };
  return {
    start: Math.max(1, Math.min(start, near.start)),
    end: Math.min(lines.length, Math.max(end, near.end)),
  };
}

interface Range {
  start: number;
  end: number;
}

function cut(
  path: string,
  lines: readonly string[],
  { start, end }: Range,
  line: number,
): CodeRange {
  const first = end - start < MOST_ROWS ? start : Math.max(start, line - MOST_ROWS / 2);
  const last = Math.min(end, first + MOST_ROWS - 1);
  return { path, start: first, lines: lines.slice(first - 1, last) };
}
