/** A block quote or a list item that is open. */
export interface Container {
  quote: boolean;
  /** Columns that a line has to be indented by to stay in a list item. */
  width: number;
  /** A list item that began with nothing: a blank line ends it. */
  hollow: boolean;
}

/** A place in a line whose tabs are spaces. */
export interface Cursor {
  readonly text: string;
  /** One past the last character that is not white space. */
  readonly end: number;
  /** Where the innermost container's content begins. */
  at: number;
  /** The first character from there on that is not a space, or `end`. */
  next: number;
}

/** Deeper nesting is read as plain text, so that a line of nothing but `>` costs no more than others. */
const DEEPEST = 100;

const RULE = /^(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const MARKER = /^(?:[-+*]|(\d{1,9})[.)])(?= |$)/;

/** A cursor at the start of a line. */
export function cursorOf(line: string): Cursor {
  const text = expandTabs(line);
  const cursor = { text, end: text.trimEnd().length, at: 0, next: 0 };
  move(cursor, 0);
  return cursor;
}

/** The line's content without its indentation; empty when it is blank. */
export function restOf({ text, next, end }: Cursor): string {
  return text.slice(next, end);
}

/** Whether the content is a thematic break: three or more `*`, `-` or `_`. */
export function isRule(rest: string): boolean {
  return RULE.test(rest);
}

/** How many of the open containers a line continues; the cursor moves behind their marks. */
export function continueContainers(cursor: Cursor, containers: readonly Container[]): number {
  let matched = 0;
  for (const container of containers) {
    if (!continues(cursor, container)) break;
    matched++;
  }
  return matched;
}

function continues(cursor: Cursor, { quote, width, hollow }: Container): boolean {
  const { at, next, end } = cursor;
  if (quote) return enterQuote(cursor);
  if (next >= end) return !hollow;
  if (next - at < width) return false;
  move(cursor, at + width);
  return true;
}

/**
 * The containers that a line opens behind `depth` others; the cursor moves behind their marks.
 * `inParagraph`: the line would else go on with a paragraph, which not every list item interrupts.
 */
export function openContainers(cursor: Cursor, depth: number, inParagraph: boolean): Container[] {
  const opened: Container[] = [];
  while (depth + opened.length < DEEPEST) {
    const container = enterQuote(cursor)
      ? { quote: true, width: 0, hollow: false }
      : enterItem(cursor, inParagraph && opened.length === 0);
    if (container === null) break;
    opened.push(container);
  }
  return opened;
}

function enterQuote(cursor: Cursor): boolean {
  const { text, at, next, end } = cursor;
  if (next >= end || next - at > 3 || text[next] !== '>') return false;
  move(cursor, next + (text[next + 1] === ' ' ? 2 : 1));
  return true;
}

function enterItem(cursor: Cursor, inParagraph: boolean): Container | null {
  const { at, next } = cursor;
  const rest = restOf(cursor);
  if (next - at > 3 || isRule(rest)) return null;
  const marker = MARKER.exec(rest);
  if (!marker) return null;
  const length = marker[0].length;
  const empty = rest.length === length;
  if (inParagraph && (empty || (marker[1] !== undefined && Number(marker[1]) !== 1))) return null;
  const spaces = /^ */.exec(rest.slice(length))?.[0].length ?? 0;
  const width = next - at + length + (empty || spaces > 4 ? 1 : spaces);
  move(cursor, at + width);
  return { quote: false, width, hollow: empty };
}

function move(cursor: Cursor, to: number): void {
  cursor.at = to;
  cursor.next = Math.max(cursor.next, to);
  while (cursor.next < cursor.end && cursor.text[cursor.next] === ' ') cursor.next++;
}

/** Tabs as the spaces that they stand for in Markdown, to the next multiple of four. */
function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let text = '';
  for (const [index, part] of line.split('\t').entries()) {
    if (index > 0) text += ' '.repeat(4 - (text.length % 4));
    text += part;
  }
  return text;
}
