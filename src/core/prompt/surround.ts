import { enclosingDefinitions, functionAround, type LineRange } from './enclosing.ts';
import type { ChangedFile, Hunk } from '../diff/model.ts';
import { hiddenRows, type CodeLine, type ShownFile, type ShownHunk } from './shown-file.ts';
import { roughTokens } from './tokens.ts';

/** Lines of a function that is shown whole; of a longer one the signature has to do. */
const LONGEST_FUNCTION = 120;

/** A file of so many lines is shown whole, as far as the budget goes. */
const SHORT_FILE = 40;

/** Signatures shown above one hunk: the outermost ones and the innermost. */
const MOST_SIGNATURES = 3;

/** Lines of one signature that are shown. */
const MOST_SIGNATURE_LINES = 6;

/** What code around the change may cost, as a share of the change's own tokens. */
const SHARE = 0.35;

/** Tokens that it may cost in any case: next to what is said before the change they are few. */
const LEAST_BUDGET = 1_500;

/** Lines of a file after the change; null when there is none or it can't be read. */
export type NewLines = (path: string) => readonly string[] | null;

/** Code that would make a hunk easier to judge, and what it costs. */
interface Widening {
  file: number;
  range: LineRange;
  lines: number[];
  tokens: number;
}

/**
 * Adds to each hunk the signatures that surround it and, cheapest first as far as the budget goes,
 * the rest of a function or of a short file. Files that are shown with all their lines, or whose
 * text does not agree with the rows of the diff, stay as they are.
 */
export function surround(
  files: readonly ShownFile[],
  newLines: NewLines,
  changeTokens: number,
): ShownFile[] {
  const texts = files.map((shown) => textToRead(shown, newLines));
  const wanted = files.map(() => new Set<number>());
  let left = Math.max(LEAST_BUDGET, changeTokens * SHARE);
  const widenings: Widening[] = [];
  for (const [at, shown] of files.entries()) {
    const lines = texts[at];
    if (lines === null || lines === undefined) continue;
    const held = linesOf(shown.file);
    for (const number of signatureLines(shown.file, lines)) {
      if (held.has(number) || wanted[at]!.has(number)) continue;
      wanted[at]!.add(number);
      left -= tokensOf(lines, [number]);
    }
    for (const range of rangesOf(shown.file, lines)) {
      const more = numbers(range).filter((number) => !held.has(number) && !wanted[at]!.has(number));
      if (more.length > 0) {
        widenings.push({ file: at, range, lines: more, tokens: tokensOf(lines, more) });
      }
    }
  }
  widenings.sort(
    (one, other) =>
      one.tokens - other.tokens || one.file - other.file || one.range.start - other.range.start,
  );
  for (const { file, lines, tokens } of widenings) {
    if (tokens > left) break;
    left -= tokens;
    for (const number of lines) wanted[file]!.add(number);
  }
  return files.map((shown, at) => {
    const lines = texts[at];
    return lines === null || lines === undefined
      ? shown
      : { ...shown, hunks: placeLines(shown.hunks, lines, wanted[at]!) };
  });
}

/** The new text of a file that was changed in part, if every row of the diff stands in it. */
function textToRead(shown: ShownFile, newLines: NewLines): readonly string[] | null {
  const { file } = shown;
  if (file.status === 'added' || file.status === 'deleted' || file.hunks.length === 0) return null;
  if (hiddenRows(shown) > 0 && file.hunks.length === 1) return null;
  const lines = newLines(file.path);
  const agrees = ({ new: number, text }: Hunk['lines'][number]): boolean =>
    number === null || bare(lines?.[number - 1]) === bare(text);
  return lines !== null && file.hunks.every((hunk) => hunk.lines.every(agrees)) ? lines : null;
}

function bare(text: string | undefined): string | undefined {
  return text?.replace(/\r$/, '');
}

function linesOf({ hunks }: ChangedFile): Set<number> {
  return new Set(hunks.flatMap(({ lines }) => lines.flatMap((row) => row.new ?? [])));
}

/** The lines of the new file at which a hunk changes something, first and last. */
function changedLines({ lines }: Hunk): LineRange | null {
  const at = lines.flatMap((row, index) => {
    if (row.kind === 'context') return [];
    const near =
      lines.slice(index).find((each) => each.new !== null) ??
      lines.slice(0, index).findLast((each) => each.new !== null);
    return near?.new ?? [];
  });
  return at.length === 0 ? null : { start: Math.min(...at), end: Math.max(...at) };
}

function signatureLines({ hunks }: ChangedFile, lines: readonly string[]): number[] {
  return hunks.flatMap((hunk) => {
    const changed = changedLines(hunk);
    if (changed === null) return [];
    const chain = enclosingDefinitions(lines, changed.start).filter(
      ({ start }) => start < hunk.newStart,
    );
    const kept =
      chain.length <= MOST_SIGNATURES
        ? chain
        : [...chain.slice(0, MOST_SIGNATURES - 1), chain.at(-1)!];
    return kept.flatMap(({ start, end }) => numbers({ start, end }).slice(0, MOST_SIGNATURE_LINES));
  });
}

/** The functions that a file's hunks change, or the whole of a short file. */
function rangesOf({ hunks }: ChangedFile, lines: readonly string[]): LineRange[] {
  if (lines.length <= SHORT_FILE) return [{ start: 1, end: lines.length }];
  const ranges = new Map<number, LineRange>();
  for (const hunk of hunks) {
    const changed = changedLines(hunk);
    if (changed === null) continue;
    for (const line of [changed.start, changed.end]) {
      const range = functionAround(lines, line);
      if (range?.kind !== 'function' || range.end - range.start >= LONGEST_FUNCTION) continue;
      if (!ranges.has(range.start)) ranges.set(range.start, range);
    }
  }
  return [...ranges.values()];
}

/** Each line goes behind the hunk above it when they adjoin, else before the hunk below. */
function placeLines(
  hunks: readonly ShownHunk[],
  lines: readonly string[],
  wanted: ReadonlySet<number>,
): ShownHunk[] {
  const sorted = [...wanted].sort((one, other) => one - other);
  const code = (numbers: number[]): CodeLine[] =>
    numbers.map((number) => ({ number, text: lines[number - 1] ?? '' }));
  let from = 0;
  return hunks.map((shown, at) => {
    const { newStart, newLines } = shown.hunk;
    const end = newLines === 0 ? newStart : newStart + newLines - 1;
    const next = hunks[at + 1]?.hunk.newStart ?? Infinity;
    const before = sorted.filter(
      (number) => number > from && number < newStart + (newLines === 0 ? 1 : 0),
    );
    const after: number[] = [];
    for (let number = end + 1; wanted.has(number) && number < next; number++) after.push(number);
    from = after.at(-1) ?? end;
    // What git prints behind the `@@` is the last line that starts at the margin, which may have
    // ended long before.
    return {
      ...shown,
      hunk: { ...shown.hunk, section: '' },
      before: code(before),
      after: code(after),
    };
  });
}

function numbers({ start, end }: LineRange): number[] {
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, at) => start + at);
}

/** A line costs its text, and its number with what surrounds it. */
function tokensOf(lines: readonly string[], wanted: readonly number[]): number {
  return wanted.reduce(
    (sum, number) => sum + roughTokens(` ${number}|${lines[number - 1] ?? ''}\n`),
    0,
  );
}
