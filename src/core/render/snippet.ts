import type { Side } from '../diff/model.ts';
import type { Finding } from '../finding/finding.ts';
import { clip, columns } from './columns.ts';
import type { Palette } from './palette.ts';
import { visibleCode } from './visible.ts';

/** The code rows `startLine`..`line` (1-based) of one side of a file; null when they aren't known. */
export type CodeRows = (
  path: string,
  side: Side,
  startLine: number,
  line: number,
) => string[] | null;

/** A range longer than this is shown by its first and last rows. */
const MOST_ROWS = 9;
const SHOWN_FIRST = 5;
const SHOWN_LAST = 2;

/** No terminal row shows more; a minified line may hold megabytes. */
const MOST_CHARACTERS = 4_000;

const code = (row: string): string => visibleCode(row.slice(0, MOST_CHARACTERS), columns);

/**
 * The rows that a finding speaks of, numbered, with a row of context on each side and a pointer
 * under the quoted part of a single row. Empty when the rows aren't known.
 */
export function renderSnippet(
  finding: Finding,
  rows: CodeRows,
  palette: Palette,
  width: number,
): string[] {
  const { path, side, startLine, line } = finding;
  const marked = rows(path, side, startLine, line);
  if (marked === null || marked.length === 0) return [];
  const before = startLine > 1 ? rows(path, side, startLine - 1, startLine - 1)?.[0] : undefined;
  const after = rows(path, side, line + 1, line + 1)?.[0];
  const digits = String(after === undefined ? line : line + 1).length;
  const bar = palette.faint(`${' '.repeat(digits)} |`);
  const room = Math.max(10, width - digits - 3);
  const context = (number: number, row: string): string =>
    palette.faint(`${padStart(number, digits)} | ${clip(code(row), room)}`.trimEnd());
  const sign = side === 'LEFT' ? palette.removed('-') : palette.faint('|');

  const lines = [bar];
  if (before !== undefined) lines.push(context(startLine - 1, before));
  const pointer = palette.severity[finding.severity];
  const single = marked.length === 1 ? (marked[0] ?? '') : null;
  if (single === null) {
    for (const [index, row] of marked.entries()) {
      if (marked.length > MOST_ROWS && index >= SHOWN_FIRST && index < marked.length - SHOWN_LAST) {
        if (index === SHOWN_FIRST) lines.push(palette.faint('...'));
        continue;
      }
      const gutter = `${palette.strong(padStart(startLine + index, digits))} ${sign} ${pointer('>')} `;
      lines.push((gutter + clip(code(row), room - 2)).trimEnd());
    }
  } else {
    const quote = finding.evidence.find(
      (each) => each.path === path && each.side === side && each.line === line,
    )?.quote;
    const shown = frame(single, quote, room);
    lines.push(`${palette.strong(padStart(line, digits))} ${sign} ${shown.text}`.trimEnd());
    if (shown.length > 0)
      lines.push(`${bar} ${' '.repeat(shown.start)}${pointer('^'.repeat(shown.length))}`);
  }
  if (after !== undefined) lines.push(context(line + 1, after));
  return lines;
}

/** A row cut to `room` columns around its quoted part, and where that part lies in columns. */
function frame(
  row: string,
  quote: string | undefined,
  room: number,
): { text: string; start: number; length: number } {
  const wanted = quote?.trim() ?? '';
  const at = wanted === '' || wanted.includes('\n') ? -1 : row.indexOf(wanted);
  const from = at >= 0 ? at : row.length - row.trimStart().length;
  const to = Math.min(from + room, at >= 0 ? at + wanted.length : row.trimEnd().length);
  const start = columns(code(row.slice(0, Math.min(from, MOST_CHARACTERS))));
  const length = Math.max(0, columns(code(row.slice(0, to).slice(from))));
  if (start + length <= room || start < room / 2) {
    const text = clip(code(row), room);
    return { text, start, length: Math.max(0, Math.min(start + length, columns(text)) - start) };
  }
  const text = clip(`...${code(row.slice(from))}`, room);
  return { text, start: 3, length: Math.min(3 + length, columns(text)) - 3 };
}

function padStart(value: number, digits: number): string {
  return String(value).padStart(digits);
}
