import type { ReviewResult } from '../finding/review-result.ts';
import { codeSpan } from './fence.ts';
import { shown } from './facts.ts';
import { inertInline, inertMarkdown } from './inert.ts';
import { coverageTable, folded, footer, listed, overview, shortfalls } from './markdown.ts';
import { messages, type Language } from './messages.ts';

/** Longest summary, so that it fits a comment and a check run alike. */
const MOST_CHARACTERS = 60_000;

/**
 * The summary of a pull request's review: what was found, what could not be put on a line and why,
 * what was not read. Inert; parts at the end are left out whole when it grows too long.
 */
export function renderSummary(
  result: ReviewResult,
  unplaced: readonly { findingId: string; reason: string }[],
  { language, banners }: { language: Language; banners: readonly string[] },
): string {
  const words = messages(language);
  const reasons = new Map(unplaced.map(({ findingId, reason }) => [findingId, reason]));
  const onlyHere = shown(result).flatMap((finding) => {
    const reason = reasons.get(finding.id);
    if (reason === undefined) return [];
    const place = finding.anchor === 'summary' ? finding.path : `${finding.path}:${finding.line}`;
    const title = `**${words.severity[finding.severity]}: ${inertInline(finding.title)}** ${codeSpan(place)} ${codeSpan(finding.id)}`;
    return [
      `${title}\n\n${inertMarkdown(finding.body)}\n\n_${words.notOnLine}: ${inertInline(reason)}_`,
    ];
  });
  const blocks = [
    `### ${words.reportTitle}`,
    ...banners.map((banner) => `> ${banner}`),
    ...shortfalls(result, words),
    overview(result, shown(result), words),
    ...onlyHere,
    ...listed(result, words),
    ...coverageTable(result, words),
    folded(words.reportFacts, [footer(result, words)]),
  ];
  const kept: string[] = [];
  let length = 0;
  for (const block of blocks) {
    length += block.length + 2;
    if (length > MOST_CHARACTERS) {
      kept.push(words.tooLong);
      break;
    }
    kept.push(block);
  }
  return kept.join('\n\n');
}
