/** Rows are shown to the agent as `+R42.k3|text`; an answer may quote them with all of that. */
const SHOWN_PREFIX = /^[+\- ]?[LR]\d+\.[0-9a-z]{2}\|/;
/** What else people and models put before a quoted row: `42: `, `line 42 | `, `R42|`. */
const NUMBER = /^\s*(?:[+-]\s*)?(?:line\s+)?[LR]?\d{1,7}(?:\.[0-9a-z]{2})?\s*[|:] ?/i;
const FENCE = /^\s*(`{3,}|~{3,})/;
/** A line that stands for rows left out: `...`, `// …`, `/* ... *\/`, `[...]`. */
const LEFT_OUT =
  /^\s*(?:\/\/|#|--|;|%|\/\*|<!--|[([{<])?\s*(?:\.{3,}|…)\s*(?:\*\/|-->|[)\]}>])?\s*$/;

/** The lines of a quote, without blank ones at either end and without what the rows' ids added. */
export function quoteLines(quote: string): string[] {
  return trimmed(quote.split('\n').map((line) => line.replace(/\r$/, '')));
}

/**
 * The ways in which a quote can be meant, the literal one first: without a fence or prose around
 * it, without the line numbers or the marks of a diff, with its escapes read. Each is a list of
 * lines; an empty list when nothing is quoted. They say where to look; what stands there decides.
 */
export function quoteReadings(quote: string): string[][] {
  const literal = quoteLines(quote);
  const readings = [literal];
  const add = (lines: string[] | null): void => {
    if (lines === null || lines.length === 0) return;
    const known = readings.some((each) => each.join('\n') === lines.join('\n'));
    if (!known) readings.push(lines);
  };
  add(insideFence(literal));
  for (const each of readings.slice()) add(withoutEscapes(each));
  for (const each of readings.slice()) {
    add(withoutPrefix(each, NUMBER));
    add(withoutMarks(each));
    add(insideSpan(each));
  }
  return readings;
}

/** The parts of a quote between lines that stand for rows left out; null when there are none. */
export function quoteSegments(lines: readonly string[]): string[][] | null {
  if (!lines.some((line) => LEFT_OUT.test(line))) return null;
  const segments: string[][] = [[]];
  for (const line of lines) {
    if (LEFT_OUT.test(line)) segments.push([]);
    else segments.at(-1)!.push(line);
  }
  const told = segments.map(trimmed).filter((segment) => segment.some((line) => /\S/.test(line)));
  return told.length === 0 ? null : told;
}

/** White space folded to single blanks and trimmed. */
export function foldSpaces(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Text without any white space, in Unicode's composed form. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, '').normalize('NFC');
}

function trimmed(written: readonly string[]): string[] {
  const lines = written.map((line) => line.replace(SHOWN_PREFIX, ''));
  while (lines.length > 0 && lines[0]!.trim() === '') lines.shift();
  while (lines.length > 0 && lines.at(-1)!.trim() === '') lines.pop();
  return lines;
}

function insideFence(lines: string[]): string[] | null {
  const open = lines.findIndex((line) => FENCE.test(line));
  if (open < 0) return null;
  const mark = FENCE.exec(lines[open]!)![1]!;
  const length = lines.slice(open + 1).findIndex((line) => line.trim().startsWith(mark));
  return trimmed(lines.slice(open + 1, length < 0 ? undefined : open + 1 + length));
}

/** A quote whose line feeds were escaped twice stands on one line. */
function withoutEscapes(lines: string[]): string[] | null {
  const [line] = lines;
  if (lines.length !== 1 || !/\\[nrt"']/.test(line!)) return null;
  const read = line!.replace(/\\(?:r\\n|([nrt"'\\]))/g, (_, escape: string | undefined) =>
    escape === undefined ? '\n' : (ESCAPES[escape] ?? escape),
  );
  return trimmed(read.split('\n'));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '', t: '\t' };

function withoutPrefix(lines: string[], prefix: RegExp): string[] | null {
  const all = lines.every((line) => line.trim() === '' || prefix.test(line));
  return all ? trimmed(lines.map((line) => line.replace(prefix, ''))) : null;
}

/** Without the first column, when it holds nothing but a diff's marks. */
function withoutMarks(lines: string[]): string[] | null {
  const marked = lines.some((line) => /^[+-]/.test(line));
  return marked ? withoutPrefix(lines, /^[+\- ]/) : null;
}

/** The one inline code of a line of prose. */
function insideSpan(lines: string[]): string[] | null {
  const spans = lines.length === 1 ? [...lines[0]!.matchAll(/(`+)(.+?)\1/g)] : [];
  return spans.length === 1 ? [spans[0]![2]!.trim()] : null;
}
