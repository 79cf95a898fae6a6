import type { Finding } from '../finding/finding.ts';
import type { ReviewResult, Usage } from '../finding/review-result.ts';
import type { Messages } from './messages.ts';

/** All findings, best rank first. */
export function ranked(findings: Finding[]): Finding[] {
  return [...findings].sort((a, b) => a.rank - b.rank);
}

/** The findings that a reader is shown in full: those that are, or would be, posted. */
export function shown(result: ReviewResult): Finding[] {
  return ranked(result.findings.filter((finding) => finding.posted));
}

/** All tokens that went in, from the cache or not. */
export function inputTokens(usage: Usage): number {
  return usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
}

/** USD with four digits below a dollar, two above; in words when the price is not known. */
export function cost(usd: number | null, words: Messages): string {
  if (usd === null) return words.unknownPrice;
  return `$${usd < 1 ? usd.toFixed(4) : usd.toFixed(2)}`;
}
