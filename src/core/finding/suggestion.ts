import type { DiffLine } from '../diff/model.ts';
import { parseRowId, rowCheck } from '../prompt/row-id.ts';
import { holdsMask } from '../secrets/mark.ts';
import type { FileIndex } from './file-index.ts';
import type { Suggestion } from './finding.ts';
import { codeLines } from './suggestion-code.ts';
import { fitCode } from './suggestion-fit.ts';

export type ResolvedSuggestion =
  | { suggestion: Suggestion }
  /** The code is worth showing, but it can't be committed at these rows. */
  | { code: string; why: string };

/** Lines of the new file that are known to be the ones meant. */
export interface KnownRange {
  startLine: number;
  line: number;
}

/** Rows around the range that are looked at for repetitions and indentation. */
const MOST_AROUND = 8;

/**
 * A suggestion replaces whole lines of the new file, so both ids must name RIGHT rows of one hunk
 * with checks that fit (or exactly the rows of `known`, where the finding itself was found), and
 * no deleted row may stand between them: GitHub can't commit such a range. The code has to fit
 * its place and takes over the file's line ends.
 */
export function resolveSuggestion(
  answered: { start_row: string; end_row: string; code: string },
  index: FileIndex,
  known?: KnownRange,
): ResolvedSuggestion {
  const named = namedRange(answered, index, known);
  const original = 'why' in named ? [] : named.rows.map(withoutReturn);
  const lines = codeLines(answered.code, original);
  const code = lines.join('\n');
  if ('why' in named) return { code, why: named.why };
  const { rows, before, after, hunk } = named;
  if (holdsMask(code)) return { code, why: 'it holds a masked secret' };
  const fitted = fitCode(lines, {
    original,
    before: before.map(withoutReturn),
    after: after.map(withoutReturn),
  });
  if ('why' in fitted) return { code, why: fitted.why };
  const fitting = fitted.lines.join('\n');
  if (original.join('\n') === fitting && fitted.lines.length > 0) {
    return { code, why: 'it changes nothing' };
  }
  const returns = lineEnds(rows, index.file.hunks[hunk]!.lines);
  if (returns === null) return { code, why: 'its rows end in different ways' };
  const endsFile = rows.at(-1)!.noNewline === true;
  const ended = returns && fitted.lines.length > 0;
  return {
    suggestion: {
      startLine: rows[0]!.new!,
      line: rows.at(-1)!.new!,
      code: ended ? `${fitted.lines.join('\r\n')}${endsFile ? '' : '\r'}` : fitting,
    },
  };
}

interface NamedRange {
  hunk: number;
  rows: DiffLine[];
  before: DiffLine[];
  after: DiffLine[];
}

function namedRange(
  answered: { start_row: string; end_row: string },
  index: FileIndex,
  known: KnownRange | undefined,
): NamedRange | { why: string } {
  const [a, b] = [parseRowId(answered.start_row), parseRowId(answered.end_row)];
  if (a === null) return { why: 'it names no rows' };
  const [start, end] = b !== null && b.line < a.line ? [b, a] : [a, b ?? a];
  if (start.side !== 'RIGHT' || end.side !== 'RIGHT') return { why: 'it names old lines' };
  const first = index.byLine('RIGHT', start.line);
  const last = index.byLine('RIGHT', end.line);
  if (first === null || last === null || first.hunk !== last.hunk) {
    return { why: 'its rows are not in one hunk' };
  }
  const all = index.rows('RIGHT', first.hunk);
  const rows = all.slice(first.start, last.start + 1);
  const isKnown = known?.startLine === start.line && known.line === end.line;
  const fits = (check: string | null, { text }: DiffLine): boolean =>
    check === null ? isKnown : check === rowCheck(index.file.path, text);
  if (!fits(start.check, rows[0]!) || !fits(end.check, rows.at(-1)!)) {
    return { why: 'its row ids do not fit the rows' };
  }
  const shown = index.file.hunks[first.hunk]!.lines;
  const between = shown.slice(shown.indexOf(rows[0]!), shown.indexOf(rows.at(-1)!) + 1);
  if (between.some(({ kind }) => kind === 'del')) {
    return { why: 'a deleted line stands between its rows' };
  }
  return {
    hunk: first.hunk,
    rows,
    before: all.slice(Math.max(0, first.start - MOST_AROUND), first.start),
    after: all.slice(last.start + 1, last.start + 1 + MOST_AROUND),
  };
}

/** True for CRLF, false for LF, null when the rows differ. The end of the file says nothing. */
function lineEnds(rows: readonly DiffLine[], hunk: readonly DiffLine[]): boolean | null {
  const ends = (of: readonly DiffLine[]): Set<boolean> =>
    new Set(
      of.filter(({ noNewline }) => noNewline !== true).map(({ text }) => text.endsWith('\r')),
    );
  const own = ends(rows);
  const [first, ...others] = own.size === 0 ? ends(hunk.filter(({ kind }) => kind !== 'del')) : own;
  return others.length > 0 ? null : (first ?? false);
}

function withoutReturn({ text }: DiffLine): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
