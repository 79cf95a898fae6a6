const FENCE = /^\s*(`{3,}|~{3,})/;
const SHOWN_PREFIX = /^[+\- ]?[LR]\d+\.[0-9a-z]{2}\|/;

/**
 * The lines of suggested code without what is not code: a fence around it, the ids that rows are
 * shown with, a diff's marks (what it removes goes, too), carriage returns, a final line feed.
 * Empty for code that deletes its range. `original` are the rows that it replaces.
 */
export function codeLines(code: string, original: readonly string[]): string[] {
  const lines = withoutMarks(withoutIds(withoutFence(code)), original);
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

function withoutFence(code: string): string[] {
  const lines = code.replaceAll('\r\n', '\n').replace(/\r$/, '').replace(/\n$/, '').split('\n');
  const told = lines.filter((line) => line.trim() !== '');
  const [first, last] = [told[0], told.at(-1)];
  if (told.length < 2 || !FENCE.test(first!) || !/^\s*(`{3,}|~{3,})\s*$/.test(last!)) return lines;
  return lines.slice(lines.indexOf(first!) + 1, lines.lastIndexOf(last!));
}

function withoutIds(lines: string[]): string[] {
  const all = lines.every((line) => line === '' || SHOWN_PREFIX.test(line));
  if (!all) return lines;
  // Deleted rows were copied along.
  const kept = lines.filter((line) => !/^-?L\d/.test(line));
  return kept.map((line) => line.replace(SHOWN_PREFIX, ''));
}

function withoutMarks(lines: string[], original: readonly string[]): string[] {
  const told = lines.filter((line) => line !== '');
  const marked = told.every((line) => /^[+\- ]/.test(line));
  const added = told.filter((line) => line.startsWith('+'));
  const isDiff = marked && added.length > 0 && !original.some((row) => row.startsWith('+'));
  if (!isDiff) return lines;
  return lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
}
