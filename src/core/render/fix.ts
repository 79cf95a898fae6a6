import type { Finding, Suggestion } from '../finding/finding.ts';
import { chop, columns } from './columns.ts';
import type { Palette } from './palette.ts';
import type { CodeRows } from './snippet.ts';
import { visibleCode } from './visible.ts';

/** One row of a fix: kept, removed (numbered as in the file) or added. */
export interface FixRow {
  kind: 'keep' | 'remove' | 'add';
  text: string;
  line: number | null;
}

/**
 * A suggestion as rows to remove and to add. Rows equal at both ends of the range are not part of
 * the fix; the nearest on each side is kept to show the place. Without the old rows only the new
 * ones are known.
 */
export function fixRows(finding: Finding, suggestion: Suggestion, rows: CodeRows): FixRow[] {
  const old = rows(finding.path, 'RIGHT', suggestion.startLine, suggestion.line) ?? [];
  const wanted = suggestion.code === '' ? [] : suggestion.code.split('\n');
  let head = 0;
  while (head < Math.min(old.length, wanted.length) && same(old[head], wanted[head])) head++;
  let tail = 0;
  while (
    tail < Math.min(old.length, wanted.length) - head &&
    same(old.at(-1 - tail), wanted.at(-1 - tail))
  )
    tail++;
  const result: FixRow[] = [];
  const keep = (index: number): void => {
    result.push({ kind: 'keep', text: old[index] ?? '', line: suggestion.startLine + index });
  };
  if (head > 0) keep(head - 1);
  for (let index = head; index < old.length - tail; index++)
    result.push({ kind: 'remove', text: old[index] ?? '', line: suggestion.startLine + index });
  for (const text of wanted.slice(head, wanted.length - tail))
    result.push({ kind: 'add', text, line: null });
  if (tail > 0) keep(old.length - tail);
  return result;
}

function same(left: string | undefined, right: string | undefined): boolean {
  return left?.replace(/\r$/, '') === right?.replace(/\r$/, '');
}

/** The fix as a small diff for a terminal; long rows go on in the next line, nothing is cut. */
export function renderFix(rows: FixRow[], palette: Palette, width: number): string[] {
  const digits = Math.max(1, ...rows.map((row) => String(row.line ?? '').length));
  const room = Math.max(10, width - digits - 3);
  const lines: string[] = [];
  for (const row of rows) {
    const sign = { keep: '|', remove: '-', add: '+' }[row.kind];
    const paint = { keep: palette.faint, remove: palette.removed, add: palette.added }[row.kind];
    chop(visibleCode(row.text, columns), room).forEach((piece, index) => {
      const number = index === 0 ? String(row.line ?? '') : '';
      lines.push(paint(`${number.padStart(digits)} ${sign} ${piece}`.trimEnd()));
    });
  }
  return lines;
}
