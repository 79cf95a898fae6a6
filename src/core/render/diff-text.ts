import type { Change, ChangedFile } from '../diff/model.ts';
import type { Selection } from '../selection/select.ts';
import { columns, padEnd } from './columns.ts';
import { selectionOf } from './diff-json.ts';
import { messages, type Language, type Messages } from './messages.ts';
import { createPalette, type Palette } from './palette.ts';
import { oneLine } from './prose.ts';
import { visible } from './visible.ts';
import { number } from './words/number.ts';

export interface DiffTextOptions {
  color: boolean;
  language: Language;
}

/** Paths longer than this don't widen the column for all others. */
const WIDEST_PATH = 60;

interface Row {
  selected: boolean;
  status: string;
  added: number;
  removed: number;
  path: string;
  reason: string;
}

/** The changed files as a table: what is reviewed, what is left out, and why. Ends with a line feed. */
export function renderDiffText(
  change: Change,
  selections: ReadonlyMap<string, Selection>,
  { color, language }: DiffTextOptions,
): string {
  const words = messages(language);
  if (change.files.length === 0) return `${words.nothingChanged}\n`;
  const palette = createPalette(color);
  const rows = change.files.map((file) => toRow(file, selectionOf(file, selections), words));
  const chosen = rows.filter((row) => row.selected);
  const left = rows.filter((row) => !row.selected);
  const layout = createLayout(rows, palette);
  const groups = [
    { name: words.selected, members: chosen },
    { name: words.leftOut, members: left },
  ].filter((group) => group.members.length > 0);
  const added = rows.reduce((sum, row) => sum + row.added, 0);
  const removed = rows.reduce((sum, row) => sum + row.removed, 0);
  return [
    ...groups.flatMap(({ name, members }) => [
      `${palette.strong(name)}\n`,
      ...members.map((row) => `${layout(row)}\n`),
      '\n',
    ]),
    `${words.files(rows.length)}, +${number(added)} -${number(removed)}; ` +
      `${words.selectedTotals(chosen.length, left.length)}\n`,
  ].join('');
}

function toRow(file: ChangedFile, selection: Selection, words: Messages): Row {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const marks = [
    ...(file.binary ? [words.binary] : []),
    ...(file.verified
      ? []
      : [`${words.unverifiedRows}${file.unverifiedBecause ? `: ${file.unverifiedBecause}` : ''}`]),
  ];
  const from = file.previousPath === undefined ? '' : ` <- ${visible(file.previousPath)}`;
  return {
    selected: selection.selected,
    status: words.fileStatus[file.status],
    added: lines.filter((line) => line.kind === 'add').length,
    removed: lines.filter((line) => line.kind === 'del').length,
    path: visible(file.path) + from,
    reason: oneLine([selection.reason, ...marks].join('; ')),
  };
}

function createLayout(rows: Row[], palette: Palette): (row: Row) => string {
  const widest = (values: string[]): number =>
    values.reduce((most, value) => Math.max(most, columns(value)), 0);
  const status = widest(rows.map((row) => row.status));
  const added = widest(rows.map((row) => `+${row.added}`));
  const removed = widest(rows.map((row) => `-${row.removed}`));
  const path = widest(rows.map((row) => row.path).filter((text) => columns(text) <= WIDEST_PATH));
  return (row) =>
    [
      ` `,
      padEnd(row.status, status),
      palette.added(`+${row.added}`.padStart(added)),
      palette.removed(`-${row.removed}`.padStart(removed)),
      '',
      padEnd(row.path, path),
      '',
      palette.faint(row.reason),
    ].join(' ');
}
