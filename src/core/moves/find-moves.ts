import type { ChangedFile, DiffLine } from '../diff/model.ts';

/** A run of rows of one kind in one hunk; `start` and `end` index the hunk's lines, inclusive. */
export interface Block {
  file: ChangedFile;
  hunk: number;
  start: number;
  end: number;
  /** Line numbers of the first and the last row, on the side that the rows are of. */
  firstLine: number;
  lastLine: number;
}

/** Rows deleted in one place that stand in another one, white space apart. */
export interface Move {
  from: Block;
  to: Block;
}

/** Rows with text that a block must have to count as moved; fewer agree by chance. */
const LEAST_ROWS = 8;

/** Rows that are looked up together. A block that agrees in fewer is not found. */
const SEED_ROWS = 4;

/** Letters and digits that a seed must hold: closing braces agree with any others. */
const LEAST_LETTERS = 24;

/** Places that are tried for one seed: licence headers and the like stand everywhere. */
const MOST_PLACES = 8;

/** Rows of one kind without any of another between them, blank ones left out. */
interface Run {
  file: ChangedFile;
  hunk: number;
  rows: { at: number; line: number; text: string }[];
}

/**
 * Finds code that was moved: rows deleted here and added there, in this file or another one, eight
 * or more in a row that agree but for white space. No row belongs to two moves. In the files'
 * order, by where the rows were added.
 */
export function findMoves(files: readonly ChangedFile[]): Move[] {
  const deleted = files.flatMap((file) => runsOf(file, 'del'));
  const seeds = new Map<string, { run: Run; at: number }[]>();
  for (const run of deleted) {
    for (let at = 0; at + SEED_ROWS <= run.rows.length; at++) {
      const seed = seedAt(run, at);
      if (seed === null) continue;
      const places = seeds.get(seed);
      if (places === undefined) seeds.set(seed, [{ run, at }]);
      else if (places.length < MOST_PLACES) places.push({ run, at });
    }
  }
  if (seeds.size === 0) return [];
  const taken = new Set<Run['rows'][number]>();
  const moves: Move[] = [];
  for (const to of files.flatMap((file) => runsOf(file, 'add'))) {
    for (let at = 0; at + SEED_ROWS <= to.rows.length; at++) {
      const seed = seedAt(to, at);
      const places = seed === null ? [] : (seeds.get(seed) ?? []);
      const best = places
        .map(({ run, at: start }) => ({ run, start, length: agreeing(run, start, to, at, taken) }))
        .reduce((one, other) => (other.length > one.length ? other : one), {
          run: to,
          start: 0,
          length: 0,
        });
      if (best.length < LEAST_ROWS) continue;
      for (let row = 0; row < best.length; row++) taken.add(best.run.rows[best.start + row]!);
      moves.push({
        from: blockOf(best.run, best.start, best.length),
        to: blockOf(to, at, best.length),
      });
      at += best.length - 1;
    }
  }
  return moves;
}

function runsOf(file: ChangedFile, kind: DiffLine['kind']): Run[] {
  const runs: Run[] = [];
  for (const [hunk, { lines }] of file.hunks.entries()) {
    let current: Run | null = null;
    for (const [at, row] of lines.entries()) {
      if (row.kind !== kind) {
        current = null;
        continue;
      }
      if (current === null) runs.push((current = { file, hunk, rows: [] }));
      const text = row.text.trim().replaceAll(/\s+/g, ' ');
      const line = (kind === 'del' ? row.old : row.new) ?? 0;
      if (text !== '') current.rows.push({ at, line, text });
    }
  }
  return runs.filter(({ rows }) => rows.length >= LEAST_ROWS);
}

function seedAt({ rows }: Run, at: number): string | null {
  const texts = rows.slice(at, at + SEED_ROWS).map(({ text }) => text);
  const seed = texts.join('\n');
  return (seed.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < LEAST_LETTERS ? null : seed;
}

function agreeing(
  from: Run,
  start: number,
  to: Run,
  at: number,
  taken: ReadonlySet<Run['rows'][number]>,
): number {
  let length = 0;
  for (;;) {
    const one = from.rows[start + length];
    const other = to.rows[at + length];
    if (one === undefined || one.text !== other?.text || taken.has(one)) return length;
    length++;
  }
}

function blockOf({ file, hunk, rows }: Run, start: number, length: number): Block {
  const [first, last] = [rows[start]!, rows[start + length - 1]!];
  return {
    file,
    hunk,
    start: first.at,
    end: last.at,
    firstLine: first.line,
    lastLine: last.line,
  };
}
