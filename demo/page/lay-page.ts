import { clip, columns, wrap } from '../../src/core/render/columns.ts';
import { visibleCode } from '../../src/core/render/visible.ts';
import { glance, summaryLines } from './body.ts';
import type { LineComment, Page } from './page.ts';

/** Most rows of code above a comment. */
const MOST_ROWS = 6;
const MARGIN = 10;

/** The page as lines of at most `width` columns. `strong` marks what the eye looks for first. */
export function layPage(page: Page, width: number, strong: (text: string) => string): string[] {
  const { check, added, answered, outdated, standing, asBefore } = page;
  return [
    ...row('check', [checkText(check)], width),
    ...row('summary', summaryText(page), width),
    ...row('comments', [countText(page)], width),
    ...added.flatMap((comment) => ['', ...layComment(comment, width, strong)]),
    ...answers(answered, width),
    ...(asBefore ? [] : group('outdated: their rows are gone', outdated, width)),
    ...(asBefore ? [] : group('on their rows as before', standing, width)),
  ];
}

function row(name: string, lines: readonly string[], width: number): string[] {
  return lines
    .flatMap((line) => wrap(line, width - MARGIN))
    .map((line, index) => (index === 0 ? name : '').padEnd(MARGIN) + line);
}

function checkText(check: Page['check']): string {
  return check ? `${check.name}: ${check.conclusion ?? check.status}, "${check.title}"` : 'none';
}

function summaryText({ summary }: Page): string[] {
  if (summary === null) return ['none'];
  const which = {
    new: 'one comment:',
    edited: 'the same comment, edited:',
    unchanged: 'as it was:',
  };
  return [which[summary.change], ...summaryLines(summary.body)];
}

function countText({ added, outdated, standing, doubles }: Page): string {
  const earlier = outdated.length + standing.length;
  const twice = doubles === 0 ? 'nothing is said twice' : `${doubles} said twice`;
  if (earlier === 0) return `${added.length} on rows of the diff; ${twice}`;
  const gone = outdated.length === 0 ? '' : `, ${outdated.length} of them outdated`;
  return `${added.length || 'none'} new, ${earlier} from before${gone}; ${twice}`;
}

/** A new comment: the rows it is on, its title, how it begins, and whether it brings a fix. */
function layComment(
  comment: LineComment,
  width: number,
  strong: (text: string) => string,
): string[] {
  const { title, firstSentence, suggestedRows } = glance(comment.body);
  const fix = suggestedRows === null ? [] : [`+ a fix of ${count(suggestedRows)} to commit`];
  return [
    placeOf(comment),
    ...codeRows(comment, width),
    ...wrap(title, width - 2).map((line) => `  ${strong(line)}`),
    ...[firstSentence, ...fix].flatMap((text) => wrap(text, width - 2).map((line) => `  ${line}`)),
  ];
}

function group(heading: string, comments: readonly LineComment[], width: number): string[] {
  if (comments.length === 0) return [];
  return [
    '',
    `${heading}:`,
    ...comments.flatMap((comment) => [
      `  ${placeOf(comment)}`,
      ...wrap(glance(comment.body).title, width - 4).map((line) => `    ${line}`),
    ]),
  ];
}

/** What was said in threads from before, each under its place. */
function answers(comments: readonly LineComment[], width: number): string[] {
  if (comments.length === 0) return [];
  return [
    '',
    'said in their threads:',
    ...comments.flatMap((comment) => [
      `  ${placeOf(comment)}`,
      ...wrap(glance(comment.body).title, width - 4).map((line) => `    ${line}`),
    ]),
  ];
}

/** Where the comment is, or was when it is outdated. */
function placeOf(comment: LineComment): string {
  const rows = rowsOf(comment);
  if (rows === null) return `${comment.path} (the whole file)`;
  const range = rows.first === rows.last ? `${rows.last}` : `${rows.first}-${rows.last}`;
  const side = comment.side === 'LEFT' ? 'removed, old version' : 'new version';
  return `${comment.path}:${range} (${side})`;
}

/** The rows of the version that it was written on, or where they are by now. */
function rowsOf({ text, line, originalLine }: LineComment) {
  const last = line ?? originalLine;
  if (text === null || last === null) return null;
  const code = text.split('\n');
  return { first: last - code.length + 1, last, code };
}

function codeRows(comment: LineComment, width: number): string[] {
  const rows = rowsOf(comment);
  if (rows === null) return [];
  const { first, last, code } = rows;
  const pad = String(last).length;
  const sign = comment.side === 'LEFT' ? '-' : '|';
  const shown = code
    .slice(0, code.length > MOST_ROWS ? MOST_ROWS - 1 : MOST_ROWS)
    .map((text, index) => {
      const number = String(first + index).padStart(pad);
      return clip(`  ${number} ${sign} ${visibleCode(text, columns)}`, width);
    });
  const hidden = code.length - shown.length;
  if (hidden === 0) return shown;
  return [...shown, `  ${' '.repeat(pad)} ${sign} ... ${count(hidden)} more`];
}

function count(rows: number): string {
  return `${rows} ${rows === 1 ? 'row' : 'rows'}`;
}
