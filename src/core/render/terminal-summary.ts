import { SEVERITIES } from '../finding/finding.ts';
import type { CoverageStatus, FileCoverage, ReviewResult } from '../finding/review-result.ts';
import { columns, padEnd, wrap } from './columns.ts';
import { cost, inputTokens, shown } from './facts.ts';
import type { Messages } from './messages.ts';
import { oneLine } from './prose.ts';
import { location, type TerminalView } from './terminal-finding.ts';
import { visible } from './visible.ts';
import { number } from './words/number.ts';

/** Files of one status that are named one by one unless everything is asked for. */
const NAMED = 8;

/** The end of a review: how many findings, what was and was not read, what it cost. */
export function renderSummary(result: ReviewResult, view: TerminalView): string[] {
  const { words, verbose } = view;
  const lines = [...shortfalls(result, view), ...headline(result, view)];
  if (!verbose && (result.outcome === 'clean' || result.outcome === 'skipped'))
    return [...lines, ...fewFacts(result, view)];

  const { model, agent, usage } = result;
  const rows: [string, Entry[]][] = [[words.filesLabel, coverage(result.coverage, view)]];
  if (usage.requests > 0) {
    rows.push(
      [words.tokensLabel, [tokens(result, words)]],
      [words.costLabel, [cost(usage.costUsd, words)]],
    );
  }
  rows.push([words.timeLabel, [words.seconds(usage.seconds)]]);
  rows.push([words.modelLabel, [model === null ? words.noModel : visible(model)]]);
  const repaired = agent.repaired ? `, ${words.repaired}` : '';
  rows.push([words.agentLabel, [`${oneLine(agent.name)} (${oneLine(agent.source)}${repaired})`]]);
  for (const note of notesBelow(result)) rows.push([words.noteLabel, [oneLine(note)]]);
  rows.push([words.outcomeLabel, [outcome(result, view)]]);
  return [...lines, ...table(rows, view)];
}

function shortfalls(result: ReviewResult, { words, palette, width }: TerminalView): string[] {
  const open = result.incomplete ?? [];
  if (result.outcome !== 'incomplete' && open.length === 0) return [];
  return [
    palette.warning(words.incomplete),
    ...open.flatMap(({ what, why }) =>
      wrap(oneLine(`${what}: ${why}`), width - 4).map((line, index) =>
        index === 0 ? `  ${palette.warning('!')} ${line}` : `    ${line}`,
      ),
    ),
    '',
  ];
}

function headline(result: ReviewResult, view: TerminalView): string[] {
  const { words, palette, width } = view;
  const findings = shown(result);
  const hidden = words.counts(result.findings.length - findings.length, result.rejected.length);
  if (findings.length > 0) {
    const counted = SEVERITIES.map((severity) => ({
      severity,
      count: findings.filter((each) => each.severity === severity).length,
    })).filter((each) => each.count > 0);
    const total = words.findings(findings.length);
    const parts = counted.map((each) => `${number(each.count)} ${words.severity[each.severity]}`);
    const painted = parts.map((part, index) =>
      palette.severity[counted[index]?.severity ?? 'low'](part),
    );
    const line = `${palette.strong(total)}: ${painted.join(', ')}`;
    if (hidden === '') return [line];
    const fits = columns(`${total}: ${parts.join(', ')}; ${hidden}`) <= width;
    return fits ? [`${line}; ${hidden}`] : [line, hidden];
  }
  const reviewed = result.coverage.filter((each) => each.status === 'reviewed').length;
  const skipped = result.coverage.filter((each) => each.status === 'skipped').length;
  const hint = view.verbose ? '' : `; ${words.verboseHint}`;
  const rest = hidden === '' ? '' : `; ${hidden}${hint}`;
  const nothingToPost = wrap(`${words.nothingToPost}${rest}`, width);
  if (result.findings.length > 0) return nothingToPost;
  switch (result.outcome) {
    case 'skipped':
      return wrap(`${words.nothingToReview}: ${whySkipped(result, words.nothingChanged)}`, width);
    case 'clean':
      return wrap(`${words.noFindings(reviewed, skipped)}${rest}`, width);
    case 'findings':
    case 'incomplete':
      return nothingToPost;
  }
}

/** The notes, but for those that the headline has told as the reason why nothing was reviewed. */
function notesBelow({ outcome, coverage, findings, notes = [] }: ReviewResult): readonly string[] {
  const areTold = outcome === 'skipped' && coverage.length === 0 && findings.length === 0;
  return areTold ? [] : notes;
}

function whySkipped(result: ReviewResult, nothingChanged: string): string {
  const reasons = [...reasonsOf(result.coverage)].map(([reason, files]) =>
    files.length === 1
      ? `${visible(files[0] ?? '')}: ${reason}`
      : `${reason} (${number(files.length)})`,
  );
  return reasons.length === 0
    ? (result.notes?.map(oneLine).join('; ') ?? nothingChanged)
    : reasons.join('; ');
}

function fewFacts(result: ReviewResult, { words, palette, width }: TerminalView): string[] {
  const { usage, agent } = result;
  const facts = [
    ...(result.model === null ? [] : [visible(result.model)]),
    ...(usage.requests > 0
      ? [`${words.tokensLabel} ${tokens(result, words)}`, cost(usage.costUsd, words)]
      : []),
    words.seconds(usage.seconds),
    ...(agent.repaired ? [`${words.agentLabel} ${oneLine(agent.source)}: ${words.repaired}`] : []),
    ...(result.replayed ? [words.replayed] : []),
  ];
  return [
    ...wrap(facts.join(', '), width).map(palette.faint),
    ...notesBelow(result).flatMap((note) => wrap(`${words.noteLabel}: ${oneLine(note)}`, width)),
  ];
}

function tokens(result: ReviewResult, words: Messages): string {
  const all = inputTokens(result.usage);
  const cached = all === 0 ? 0 : Math.round((result.usage.cacheReadTokens / all) * 100);
  const counted = words.tokens(all, result.usage.outputTokens, cached);
  return `${counted}, ${words.requests(result.usage.requests)}`;
}

function outcome(result: ReviewResult, { words, verbose }: TerminalView): string {
  const more = !verbose && hasMore(result) ? `; ${words.verboseHint}` : '';
  return `${words.outcome[result.outcome]}${result.replayed ? `; ${words.replayed}` : ''}${more}`;
}

function hasMore(result: ReviewResult): boolean {
  return (
    result.rejected.length > 0 ||
    result.findings.some(
      (each) => !each.posted || each.errorHandling !== undefined || each.tests !== undefined,
    )
  );
}

/** A value of the table; `label`, its first word, is painted by itself. */
type Entry = string | { label: string; paint: (text: string) => string; text: string };

/** Counts by status on the first line, then who was not read and why. */
function coverage(files: FileCoverage[], { words, palette, verbose }: TerminalView): Entry[] {
  const order: CoverageStatus[] = ['reviewed', 'partly', 'skipped', 'failed'];
  const groups = order
    .map((status) => ({ status, files: files.filter((file) => file.status === status) }))
    .filter((group) => group.files.length > 0);
  const counts = groups.map(
    (group) => `${number(group.files.length)} ${words.coverage[group.status]}`,
  );
  const entries: Entry[] = [counts.length === 0 ? words.files(0) : counts.join(', ')];
  for (const { status, files: members } of groups) {
    if (status === 'reviewed' && !verbose) continue;
    const read = status === 'reviewed' || status === 'skipped';
    const paint = read ? palette.faint : palette.warning;
    const add = (text: string): unknown =>
      entries.push({ label: words.coverage[status], paint, text });
    if (status === 'skipped' && !verbose) {
      for (const [reason, paths] of reasonsOf(members)) add(`${reason} (${number(paths.length)})`);
      continue;
    }
    const most = verbose ? members.length : NAMED;
    for (const file of members.slice(0, most))
      add(`${location(file.path, null)}: ${oneLine(file.reason)}`);
    if (members.length > most) add(`... +${number(members.length - most)}`);
  }
  return entries;
}

/** Skipped files by their reason, most first. */
function reasonsOf(files: FileCoverage[]): Map<string, string[]> {
  const groups = Map.groupBy(
    files.map((file) => ({ reason: oneLine(file.reason), path: file.path })),
    (each) => each.reason,
  );
  return new Map(
    [...groups]
      .map(([reason, members]) => [reason, members.map((each) => each.path)] as const)
      .sort((a, b) => b[1].length - a[1].length),
  );
}

function table(rows: [string, Entry[]][], { palette, width }: TerminalView): string[] {
  const margin = Math.max(...rows.map(([name]) => columns(name))) + 2;
  return rows.flatMap(([name, entries]) =>
    entries.flatMap((entry, index) => {
      const text = typeof entry === 'string' ? entry : `${entry.label} ${entry.text}`;
      return wrap(text, Math.max(20, width - margin)).map((line, at) => {
        if (at > 0) return ' '.repeat(margin) + line;
        const lead = index === 0 ? palette.faint(padEnd(name, margin)) : ' '.repeat(margin);
        if (typeof entry === 'string') return lead + line;
        return lead + entry.paint(entry.label) + line.slice(entry.label.length);
      });
    }),
  );
}
