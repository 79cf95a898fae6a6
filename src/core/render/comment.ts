import type { Finding } from '../finding/finding.ts';
import { cutToFit } from './cut-text.ts';
import { codeSpan, fencedCode, inertCode } from './fence.ts';
import { inertInline, inertMarkdown } from './inert.ts';
import { messages, type Language, type Messages } from './messages.ts';

/** Longest body that GitHub takes, in characters. */
export const MOST_CHARACTERS = 65_536;
const MOST_TITLE = 300;

export interface CommentOptions {
  language: Language;
  /** True when the suggestion may be a block that GitHub offers to commit. */
  committable: boolean;
  /** Why the finding is not on its line, when it isn't. */
  notOnLine?: string;
  /** Longest comment, in characters; a few thousand at least. */
  mostCharacters: number;
}

/**
 * One finding as a comment on GitHub: title, what goes wrong and how to mend it above the fold,
 * the rest folded. Inert. What is too long loses the fold first, then the ends of body and fix,
 * cut at a sentence and never inside a fence.
 */
export function renderComment(finding: Finding, options: CommentOptions): string {
  const words = messages(options.language);
  const head = [
    `**${words.severity[finding.severity]} (${words.category[finding.category]}): ${inertInline(shorten(finding.title))}**`,
    ...(options.notOnLine === undefined ? [] : [`_${inertInline(shorten(options.notOnLine))}_`]),
  ];
  const commands = `<sub>${codeSpan(`/explain ${finding.id}`)} ${codeSpan(`/dismiss ${finding.id} …`)}</sub>`;
  const approach = (most: number): string[] =>
    finding.approach === undefined
      ? []
      : [`**${words.fix}:** ${inertInline(cutToFit(finding.approach, inertInline, most))}`];
  const fix = fixBlock(finding, options.committable);
  const more = details(finding, words);
  const join = (body: string, ...rest: string[]): string =>
    [...head, body, ...rest, commands].join('\n\n');

  const most = options.mostCharacters;
  const whole = [...approach(Infinity), ...fix];
  const folded = more.length === 0 ? [] : [fold(words.reportMore, more)];
  const body = inertMarkdown(finding.body);
  const full = join(body, ...whole, ...folded);
  if (full.length <= most) return full;
  const unfolded = join(body, ...whole);
  if (unfolded.length <= most) return unfolded;
  // A quarter each for what to do and its code: what goes wrong has the rest.
  const kept = [...approach(most / 4), ...fix.filter(({ length }) => length <= most / 4)];
  const room = most - join('', ...kept).length;
  return join(inertMarkdown(cutToFit(finding.body, inertMarkdown, room)), ...kept);
}

function shorten(text: string): string {
  return text.length <= MOST_TITLE ? text : `${text.slice(0, MOST_TITLE).toWellFormed()}…`;
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
