import { indexRows } from '../diff/row-index.ts';
import type { ChangedFile, Side } from '../diff/model.ts';
import type { Finding } from '../finding/finding.ts';
import type { FileRows } from './commentable.ts';

/** The text of a line of the change as it was read; null where its diff does not show it. */
export type RowTexts = (path: string, side: Side, line: number) => string | null;

/** Where a line comment goes, and whether its suggestion may be committed there. */
export interface CommentRange {
  startLine: number;
  line: number;
  committable: boolean;
}

export function rowTexts(files: readonly ChangedFile[]): RowTexts {
  const indexes = new Map(files.map(({ path, hunks }) => [path, indexRows(hunks)]));
  return (path, side, line) => indexes.get(path)?.at(side, line)?.line.text ?? null;
}

/**
 * Null when the finding's rows can be commented on; else the reason, for people. GitHub's diff may
 * be made in another way than the one that was read: each of its rows has to hold the same text.
 */
export function whyNotOnLine(
  finding: Finding,
  rows: FileRows | null | undefined,
  texts: RowTexts,
): string | null {
  if (finding.anchor !== 'line') return finding.anchorReason ?? 'it is about more than a line';
  if (rows === undefined) return 'the file is not in the list of changed files';
  if (rows === null) return 'GitHub shows no diff of this file';
  const { path, side, startLine, line } = finding;
  const [first, last] = [rows[side].get(startLine), rows[side].get(line)];
  if (first === undefined || last === undefined) return `GitHub's diff does not show line ${line}`;
  if (first.hunk !== last.hunk) return 'its lines are in different hunks';
  return sameRows(path, side, startLine, line, rows, texts)
    ? null
    : `GitHub's diff shows another text at line ${line}`;
}

/**
 * A suggestion block replaces exactly the lines its comment is on. The comment takes over the
 * suggestion's range when that holds the finding's rows, may be commented on, and has no deleted
 * row between; else the code is only shown.
 */
export function commentRange(finding: Finding, rows: FileRows, texts: RowTexts): CommentRange {
  const { suggestion, side, startLine, line, path } = finding;
  const own = { startLine, line, committable: false };
  if (suggestion === undefined || side !== 'RIGHT') return own;
  const holds = suggestion.startLine <= startLine && suggestion.line >= line;
  const first = rows.RIGHT.get(suggestion.startLine);
  const last = rows.RIGHT.get(suggestion.line);
  if (!holds || first === undefined || first.hunk !== last?.hunk) return own;
  const unbroken = last.row - first.row === suggestion.line - suggestion.startLine;
  const same = sameRows(path, 'RIGHT', suggestion.startLine, suggestion.line, rows, texts);
  if (!unbroken || !same) return own;
  return { startLine: suggestion.startLine, line: suggestion.line, committable: true };
}

function sameRows(
  path: string,
  side: Side,
  startLine: number,
  line: number,
  rows: FileRows,
  texts: RowTexts,
): boolean {
  for (let number = startLine; number <= line; number++) {
    const theirs = rows[side].get(number);
    const ours = texts(path, side, number);
    // Between deleted rows stand unchanged ones, which neither diff has on the old side.
    if (theirs === undefined && ours === null && number !== startLine && number !== line) continue;
    if (theirs === undefined || ours === null || !isSameText(theirs.text, ours)) return false;
  }
  return true;
}

/** Bytes that are no UTF-8 are told as one thing here and as another there: they don't count. */
function isSameText(theirs: string, ours: string): boolean {
  const plain = (text: string): string => text.replace(/\r$/, '');
  if (plain(theirs) === plain(ours)) return true;
  const ascii = (text: string): string => plain(text).replace(/[^\0-\x7f]/g, '');
  return ours.includes('\ufffd') && ascii(theirs) === ascii(ours);
}
