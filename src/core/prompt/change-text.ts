import type { ChangedFile, DiffLine, Hunk } from '../diff/model.ts';
import { rowId } from './row-id.ts';

/** Longest part of one row that is shown, in UTF-16 units: minified lines would fill the window. */
const ROW_LIMIT = 600;

/**
 * One changed file as the agent reads it: its path and status, then every hunk with a row a line,
 * `mark id|text`, where the mark is `+`, `-` or a space.
 */
export function fileText(file: ChangedFile): string {
  const attributes = [
    `path="${escapeAttribute(file.path)}"`,
    `status="${file.status}"`,
    ...(file.previousPath === undefined
      ? []
      : [`previous_path="${escapeAttribute(file.previousPath)}"`]),
    ...(file.oldMode !== file.newMode && file.status === 'modified'
      ? [`mode="${file.oldMode} to ${file.newMode}"`]
      : []),
  ];
  const hunks = file.hunks.map((hunk) => hunkText(file, hunk));
  return `<file ${attributes.join(' ')}>\n${hunks.join('')}</file>\n`;
}

function hunkText(file: ChangedFile, hunk: Hunk): string {
  const section = hunk.section.trim();
  const heading = section === '' ? '@@\n' : `@@ in: ${shorten(section, 200)}\n`;
  return heading + hunk.lines.map((row) => `${rowText(file, row)}\n`).join('');
}

/** A row as it is shown: `+R42.k3|const a = 1;`. */
export function rowText(file: Pick<ChangedFile, 'path'>, row: DiffLine): string {
  const mark = row.kind === 'add' ? '+' : row.kind === 'del' ? '-' : ' ';
  const text = row.text.endsWith('\r') ? row.text.slice(0, -1) : row.text;
  return `${mark}${rowId(file, row)}|${shorten(text, ROW_LIMIT)}`;
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
