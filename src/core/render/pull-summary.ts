import type { ReviewResult } from '../finding/review-result.ts';
import { cutToFit } from './cut-text.ts';
import { codeSpan } from './fence.ts';
import { shown } from './facts.ts';
import { inertInline, inertMarkdown } from './inert.ts';
import { coverageTable, folded, footer, listed, overview, shortfalls } from './markdown.ts';
import type { Standing } from '../ledger/standing.ts';
import { messages, type Language } from './messages.ts';
import { standingBlocks } from './standing.ts';

/**
 * Longest summary, in bytes: a comment takes 65,536 characters, a check run 65,535, and bytes are
 * the most that these can be. The rest is for the marker, which takes up to 8,030.
 */
const MOST_BYTES = 57_000;
/** Longest body of a finding that stands in the summary alone, in characters. */
const MOST_BODY = 4_000;
/** Bytes of all of them together; further ones are told by their titles. */
const MOST_BODIES = 32_000;

/**
 * The summary of a pull request's review: what was found, what could not be put on a line and why,
 * what was not read. Inert; parts are left out whole when it grows too long.
 */
export function renderSummary(
  result: ReviewResult,
  unplaced: readonly { findingId: string; reason: string }[],
  {
    language,
    banners,
    standing,
  }: { language: Language; banners: readonly string[]; standing?: Standing },
): string {
  const words = messages(language);
  const reasons = new Map(unplaced.map(({ findingId, reason }) => [findingId, reason]));
  let bodies = MOST_BODIES;
  const onlyHere = shown(result).flatMap((finding) => {
    const reason = reasons.get(finding.id);
    if (reason === undefined) return [];
    const place = finding.anchor === 'summary' ? finding.path : `${finding.path}:${finding.line}`;
    const title = `**${words.severity[finding.severity]}: ${inertInline(finding.title)}** ${codeSpan(place)} ${codeSpan(finding.id)}`;
    const body = inertMarkdown(cutToFit(finding.body, inertMarkdown, MOST_BODY));
    bodies -= Buffer.byteLength(body);
    const told = bodies < 0 ? title : `${title}\n\n${body}`;
    return [`${told}\n\n_${words.notOnLine}: ${inertInline(reason)}_`];
  });
  const blocks = [
    `### ${words.reportTitle}`,
    ...banners.map((banner) => `> ${banner}`),
    ...shortfalls(result, words),
    ...(standing === undefined ? [] : standingBlocks(standing, shown(result).length, language)),
    ...(standing?.unchanged === true ? [] : [overview(result, shown(result), words)]),
    ...onlyHere,
    ...listed(result, words),
    ...coverageTable(result, words),
    folded(words.reportFacts, [footer(result, words)]),
  ];
  const kept: string[] = [];
  let left = MOST_BYTES - Buffer.byteLength(words.tooLong) - 2;
  for (const block of blocks) {
    const bytes = Buffer.byteLength(block) + 2;
    // What stands further down may be shorter, and says more than nothing.
    if (bytes > left) continue;
    kept.push(block);
    left -= bytes;
  }
  if (kept.length < blocks.length) kept.push(words.tooLong);
  return kept.join('\n\n');
}
