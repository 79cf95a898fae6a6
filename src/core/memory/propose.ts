import { isSameStatement, MEMORY_FILE, writeMemoryLine, type MemoryLine } from './memory-line.ts';
import { rowsOf, writePatch, type PatchRow } from './patch.ts';
import { readMemory } from './read-memory.ts';

/** What the memory file should become. */
export interface Proposal {
  /** A unified diff against the file; empty when there is nothing to propose. */
  patch: string;
  added: number;
  removed: number;
}

/**
 * Proposes to take in what was turned down, behind the lines that are there, and to take out what
 * has expired. What the file holds already, in force or not, is not proposed again; of statements
 * that say the same the first one is taken.
 * @param existing the file as it is; null when there is none
 * @param today `YYYY-MM-DD`
 * @param heading what a new file begins with, Markdown without a list
 */
export function proposeMemory(
  existing: string | null,
  rejected: readonly MemoryLine[],
  today: string,
  heading: string,
): Proposal {
  const { entries } = readMemory(existing ?? '', today);
  const known = entries.map(({ line }) => line);
  const fresh: MemoryLine[] = [];
  for (const line of rejected) {
    if (![...known, ...fresh].some((each) => isSameStatement(each, line))) fresh.push(line);
  }
  const expired = new Set(entries.filter((entry) => entry.expired).map(({ row }) => row - 1));
  if (fresh.length === 0 && expired.size === 0) return { patch: '', added: 0, removed: 0 };
  const rows = (existing === null ? [] : rowsOf(existing)).map((row, at): PatchRow =>
    expired.has(at) ? { ...row, mark: '-' } : row,
  );
  const isNew = existing === null;
  const added = fresh.map(writeMemoryLine);
  const lastListed = entries.at(-1)?.row ?? null;
  if (isNew) insert(rows, 0, [...heading.trim().split('\n'), '', ...added]);
  else if (added.length > 0 && lastListed !== null) insert(rows, lastListed, added);
  else if (added.length > 0) {
    const ends = rows.at(-1)?.text.trim() ?? '';
    insert(rows, rows.length, [...(ends === '' ? [] : ['']), ...added]);
  }
  return {
    patch: writePatch(MEMORY_FILE, rows, isNew),
    added: added.length,
    removed: expired.size,
  };
}

/** Adds lines at an index, with the line ends of the file. */
function insert(rows: PatchRow[], at: number, lines: readonly string[]): void {
  const end = rows[0]?.text.endsWith('\r') === true ? '\r' : '';
  const added = lines.map((line): PatchRow => ({
    mark: '+',
    text: line + end,
    hasLineFeed: true,
  }));
  const before = rows[at - 1];
  // A last line without its line feed is written anew with one.
  if (before !== undefined && !before.hasLineFeed && before.mark === ' ') {
    const whole: PatchRow = { mark: '+', text: before.text + end, hasLineFeed: true };
    rows.splice(at - 1, 1, { ...before, mark: '-' }, whole, ...added);
  } else rows.splice(at, 0, ...added);
}
