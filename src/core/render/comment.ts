import type { Finding } from '../finding/finding.ts';
import { codeSpan, fencedCode, inertCode } from './fence.ts';
import { inertInline, inertMarkdown } from './inert.ts';
import { messages, type Language, type Messages } from './messages.ts';

/** Longest body GitHub takes, in characters, less what the marker needs. */
export const MOST_CHARACTERS = 65_536 - 2_048;

export interface CommentOptions {
  language: Language;
  /** True when the suggestion may be a block that GitHub offers to commit. */
  committable: boolean;
  /** Why the finding is not on its line, when it isn't. */
  notOnLine?: string;
}

/**
 * One finding as a comment on GitHub: title, what goes wrong and how to mend it above the fold,
 * the rest folded. Inert, and within GitHub's limit.
 */
export function renderComment(finding: Finding, options: CommentOptions): string {
  const words = messages(options.language);
  const head = [
    `**${words.severity[finding.severity]} (${words.category[finding.category]}): ${inertInline(finding.title)}**`,
    ...(options.notOnLine === undefined ? [] : [`_${inertInline(options.notOnLine)}_`]),
    inertMarkdown(finding.body),
    ...(finding.approach === undefined
      ? []
      : [`**${words.fix}:** ${inertInline(finding.approach)}`]),
  ];
  const fix = fixBlock(finding, options.committable);
  const more = details(finding, words);
  const commands = `<sub>${codeSpan(`/explain ${finding.id}`)} ${codeSpan(`/dismiss ${finding.id} …`)}</sub>`;
  return fit([...head, ...fix], more.length === 0 ? [] : [fold(words.reportMore, more)], commands);
}

function fixBlock(finding: Finding, committable: boolean): string[] {
  const { suggestion } = finding;
  if (suggestion === undefined) return [];
  // GitHub keeps the file's own line ends when it commits a block.
  const code = suggestion.code.replaceAll('\r\n', '\n').replace(/\r$/, '');
  const unchanged = code.split('\n').every((row) => inertCode(row) === row);
  if (!committable || !unchanged) return [fencedCode('', code)];
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const range = code === '' ? '' : `${code}\n`;
  return [`${fence}suggestion\n${range}${fence}`];
}

function details(finding: Finding, words: Messages): string[] {
  const parts: [string, string | undefined][] = [
    [words.errorHandling, finding.errorHandling],
    [words.assumptions, finding.assumptions?.map((each) => `- ${each}`).join('\n')],
    [words.tests, finding.tests],
    [words.scaling, finding.scaling],
    [
      words.alsoAt,
      finding.alsoAt?.map(({ path, line }) => `- ${codeSpan(`${path}:${line}`)}`).join('\n'),
    ],
  ];
  const shown = parts.flatMap(([name, text]) =>
    text === undefined || text.trim() === '' ? [] : [`**${name}**`, inertMarkdown(text)],
  );
  const quotes = finding.evidence
    .filter(({ verified }) => verified)
    .map(({ path, line, quote }) => `- ${codeSpan(`${path}:${line}`)} ${codeSpan(quote.trim())}`);
  return quotes.length === 0 ? shown : [...shown, `**${words.evidence}**`, quotes.join('\n')];
}

function fold(title: string, blocks: string[]): string {
  return `<details><summary>${title}</summary>\n\n${blocks.join('\n\n')}\n\n</details>`;
}

/** Leaves the folded part out first, then cuts whole blocks from the end: never inside a fence. */
function fit(head: string[], more: string[], last: string): string {
  const whole = [...head, ...more, last].join('\n\n');
  if (whole.length <= MOST_CHARACTERS) return whole;
  const kept = [...head];
  while (kept.length > 1 && [...kept, last].join('\n\n').length > MOST_CHARACTERS) kept.pop();
  const text = [...kept, last].join('\n\n');
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
