import type { DiffLine } from '../../src/core/diff/model.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { rowAt, readRows } from '../support/github/rows.ts';
import type { PlannedLineComment } from '../../src/core/plan/review-plan.ts';
import type { DamagedAnswer } from './answers.ts';
import type { Corpus } from './corpus.ts';

const squeeze = (text: string): string => text.replace(/\s+/g, '').normalize('NFC');

/**
 * What is wrong with where a finding was put, held against the files as git gives them; null when
 * nothing is. A part of a row counts only for answers whose ids and checks are right.
 */
export function misplaced(answer: DamagedAnswer, finding: Finding, corpus: Corpus): string | null {
  if (finding.anchor !== 'line') {
    return finding.anchorReason === undefined ? 'moved down without a reason' : null;
  }
  const lines = corpus.lines(finding.path, finding.side);
  if (lines === null || finding.line > lines.length || finding.startLine > finding.line) {
    return 'on a line that the file does not have';
  }
  const rows = lines.slice(finding.startLine - 1, finding.line).map(squeeze);
  if (!answer.recoverable) {
    return standsWhole(answer.said, rows) || isPartOf(answer.said, rows) ? null : 'on another text';
  }
  const text = rows.join('');
  if (!answer.said.every((line) => text.includes(squeeze(line)))) return 'on another text';
  const meant = answer.meant.rows.filter(({ text: row }) => row.trim() !== '');
  const number = (row: DiffLine): number | null => (finding.side === 'LEFT' ? row.old : row.new);
  const met = meant.some((row) => {
    const line = number(row);
    return line !== null && line >= finding.startLine && line <= finding.line;
  });
  return met && finding.path === answer.meant.file.path ? null : 'on equal text elsewhere';
}

/** Whether the lines are some of the rows, whole and one after the other. */
function standsWhole(said: string[], rows: string[]): boolean {
  const wanted = said.map(squeeze).join('');
  if (wanted === '') return false;
  return rows.some((_, start) =>
    rows.some((_row, end) => rows.slice(start, end + 1).join('') === wanted),
  );
}

/**
 * Whether every commented row is quoted, and nothing else: of a quote over both sides the rows of
 * one are commented on. Rows that the new side has between two quoted ones are covered with them.
 */
function isPartOf(said: string[], rows: string[]): boolean {
  const wanted = said.map(squeeze);
  const whole = wanted.join('');
  const commented = rows.join('');
  if (commented !== '' && whole.includes(commented)) return true;
  const lines = wanted.filter((line) => line !== '');
  let next = 0;
  for (const row of rows) if (row === lines[next]) next += 1;
  return next === lines.length && rows[0] === lines[0] && rows.at(-1) === lines.at(-1);
}

/** Why GitHub would refuse a comment or show it elsewhere, by the stand-in's own rows; null for no reason. */
export function refusal(
  { path, side, line, startLine }: Omit<PlannedLineComment, 'body' | 'findingId'>,
  patches: ReadonlyMap<string, string | null>,
): string | null {
  const rows = readRows(patches.get(path) ?? '');
  const last = rowAt(rows, side, line);
  const first = startLine === undefined ? last : rowAt(rows, side, startLine);
  if (last === undefined || first === undefined) return 'not part of the diff';
  if (startLine !== undefined && startLine >= line) return 'the start does not precede the end';
  if (first.hunk !== last.hunk) return 'not in one hunk';
  const shows = side === 'LEFT' && [first, last].some(({ kind }) => kind === 'context');
  return shows ? 'LEFT of a context row' : null;
}
