import type { Finding } from '../finding/finding.ts';
import { sharesWords } from '../finding/merge.ts';
import type { CarriedEntry } from './carry.ts';

/**
 * The earlier finding that a finding tells again, in whatever words: by the fingerprint, by who
 * read both (`sameAs`, an id), by the place that the earlier one was carried to, and, for what was
 * dismissed, by its likeness. Null when it is a new one.
 */
export function findEarlier(
  finding: Finding,
  sameAs: string | undefined,
  entries: readonly CarriedEntry[],
): CarriedEntry | null {
  const { fingerprint } = finding;
  return (
    entries.find((entry) => entry.fingerprint !== '' && entry.fingerprint === fingerprint) ??
    (sameAs === undefined ? undefined : entries.find(({ id }) => id === sameAs)) ??
    entries.find((entry) => isThere(finding, entry)) ??
    entries.find((entry) => entry.state === 'dismissed' && resembles(finding, entry)) ??
    null
  );
}

/** On the very row that the earlier one was carried to, and of the same kind or in like words. */
function isThere(finding: Finding, { now, side, category, title }: CarriedEntry): boolean {
  if (now === null || !now.exact || finding.anchor !== 'line' || finding.side !== side) {
    return false;
  }
  if (finding.path !== now.path || finding.startLine > now.line || finding.line < now.startLine) {
    return false;
  }
  return finding.category === category || sharesWords(finding.title, title);
}

/** What somebody dismissed is not wanted a second time elsewhere in the file. */
function resembles(finding: Finding, { path, now, category, title }: CarriedEntry): boolean {
  return (
    (finding.path === path || finding.path === now?.path) &&
    finding.category === category &&
    sharesWords(finding.title, title)
  );
}
