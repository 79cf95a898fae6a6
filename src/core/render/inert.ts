import { fencedCode } from './fence.ts';
import { inertLine } from './inert-line.ts';

// An opening fence may stand at any depth of a list: the block is written anew at the margin.
const OPENING = /^([ \t]*)(?:(`{3,})([^`]*)|(~{3,})(.*))$/;

/**
 * Markdown from a model or a file made harmless for GitHub: it still reads the same, but nobody is
 * mentioned, no issue is referenced or closed, nothing links, loads, runs as a command, hides or
 * poses as one of our markers. Bold, lists, quotes, headings, inline and fenced code stay.
 *
 * How it can be relied on: code is recognised only where it is certain to be code once written
 * (fences at the margin between blank lines, inline code within one line), everything else is
 * escaped character by character. Applied twice it changes nothing more. Linear in the text.
 */
export function inertMarkdown(text: string): string {
  const lines: string[] = [];
  const source = text.toWellFormed().split(/\r\n|[\n\r]/);
  for (let at = 0; at < source.length; at++) {
    const line = source[at] ?? '';
    const opening = OPENING.exec(line);
    if (!opening) {
      lines.push(inertLine(line));
      continue;
    }
    const [, indent = '', ticks, tickInfo, tildes, tildeInfo] = opening;
    const end = closingLine(source, at + 1, ticks ?? tildes ?? '');
    const code = source.slice(at + 1, end).map((row) => dedent(row, indent));
    if (lines.length > 0 && lines.at(-1)?.trim() !== '') lines.push('');
    lines.push(fencedCode(tickInfo ?? tildeInfo ?? '', code.join('\n')));
    if (end + 1 < source.length && source[end + 1]?.trim() !== '') lines.push('');
    at = end;
  }
  return lines.join('\n');
}

/** The same for text that has to stay on one line: a title, a reason. */
export function inertInline(text: string): string {
  return inertLine(text.toWellFormed().replace(/\s+/g, ' ').trim());
}

/** The index of the line that closes a fence, or one past the last line when none does. */
function closingLine(source: string[], from: number, fence: string): number {
  const mark = fence.charAt(0);
  for (let at = from; at < source.length; at++) {
    const row = (source[at] ?? '').trim();
    if (row.length >= fence.length && row === mark.repeat(row.length)) return at;
  }
  return source.length;
}

function dedent(row: string, indent: string): string {
  let at = 0;
  while (at < indent.length && (row[at] === ' ' || row[at] === '\t')) at++;
  return row.slice(at);
}

/** The same for a cell of a table, where `|` would end the cell even within code: nothing stays code. */
export function inertCell(text: string): string {
  return inertInline(text.replace(/`/g, "'"));
}
