import type { ChangedFile, DiffLine, Hunk } from '../diff/model.ts';
import { rowCheck, rowIdWith } from './row-id.ts';
import { showWhole, type CodeLine, type ShownFile, type ShownHunk } from './shown-file.ts';
import { roughTokens } from './tokens.ts';

/** Longest part of one row that is shown, in UTF-16 units: minified lines would fill the window. */
const ROW_LIMIT = 600;

/** Longest part of a line that is shown for orientation alone. */
const CODE_LIMIT = 200;

/** One changed file with all its rows, as `shownText` writes it. */
export function fileText(file: ChangedFile): string {
  return shownText(showWhole(file));
}

/**
 * A changed file as the agent reads it: its path and status, then every hunk with a row a line,
 * `mark id|text`, where the mark is `+`, `-` or a space. Code around the change has its line number
 * in place of the id, a note for rows that are not shown stands in brackets. A file without rows
 * takes one line.
 */
export function shownText(shown: ShownFile): string {
  return writeFile(shown, rowText);
}

/** Rough tokens of a file's text. The checks in the rows' ids need not be worked out for that. */
export function shownTokens(shown: ShownFile): number {
  return roughTokens(writeFile(shown, (_file, row) => writeRow(row, SAME_LENGTH_CHECK)));
}

const SAME_LENGTH_CHECK = '00';

type WriteRow = (file: Pick<ChangedFile, 'path'>, row: DiffLine) => string;

function writeFile({ file, hunks }: ShownFile, write: WriteRow): string {
  const attributes = [
    `path="${escapeAttribute(file.path)}"`,
    `status="${file.status}"`,
    ...(file.previousPath === undefined
      ? []
      : [`previous_path="${escapeAttribute(file.previousPath)}"`]),
    ...(file.oldMode !== file.newMode && file.status === 'modified'
      ? [`mode="${file.oldMode} to ${file.newMode}"`]
      : []),
    ...(hunks.length > 0 ? [] : [`content="${file.binary ? 'binary' : contentOf(file)}"`]),
  ];
  if (hunks.length === 0) return `<file ${attributes.join(' ')}/>\n`;
  const shown = hunks.map((hunk) => hunkText(file, hunk, write));
  return `<file ${attributes.join(' ')}>\n${shown.join('')}</file>\n`;
}

function contentOf({ status }: ChangedFile): string {
  return status === 'added' || status === 'deleted' ? 'empty' : 'unchanged';
}

function hunkText(file: ChangedFile, shown: ShownHunk, write: WriteRow): string {
  const { hunk, before, parts, after } = shown;
  const body = parts.flatMap((part) =>
    part.kind === 'note' ? [`[${part.text}]`] : part.rows.map((row) => write(file, row)),
  );
  return [
    heading(shown),
    ...codeLines(before, hunk.newStart),
    ...body,
    ...codeLines(after, null),
    '',
  ].join('\n');
}

/** Where the hunk is, and what git thinks surrounds it unless the lines themselves are shown. */
function heading({ hunk, before }: ShownHunk): string {
  const section = hunk.section.trim();
  const lines = rangeOf(hunk);
  return before.length > 0 || section === ''
    ? `@@ ${lines}`
    : `@@ ${lines} in: ${shorten(section, CODE_LIMIT)}`;
}

function rangeOf({ oldStart, oldLines, newStart, newLines }: Hunk): string {
  const [start, count] = newLines > 0 ? [newStart, newLines] : [oldStart, oldLines];
  const where = count === 1 ? `line ${start}` : `lines ${start}-${start + count - 1}`;
  return newLines > 0 ? where : `${where} of the old file`;
}

/** Lines with their numbers; a gap between them, and before `next`, shows as an ellipsis. */
function codeLines(lines: readonly CodeLine[], next: number | null): string[] {
  const written = lines.flatMap(({ number, text }, at) => {
    const gap = at > 0 && number > lines[at - 1]!.number + 1 ? [' …'] : [];
    return [...gap, ` ${number}|${shorten(text.replace(/\r$/, ''), CODE_LIMIT)}`];
  });
  const last = lines.at(-1);
  if (last !== undefined && next !== null && next > last.number + 1) written.push(' …');
  return written;
}

/** A row as it is shown: `+R42.k3|const a = 1;`. */
export function rowText(file: Pick<ChangedFile, 'path'>, row: DiffLine): string {
  return writeRow(row, rowCheck(file.path, row.text));
}

function writeRow(row: DiffLine, check: string): string {
  const mark = row.kind === 'add' ? '+' : row.kind === 'del' ? '-' : ' ';
  const text = row.text.endsWith('\r') ? row.text.slice(0, -1) : row.text;
  return `${mark}${rowIdWith(row, check)}|${shorten(text, ROW_LIMIT)}`;
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit)} … [${text.length - limit} more characters]`;
}

/** Keeps a file name from ending the attribute or the tag that quotes it. */
export function escapeAttribute(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\n', '\\n');
}
