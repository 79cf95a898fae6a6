import type { ChangedFile, DiffLine, Hunk } from '../diff/model.ts';

/** A line of the new file that the diff does not have, shown to read: no comment can go there. */
export interface CodeLine {
  number: number;
  text: string;
}

/**
 * A piece of a hunk: rows, or words in place of rows. `hidden` counts the rows that the words
 * stand for; a note may also just say something about the rows that follow.
 */
export type HunkPart =
  | { kind: 'rows'; rows: readonly DiffLine[] }
  | { kind: 'note'; text: string; hidden: number };

/** A hunk as it is shown: its rows or what stands for them, and code of the new file around it. */
export interface ShownHunk {
  hunk: Hunk;
  before: readonly CodeLine[];
  parts: readonly HunkPart[];
  after: readonly CodeLine[];
}

/** A changed file, or a part of one, as the agent is shown it. */
export interface ShownFile {
  path: string;
  file: ChangedFile;
  hunks: readonly ShownHunk[];
}

/** A file with all its rows and nothing around them. */
export function showWhole(file: ChangedFile): ShownFile {
  return {
    path: file.path,
    file,
    hunks: file.hunks.map((hunk) => ({
      hunk,
      before: [],
      parts: [{ kind: 'rows', rows: hunk.lines }],
      after: [],
    })),
  };
}

/** How many of a file's rows are not shown. */
export function hiddenRows({ hunks }: Pick<ShownFile, 'hunks'>): number {
  return hunks
    .flatMap(({ parts }) => parts)
    .reduce((sum, part) => sum + (part.kind === 'note' ? part.hidden : 0), 0);
}

/** Rows added and deleted in a file, shown or not. */
export function countRows({ hunks }: Pick<ChangedFile, 'hunks'>): {
  added: number;
  deleted: number;
} {
  let [added, deleted] = [0, 0];
  for (const { lines } of hunks) {
    for (const { kind } of lines) {
      if (kind === 'add') added++;
      else if (kind === 'del') deleted++;
    }
  }
  return { added, deleted };
}
