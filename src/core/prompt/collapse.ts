import type { ChangedFile, DiffLine } from '../diff/model.ts';
import type { Block, Move } from '../moves/find-moves.ts';
import { escapeAttribute } from './change-text.ts';
import { looksLikeDefinition } from './enclosing.ts';
import { dataToCut } from './literal-rows.ts';
import type { HunkPart, ShownFile } from './shown-file.ts';

/** A deleted file of more rows than this is shown by its first rows and its definitions. */
const WHOLE_DELETED_FILE = 60;
const FIRST_OF_DELETED_FILE = 10;
const MOST_DEFINITIONS = 60;

/** Fewer rows than this are shown rather than counted. */
const WORTH_A_NOTE = 4;

/** Rows of a hunk that words stand for; `start` and `end` index its lines, inclusive. */
interface Cut {
  start: number;
  end: number;
  text: string;
  /** `arrived` is a note before rows that are shown all the same; the others hide theirs. */
  why: 'moved' | 'arrived' | 'data' | 'deleted';
}

/**
 * How each file is shown so that nothing is paid for twice: of code that was moved the new place
 * with a word on where it came from, of a large deleted file its first rows and definitions, of a
 * long table of data its ends. Every row that is left out is counted by a note in its place; the
 * trees before and after the change still have it.
 */
export function collapse(files: readonly ChangedFile[], moves: readonly Move[]): ShownFile[] {
  return files.map((file) => {
    const cuts = file.hunks.map((_, hunk) => cutsOf(file, hunk, moves));
    if (file.status === 'deleted') cutDeletedFile(file, cuts);
    return {
      path: file.path,
      file,
      hunks: file.hunks.map((hunk, at) => ({
        hunk,
        before: [],
        parts: partsOf(hunk.lines, cuts[at]!),
        after: [],
      })),
    };
  });
}

function cutsOf(file: ChangedFile, hunk: number, moves: readonly Move[]): Cut[] {
  const isHere = (block: Block): boolean => block.file === file && block.hunk === hunk;
  const cuts: Cut[] = [
    ...moves.flatMap(({ from, to }): Cut[] =>
      isHere(from)
        ? [{ ...from, text: `${nameRows(from)}, deleted: now ${placeOf(to)}`, why: 'moved' }]
        : [],
    ),
    ...moves.flatMap(({ from, to }): Cut[] =>
      isHere(to)
        ? [
            {
              ...to,
              text: `${nameRows(to)}: moved unchanged from ${placeOf(from)}`,
              why: 'arrived',
            },
          ]
        : [],
    ),
  ];
  const free = (row: number): boolean => !cuts.some(({ start, end }) => start <= row && row <= end);
  for (const run of runsOf(file.hunks[hunk]!.lines)) {
    const texts = run.rows.map(({ text }) => text);
    const data = dataToCut(file.path, texts);
    if (data === null || !run.rows.every((_, at) => free(run.start + at))) continue;
    const [first, last] = data;
    const kind = run.rows[0]!.kind === 'add' ? 'added' : 'deleted';
    cuts.push({
      start: run.start + first,
      end: run.start + last,
      text: `${last - first + 1} more rows of data like these, ${kind}`,
      why: 'data',
    });
  }
  return cuts.sort((one, other) => one.start - other.start);
}

function nameRows({ firstLine, lastLine }: Block): string {
  return `lines ${firstLine}-${lastLine}`;
}

function placeOf(block: Block): string {
  return `${escapeAttribute(block.file.path)} ${nameRows(block)}`;
}

/** Of the rows that no move explains, the first ones and those that define something stay. */
function cutDeletedFile({ hunks }: ChangedFile, cuts: Cut[][]): void {
  const total = hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  if (total <= WHOLE_DELETED_FILE) return;
  let definitions = 0;
  for (const [hunk, { lines }] of hunks.entries()) {
    const moved = cuts[hunk]!.filter(({ why }) => why === 'moved');
    cuts[hunk] = moved.slice();
    let start = -1;
    const close = (end: number): void => {
      if (start < 0) return;
      const count = end - start + 1;
      const text = `${count} rows of the deleted file`;
      if (count >= WORTH_A_NOTE) cuts[hunk]!.push({ start, end, text, why: 'deleted' });
      start = -1;
    };
    for (const [at, { text }] of lines.entries()) {
      const isMoved = moved.some((cut) => cut.start <= at && at <= cut.end);
      const stays = at < FIRST_OF_DELETED_FILE && hunk === 0;
      const defines = definitions < MOST_DEFINITIONS && !isMoved && looksLikeDefinition(text);
      if (isMoved || stays || defines) {
        close(at - 1);
        if (defines) definitions++;
      } else if (start < 0) start = at;
    }
    close(lines.length - 1);
    cuts[hunk].sort((one, other) => one.start - other.start);
  }
}

/** Longest runs of added or of deleted rows. */
function runsOf(lines: readonly DiffLine[]): { start: number; rows: DiffLine[] }[] {
  const runs: { start: number; rows: DiffLine[] }[] = [];
  for (const [at, row] of lines.entries()) {
    const last = runs.at(-1);
    if (row.kind === 'context') continue;
    if (last?.rows[0]?.kind === row.kind && last.start + last.rows.length === at)
      last.rows.push(row);
    else runs.push({ start: at, rows: [row] });
  }
  return runs;
}

function partsOf(lines: readonly DiffLine[], cuts: readonly Cut[]): HunkPart[] {
  const parts: HunkPart[] = [];
  const show = (start: number, end: number): void => {
    if (end > start) parts.push({ kind: 'rows', rows: lines.slice(start, end) });
  };
  let at = 0;
  for (const { start, end, text, why } of cuts) {
    const hides = why !== 'arrived';
    show(at, start);
    parts.push({ kind: 'note', text, hidden: hides ? end - start + 1 : 0 });
    if (!hides) show(start, end + 1);
    at = end + 1;
  }
  show(at, lines.length);
  return parts;
}
