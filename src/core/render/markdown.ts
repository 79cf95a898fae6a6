import { SEVERITIES, type Finding } from '../finding/finding.ts';
import type { ReviewResult } from '../finding/review-result.ts';
import { cost, inputTokens, ranked, shown } from './facts.ts';
import { codeCell, codeSpan, fencedCode } from './fence.ts';
import { fixRows } from './fix.ts';
import { inertCell, inertInline, inertMarkdown } from './inert.ts';
import { messages, type Language, type Messages } from './messages.ts';
import type { CodeRows } from './snippet.ts';
import { number } from './words/number.ts';

export interface MarkdownOptions {
  language: Language;
  /** The code rows to show; null where they aren't known. */
  lines: CodeRows;
}

/** Rows of code shown for one finding. */
const MOST_ROWS = 12;

/**
 * A review as a markdown report. All that comes from the model, the code or the repository is inert:
 * it can be put on GitHub as it is. Ends with a line feed.
 */
export function renderMarkdown(result: ReviewResult, { language, lines }: MarkdownOptions): string {
  const words = messages(language);
  const findings = shown(result);
  const blocks = [
    `# ${words.reportTitle}`,
    ...shortfalls(result, words),
    overview(result, findings, words),
    ...(findings.length > 0 ? [`## ${words.reportFindings}`] : []),
    ...findings.flatMap((finding) => findingBlocks(finding, words, lines)),
    ...listed(result, words),
    ...coverageTable(result, words),
    footer(result, words),
  ];
  return `${blocks.join('\n\n')}\n`;
}

export function shortfalls(result: ReviewResult, words: Messages): string[] {
  const open = result.incomplete ?? [];
  if (result.outcome !== 'incomplete' && open.length === 0) return [];
  const items = open.map(({ what, why }) => `- ${inertInline(what)}: ${inertInline(why)}`);
  return [`**${words.incomplete}**`, ...(items.length > 0 ? [items.join('\n')] : [])];
}

export function overview(result: ReviewResult, findings: Finding[], words: Messages): string {
  const hidden = words.counts(result.findings.length - findings.length, result.rejected.length);
  const rest = hidden === '' ? '' : `; ${hidden}`;
  if (findings.length > 0) {
    const counts = SEVERITIES.map((severity) => ({
      severity,
      count: findings.filter((each) => each.severity === severity).length,
    }));
    const parts = counts
      .filter((each) => each.count > 0)
      .map((each) => `${number(each.count)} ${words.severity[each.severity]}`);
    return `**${words.findings(findings.length)}**: ${parts.join(', ')}${rest}`;
  }
  const of = (status: string): number =>
    result.coverage.filter((file) => file.status === status).length;
  if (result.findings.length > 0) return `${words.nothingToPost}${rest}`;
  switch (result.outcome) {
    case 'clean':
      return `${words.noFindings(of('reviewed'), of('skipped'))}${rest}`;
    case 'skipped':
      return result.coverage.length === 0
        ? `${words.nothingToReview}: ${words.nothingChanged}`
        : words.nothingToReview;
    case 'findings':
    case 'incomplete':
      return `${words.nothingToPost}${rest}`;
  }
}

function findingBlocks(finding: Finding, words: Messages, lines: CodeRows): string[] {
  const { severity, category, suggestion } = finding;
  const blocks = [
    `### ${words.severity[severity]} (${words.category[category]}): ${inertInline(finding.title)}`,
    facts(finding, words),
    ...codeBlock(finding, lines),
    inertMarkdown(finding.body),
  ];
  if (suggestion) {
    const signs = { keep: ' ', remove: '-', add: '+' };
    const rows = fixRows(finding, suggestion, lines).map((row) =>
      withoutReturn(signs[row.kind] + row.text),
    );
    blocks.push(`**${words.fix}**`, fencedCode('diff', rows.join('\n')));
  }
  const more = details(finding, words);
  return more.length === 0 ? blocks : [...blocks, folded(words.reportMore, more)];
}

function facts(finding: Finding, words: Messages): string {
  const { path, startLine, line, anchor, side, anchorReason } = finding;
  const lines = startLine === line ? String(line) : `${startLine}-${line}`;
  const place = codeSpan(anchor === 'line' ? `${path}:${lines}` : path);
  const reason = inertInline(anchorReason ?? words.noReason);
  const why = {
    line: side === 'LEFT' ? ` (${words.removedLine})` : '',
    file: ` (${words.onFile}: ${reason})`,
    summary: ` (${words.notOnLine}: ${reason})`,
  }[anchor];
  const also = finding.alsoAt?.map((each) => codeSpan(`${each.path}:${each.line}`)) ?? [];
  return [
    place + why,
    words.confidence(Math.round(finding.confidence * 100)),
    words.verdict[finding.verdict],
    ...(finding.preexisting ? [words.preexisting] : []),
    ...(also.length > 0 ? [`${words.alsoAt} ${also.join(', ')}`] : []),
    codeSpan(finding.id),
  ].join(', ');
}

function codeBlock(finding: Finding, lines: CodeRows): string[] {
  if (finding.anchor !== 'line') return [];
  const rows = lines(finding.path, finding.side, finding.startLine, finding.line);
  if (rows === null || rows.length === 0) return [];
  const kept = rows.slice(0, MOST_ROWS).map(withoutReturn);
  return [fencedCode('', [...kept, ...(kept.length < rows.length ? ['...'] : [])].join('\n'))];
}

function details(finding: Finding, words: Messages): string[] {
  const parts: [string, string | undefined][] = [
    [words.approach, finding.approach],
    [words.errorHandling, finding.errorHandling],
    [words.assumptions, finding.assumptions?.map((each) => `- ${each}`).join('\n')],
    [words.tests, finding.tests],
    [words.scaling, finding.scaling],
  ];
  return parts.flatMap(([name, text]) =>
    text === undefined || text.trim() === '' ? [] : [`**${name}**`, inertMarkdown(text)],
  );
}

/** What is not posted and what was rejected, one line each: nothing is lost. */
export function listed(result: ReviewResult, words: Messages): string[] {
  const rest = ranked(result.findings.filter((finding) => !finding.posted));
  const item = (finding: Finding): string =>
    `- ${words.severity[finding.severity]} ${codeSpan(`${finding.path}:${finding.line}`)} ` +
    `${inertInline(finding.title)} (${inertInline(finding.notPostedBecause ?? words.noReason)})`;
  const groups: [string, string[]][] = [
    [words.notPosted, rest.filter((each) => !each.preexisting).map(item)],
    [words.notPostedPreexisting, rest.filter((each) => each.preexisting).map(item)],
    [
      words.rejected,
      result.rejected.map(({ title, path, line, why }) => {
        const place = codeSpan(line === null ? path : `${path}:${line}`);
        return `- ${place} ${inertInline(title)} (${inertInline(why)})`;
      }),
    ],
  ];
  return groups
    .filter(([, items]) => items.length > 0)
    .map(([name, items]) => folded(`${name} (${items.length})`, [items.join('\n')]));
}

export function coverageTable({ coverage }: ReviewResult, words: Messages): string[] {
  if (coverage.length === 0) return [];
  const rows = coverage.map(
    ({ path, status, reason }) =>
      `| ${codeCell(path)} | ${words.coverage[status]} | ${inertCell(reason)} |`,
  );
  const head = `| ${words.reportPath} | ${words.reportStatus} | ${words.reportReason} |`;
  const table = [head, '| --- | --- | --- |', ...rows].join('\n');
  return [folded(`${words.reportCoverage} (${words.files(coverage.length)})`, [table])];
}

export function footer(result: ReviewResult, words: Messages): string {
  const { usage, agent, model } = result;
  const all = inputTokens(usage);
  const cached = all === 0 ? 0 : Math.round((usage.cacheReadTokens / all) * 100);
  const repaired = agent.repaired ? ` (${words.repaired})` : '';
  const range = [result.mergeBase, result.head].map((id) => id?.slice(0, 12) ?? '?').join('..');
  const facts: [string, string][] = [
    ...(result.head === null && result.mergeBase === null
      ? []
      : ([[words.reportRange, codeSpan(range)]] as [string, string][])),
    [words.agentLabel, `${codeSpan(agent.name)}, ${codeSpan(agent.source)}${repaired}`],
    [words.modelLabel, model === null ? words.noModel : codeSpan(model)],
    ...(usage.requests > 0
      ? ([
          [words.tokensLabel, words.tokens(all, usage.outputTokens, cached)],
          [words.costLabel, cost(usage.costUsd, words)],
        ] as [string, string][])
      : []),
    [words.timeLabel, words.seconds(usage.seconds)],
    ...(result.notes ?? []).map((note): [string, string] => [words.noteLabel, inertInline(note)]),
    ...(result.replayed ? ([[words.noteLabel, words.replayed]] as [string, string][]) : []),
  ];
  return facts.map(([name, value]) => `- ${name}: ${value}`).join('\n');
}

/** A row of a CRLF file without its carriage return, which would be a row of its own. */
function withoutReturn(row: string): string {
  return row.replace(/\r$/, '');
}

/** A part that readers open when they want it. The title is ours, the blocks must be inert. */
export function folded(title: string, blocks: string[]): string {
  return `<details><summary>${title}</summary>\n\n${blocks.join('\n\n')}\n\n</details>`;
}
