import { hash } from 'node:crypto';
import type { ChangedFile, DiffLine, Side } from '../diff/model.ts';

/**
 * The id that a row carries when it is shown to the agent: side, line number and a check of what
 * stands there, such as `R42.k3`. The line says where, the check says that path and text are the
 * ones that were meant: a number that slipped, or was taken from another file, doesn't fit.
 */
export function rowId(file: Pick<ChangedFile, 'path'>, row: DiffLine): string {
  return rowIdWith(row, rowCheck(file.path, row.text));
}

/** The id of a row whose check is known. */
export function rowIdWith(row: DiffLine, check: string): string {
  const side = sideOf(row);
  return side === 'LEFT' ? `L${row.old}.${check}` : `R${row.new}.${check}`;
}

/** The side a comment on this row belongs to: deleted rows are LEFT, all others RIGHT. */
function sideOf(row: DiffLine): Side {
  return row.kind === 'del' ? 'LEFT' : 'RIGHT';
}

/** Two base-32 digits (10 bits) over path and text. */
export function rowCheck(path: string, text: string): string {
  const digest = hash('sha256', `${path}\0${text}`, 'hex');
  return digitAt(digest, 0) + digitAt(digest, 2);
}

/** The digit for the low five bits of the byte that is written there. */
function digitAt(hex: string, at: number): string {
  return DIGITS.charAt(Number.parseInt(hex.slice(at, at + 2), 16) & 31);
}

/** Without i, l, o and u, which are misread for digits or each other. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

export interface ParsedRowId {
  side: Side;
  line: number;
  /** Null when the answer left the check out. */
  check: string | null;
}

/**
 * Reads an id as a model writes it back: with the row's mark, brackets, spaces or in capitals,
 * with or without the check. Null when it is no id at all.
 */
export function parseRowId(written: string): ParsedRowId | null {
  const match =
    /^[\s[({<`'"*#+\-|]*(?:(?:row|id|line)\b[\s:]*)?([LR])\s?(\d{1,9})(?:\s?\.\s?([0-9a-z]{2}))?(?![0-9a-z])/i.exec(
      written,
    );
  if (match === null) return null;
  return {
    side: match[1]!.toUpperCase() === 'L' ? 'LEFT' : 'RIGHT',
    line: Number(match[2]),
    check: match[3]?.toLowerCase() ?? null,
  };
}
