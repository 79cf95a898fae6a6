import { createHash } from 'node:crypto';
import type { ChangedFile, DiffLine, Side } from '../diff/model.ts';

/**
 * The id that a row carries when it is shown to the agent: side, line number and a check of what
 * stands there, such as `R42.k3`. The line says where, the check says that path and text are the
 * ones that were meant: a number that slipped, or was taken from another file, doesn't fit.
 */
export function rowId(file: Pick<ChangedFile, 'path'>, row: DiffLine): string {
  const side = sideOf(row);
  const line = side === 'LEFT' ? row.old : row.new;
  return `${side === 'LEFT' ? 'L' : 'R'}${line}.${rowCheck(file.path, row.text)}`;
}

/** The side a comment on this row belongs to: deleted rows are LEFT, all others RIGHT. */
function sideOf(row: DiffLine): Side {
  return row.kind === 'del' ? 'LEFT' : 'RIGHT';
}

/** Two base-32 digits (10 bits) over path and text. */
export function rowCheck(path: string, text: string): string {
  const digest = createHash('sha256').update(path).update('\0').update(text).digest();
  return DIGITS.charAt(digest[0]! & 31) + DIGITS.charAt(digest[1]! & 31);
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
