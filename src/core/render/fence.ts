import { visible } from './visible.ts';

// What GitHub does not show as code: a block that a reader can commit, diagrams and formulas.
const SPECIAL = /^(?:suggestion|mermaid|geojson|topojson|stl|math)/i;
const INFO = /^[\w+#.-]{1,30}$/;

/** A fenced code block whose fence is longer than any run of backticks inside; no final line feed. */
export function fencedCode(info: string, code: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  const rows = code.split(/\r\n|[\n\r]/).map(inertCode);
  return `${fence}${inertInfo(info)}\n${rows.join('\n')}\n${fence}`;
}

/** Text as inline code on one line, whatever backticks it holds. */
export function codeSpan(text: string): string {
  const shown = inertCode(text.replace(/\r\n|[\n\r]/g, ' '));
  if (shown.trim() === '') return '` `';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const edge = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return fence + edge + shown + edge + fence;
}

/**
 * Inline code inside a table, where `|` ends a cell even within code, and a backslash hides it.
 * Backslashes right before a `|` show doubled: a table has no way to write them as they are.
 */
export function codeCell(text: string): string {
  return codeSpan(text).replace(/(\\*)\|/g, '$1$1\\|');
}

/**
 * One row of code. It stays as it is but for what deceives a reader or a program: invisible and bidi
 * characters are shown by name, and nothing in it can pass for one of our own hidden markers.
 */
export function inertCode(row: string): string {
  return row
    .split('\t')
    .map(visible)
    .join('\t')
    .replace(/<!--(?=\s*backline)/gi, '< !--');
}

/** The language of a fence, when it is a plain word and GitHub gives it no power. */
function inertInfo(info: string): string {
  const word = info.trim().split(/\s/)[0] ?? '';
  return INFO.test(word) && !SPECIAL.test(word) ? word : '';
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}
