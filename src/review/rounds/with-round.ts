import type { Round } from '../../core/ledger/round.ts';
import { escapeAttribute } from '../../core/prompt/change-text.ts';
import { fill, type Prompts } from '../../core/prompt/prompts.ts';
import { roundWords } from '../../core/render/words/rounds.ts';
import type { Language } from '../../core/render/messages.ts';
import { selectedPaths } from '../coverage.ts';
import type { ReviewInput } from '../review-input.ts';

/** Findings and ranges told at most: the model needs an idea of them, not every one. */
const MOST_TOLD = 60;

/** Whether no file under review has a row that is new since the last review. */
export function isUnchanged(input: ReviewInput, { rows }: Round): boolean {
  return rows !== null && !selectedPaths(input).some((path) => rows.has(path));
}

/**
 * The input of a later round: the finder is told which rows are new and what was said before. When
 * nothing is new no file is looked at again, so that nothing is paid for.
 */
export function withRound(
  input: ReviewInput,
  round: Round,
  prompts: Prompts,
  language: Language,
): ReviewInput {
  const { rows, since } = round;
  if (rows === null || since === null) return { ...input, round };
  if (isUnchanged(input, round)) {
    const reason = roundWords(language).unchanged(since.slice(0, 7));
    const selections = new Map(
      [...input.selections].map(([path, selection]) => [
        path,
        selection.selected ? { selected: false, reason } : selection,
      ]),
    );
    return { ...input, selections, round };
  }
  const text = fill(prompts.laterRound, {
    since: since.slice(0, 12),
    rows: rowsText(input, rows),
    reported: reportedText(round),
  });
  const instructions = [...input.settings.instructions, { files: [], text }];
  return { ...input, settings: { ...input.settings, instructions }, round };
}

function rowsText(input: ReviewInput, rows: NonNullable<Round['rows']>): string {
  const paths = selectedPaths(input).filter((path) => rows.has(path));
  const listed = paths.slice(0, MOST_TOLD).map((path) => {
    const added = rangesOf(rows.added.get(path) ?? []);
    const shown = added.slice(0, MOST_TOLD).join(', ');
    const what = added.length === 0 ? 'rows deleted' : `new: ${shown}`;
    return `- ${escapeAttribute(path)} (${what}${added.length > MOST_TOLD ? ', …' : ''})`;
  });
  if (paths.length > listed.length) listed.push(`- and ${paths.length - listed.length} more files`);
  return `Since then these files got new rows, or lost some:\n\n${listed.join('\n')}`;
}

function rangesOf(lines: readonly number[]): string[] {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([first, last]) => (first === last ? `R${first}` : `R${first}-R${last}`));
}

function reportedText({ entries }: Round): string {
  if (entries.length === 0) return 'none';
  return entries
    .slice(-MOST_TOLD)
    .map(({ id, now, path, line, title }) =>
      `- ${id}: ${escapeAttribute(now?.path ?? path)}:${now?.line ?? line} ${title}`.replaceAll(
        '</',
        '<\\/',
      ),
    )
    .join('\n');
}
