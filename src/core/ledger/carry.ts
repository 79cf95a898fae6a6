import type { ChangedFile } from '../diff/model.ts';
import { foldSpaces } from '../finding/quote.ts';
import type { LedgerEntry } from './ledger.ts';
import { carryLine } from './line-map.ts';

/** Where the code of an earlier finding is now. */
export interface Place {
  path: string;
  startLine: number;
  line: number;
  /** False when the row itself was changed or removed: then it says where it was. */
  exact: boolean;
}

/** An earlier finding, and where its code is now; null when the file is gone. */
export interface CarriedEntry extends LedgerEntry {
  now: Place | null;
}

/** A row shorter than this says too little to be known again elsewhere. */
const LEAST_TEXT = 12;

/**
 * Carries a place over to a newer tree, renames followed.
 * @param files what changed between the two trees, or null when that can't be told
 */
export function carryPlace(
  { path, startLine, line }: Pick<LedgerEntry, 'path' | 'startLine' | 'line'>,
  files: readonly ChangedFile[] | null,
): Place | null {
  if (files === null) return { path, startLine, line, exact: false };
  const renamed = files.find((file) => file.previousPath === path);
  const file = renamed ?? files.find((each) => each.path === path);
  if (file === undefined) return { path, startLine, line, exact: true };
  if (file.status === 'deleted') return null;
  const end = carryLine(file, line);
  const start = carryLine(file, startLine);
  return {
    path: file.path,
    startLine: Math.min(start.line, end.line),
    line: end.line,
    exact: end.exact,
  };
}

/**
 * Where a row that is no longer in its place stands now, when the change adds exactly one row with
 * its text: code that was moved, within the file or to another one.
 */
export function findMoved(text: string, change: readonly ChangedFile[]): Place | null {
  const wanted = foldSpaces(text);
  if (wanted.length < LEAST_TEXT) return null;
  const found: Place[] = [];
  for (const { path, hunks } of change) {
    for (const row of hunks.flatMap(({ lines }) => lines)) {
      if (row.kind !== 'add' || foldSpaces(row.text) !== wanted) continue;
      found.push({ path, startLine: row.new!, line: row.new!, exact: true });
      if (found.length > 1) return null;
    }
  }
  return found[0] ?? null;
}
