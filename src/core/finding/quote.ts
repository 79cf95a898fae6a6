/** Rows are shown to the agent as `+R42.k3|text`; an answer may quote them with all of that. */
const SHOWN_PREFIX = /^[+\- ]?[LR]\d+\.[0-9a-z]{2}\|/;

/** The lines of a quote, without blank ones at either end and without what the rows' ids added. */
export function quoteLines(quote: string): string[] {
  const lines = quote
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .map((line) => line.replace(SHOWN_PREFIX, ''));
  while (lines.length > 0 && lines[0]!.trim() === '') lines.shift();
  while (lines.length > 0 && lines.at(-1)!.trim() === '') lines.pop();
  return lines;
}

/** White space folded to single blanks and trimmed. */
export function foldSpaces(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
