import type { Finding } from '../finding/finding.ts';
import type { ReviewResult } from '../finding/review-result.ts';
import { wrap } from './columns.ts';
import { ranked, shown } from './facts.ts';
import { messages, type Language } from './messages.ts';
import { createPalette } from './palette.ts';
import { oneLine } from './prose.ts';
import type { CodeRows } from './snippet.ts';
import { location, renderFinding, type TerminalView } from './terminal-finding.ts';
import { renderSummary } from './terminal-summary.ts';

export interface TerminalOptions {
  /** With false not one escape sequence is written. */
  color: boolean;
  /** Columns of the terminal; 40 at least is used. */
  width: number;
  /** Everything: all parts of a finding, what is not posted, what was rejected, each file. */
  verbose: boolean;
  language: Language;
  /** The code rows to show; null where they aren't known. */
  lines: CodeRows;
}

/** A review for a person at a terminal. Ends with a line feed. */
export function renderTerminal(result: ReviewResult, options: TerminalOptions): string {
  const view: TerminalView = {
    words: messages(options.language),
    palette: createPalette(options.color),
    width: Math.max(40, options.width),
    verbose: options.verbose,
    rows: options.lines,
  };
  const blocks = shown(result).map((finding) => renderFinding(finding, view));
  if (options.verbose) blocks.push(...unposted(result, view));
  blocks.push(renderSummary(result, view));
  return `${blocks.map((block) => block.join('\n').trimEnd()).join('\n\n')}\n`;
}

function unposted(result: ReviewResult, view: TerminalView): string[][] {
  const { words } = view;
  const rest = ranked(result.findings.filter((finding) => !finding.posted));
  const line = (finding: Finding): string[] =>
    entry(
      `${words.severity[finding.severity]} ${location(finding.path, finding.line)} ${finding.id}`,
      finding.title,
      finding.notPostedBecause ?? words.noReason,
      view,
    );
  const groups: [string, string[][]][] = [
    [words.notPosted, rest.filter((each) => !each.preexisting).map(line)],
    [words.notPostedPreexisting, rest.filter((each) => each.preexisting).map(line)],
    [
      words.rejected,
      result.rejected.map(({ path, line: at, title, why }) =>
        entry(location(path, at), title, why, view),
      ),
    ],
  ];
  return groups
    .filter(([, entries]) => entries.length > 0)
    .map(([name, entries]) => [view.palette.strong(`${name}:`), ...entries.flat()]);
}

/** One listed thing: where, what, and in parentheses why it is only listed. */
function entry(where: string, title: string, why: string, { width }: TerminalView): string[] {
  return wrap(oneLine(`${where}: ${title} (${why})`), width - 4).map((line, index) =>
    index === 0 ? `  ${line}` : `    ${line}`,
  );
}
