/** The rows that a suggestion replaces and those around them, without line ends. */
export interface SuggestedRange {
  original: readonly string[];
  /** Rows right above and below as far as the diff shows them, in the file's order. */
  before: readonly string[];
  after: readonly string[];
}

export type Fitted = { lines: string[] } | { why: string };

/**
 * Makes suggested code fit the place it goes to, where one reading alone is possible: indentation
 * that was left off is put back, rows around the range that were repeated are taken off. Code
 * that would not fit is refused with the reason: it can still be read, but not be committed.
 *
 * There is no parser for every language here. What is checked holds for nearly all of them: code
 * that replaces whole lines opens and closes as many brackets as they did, in the file's kind of
 * indentation.
 */
export function fitCode(written: readonly string[], range: SuggestedRange): Fitted {
  if (written.length === 0) {
    const gone = balance([]);
    return isBalanced(gone, range.original)
      ? { lines: [] }
      : { why: 'deleting its rows leaves brackets open' };
  }
  // Repeated rows tell another indentation than those they stand around; put back, more may show.
  const whole = trim([...written], range);
  if ('why' in whole) return whole;
  const indented = indent(whole.lines, range);
  if ('why' in indented) return indented;
  const trimmed = trim(indented.lines, range);
  if ('why' in trimmed) return trimmed;
  if (mixesIndentation(trimmed.lines, range)) return { why: 'its indentation is not the file’s' };
  return isBalanced(balance(trimmed.lines), range.original)
    ? trimmed
    : { why: 'its brackets do not fit those it replaces' };
}

function indent(lines: readonly string[], range: SuggestedRange): Fitted {
  const told = lines.filter(isTold);
  const [first, ...rest] = told;
  const around = [range.before.findLast(isTold), range.after.find(isTold)];
  const isInside = around.some((row) => row !== undefined && indentOf(row) !== '');
  const wanted = commonIndent(range.original);
  const firstWanted = indentOf(range.original.find(isTold) ?? '');
  if (first === undefined || !isInside || firstWanted === '') return { lines: [...lines] };
  const lost = { why: 'its first row has lost its indentation' };
  if (wanted === '') return indentOf(first) === '' ? lost : { lines: [...lines] };
  if (told.every((row) => row.startsWith(wanted))) return { lines: [...lines] };
  // The first row was trimmed alone, or all of them lost as much: which it was must be certain.
  if (rest.length > 0 && rest.every((row) => row.startsWith(wanted))) return lost;
  if (wanted + indentOf(first) !== firstWanted) return { why: 'its indentation does not fit' };
  return { lines: lines.map((line) => (isTold(line) ? wanted + line : line)) };
}

/** Takes off rows that only repeat what stands around the range. */
function trim(lines: string[], { original, before, after }: SuggestedRange): Fitted {
  const top = repeated(lines, before, (count) => before.slice(-count));
  const bottom = repeated([...lines].reverse(), [...after].reverse(), (count) =>
    after.slice(0, count).reverse(),
  );
  if (top + bottom === 0 || top + bottom >= lines.length) return { lines };
  const inner = lines.slice(top, lines.length - bottom);
  const around = [...lines.slice(0, top), ...lines.slice(lines.length - bottom)];
  const fits = isBalanced(balance(lines), original);
  if (!fits && isBalanced(balance(inner), original)) return { lines: inner };
  if (top > 0 && bottom > 0 && isBalanced(balance(inner), original)) return { lines: inner };
  // A closing bracket says little; a statement that stands right there already says a lot.
  return around.some((row) => /\w{3,}/.test(row))
    ? { why: 'it repeats a row next to its range' }
    : { lines };
}

/** How many rows at the start of `lines` are the ones that stand right above. */
function repeated(
  lines: readonly string[],
  around: readonly string[],
  nearest: (count: number) => readonly string[],
): number {
  for (let count = Math.min(around.length, lines.length, MOST_REPEATED); count > 0; count--) {
    const rows = nearest(count);
    if (rows.some(isTold) && rows.every((row, at) => row === lines[at])) return count;
  }
  return 0;
}

const MOST_REPEATED = 8;

function mixesIndentation(lines: readonly string[], { original, before, after }: SuggestedRange) {
  const kinds = new Set(
    [...before, ...original, ...after].filter((row) => /^\s/.test(row)).map((row) => row[0]),
  );
  if (kinds.size !== 1) return false;
  return lines.some((line) => /^[ \t]/.test(line) && isTold(line) && !kinds.has(line[0]));
}

interface Balance {
  /** Open minus closed, of `()`, `[]` and `{}`. */
  plain: number[];
  /** The same without what stands in strings. */
  code: number[];
}

function balance(lines: readonly string[]): Balance {
  const text = lines.join('\n');
  const count = (of: string): number[] =>
    ['()', '[]', '{}'].map((pair) => of.split(pair[0]!).length - of.split(pair[1]!).length);
  return { plain: count(text), code: count(text.replace(/(["'`])(?:\\.|(?!\1)[^\\\n])*\1/g, '')) };
}

/** Either way of counting will do: an apostrophe in a comment is no string, a bracket in one is no bracket. */
function isBalanced(wanted: Balance, original: readonly string[]): boolean {
  const { plain, code } = balance(original);
  const same = (a: number[], b: number[]): boolean => a.every((count, at) => count === b[at]);
  return same(wanted.plain, plain) || same(wanted.code, code);
}

function commonIndent(rows: readonly string[]): string {
  const told = rows.filter(isTold).map(indentOf);
  return told.reduce(
    (common, next) => (next.startsWith(common) ? common : common.startsWith(next) ? next : ''),
    told[0] ?? '',
  );
}

function indentOf(row: string): string {
  return /^[ \t]*/.exec(row)![0];
}

function isTold(row: string): boolean {
  return row.trim() !== '';
}
