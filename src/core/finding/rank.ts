import type { Finding, Severity } from './finding.ts';
import { SEVERITIES } from './finding.ts';

/** How the ranking weighs what is known of a finding; a repository may set its own. */
export interface RankingWeights {
  wouldPost: number;
  confidence: number;
  verdict: number;
  severity: number;
}

export interface Choosing {
  weights: RankingWeights;
  /** Lowest score that is posted, 0..1. */
  threshold: number;
  /** Lowest severity that is posted. */
  severityFloor: Severity;
  /** Most findings that are posted. */
  maxComments: number;
}

/**
 * "Would a busy senior reviewer post this?" and a calibrated confidence choose best; severity is a
 * weak filter, since much of what people want to be told is called low. With this threshold a
 * finding is posted when its finder would post it with a confidence of about 0.65 (critical) to
 * 0.75 (low); a confirmed one passes with 0.12 less, and none that its finder would not post does.
 */
export const DEFAULT_CHOOSING: Choosing = {
  weights: { wouldPost: 0.45, confidence: 0.4, verdict: 0.1, severity: 0.05 },
  threshold: 0.8,
  severityFloor: 'low',
  maxComments: 30,
};

/** 0..1, higher is better. */
function score(finding: Finding, weights: RankingWeights): number {
  const verdict = { confirmed: 1, unverified: 0.5, lowered: 0 }[finding.verdict];
  const severity = 1 - SEVERITIES.indexOf(finding.severity) / (SEVERITIES.length - 1);
  const total = weights.wouldPost + weights.confidence + weights.verdict + weights.severity;
  const sum =
    weights.wouldPost * (finding.wouldPost ? 1 : 0) +
    weights.confidence * finding.confidence +
    weights.verdict * verdict +
    weights.severity * severity;
  return total === 0 ? 0 : sum / total;
}

/**
 * Ranks findings and marks which are posted; the others say why not. Ties keep severity, then
 * place, so that the order never depends on the order of the answer.
 */
export function choose(findings: Finding[], choosing: Choosing): Finding[] {
  const scored = findings.map((finding) => ({
    finding,
    score: score(finding, choosing.weights),
  }));
  scored.sort(
    (a, b) =>
      b.score - a.score ||
      SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
      compareText(a.finding.path, b.finding.path) ||
      a.finding.line - b.finding.line ||
      compareText(a.finding.title, b.finding.title),
  );
  let posted = 0;
  return scored.map(({ finding, score }, index) => {
    const why = whyNot(finding, score, choosing, posted);
    if (why === null) posted++;
    const { notPostedBecause: _, ...rest } = finding;
    return {
      ...rest,
      rank: index + 1,
      posted: why === null,
      ...(why === null ? {} : { notPostedBecause: why }),
    };
  });
}

/** Whether a finding would be posted if it were confirmed: only then is a check worth its price. */
export function couldBePosted(finding: Finding, choosing: Choosing): boolean {
  const confirmed: Finding = { ...finding, verdict: 'confirmed' };
  return whyNot(confirmed, score(confirmed, choosing.weights), choosing, 0) === null;
}

function whyNot(
  finding: Finding,
  score: number,
  choosing: Choosing,
  posted: number,
): string | null {
  if (finding.preexisting) return 'it was there before this change';
  if (SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf(choosing.severityFloor)) {
    return `severity ${finding.severity} is below the floor ${choosing.severityFloor}`;
  }
  if (score < choosing.threshold) {
    return `score ${score.toFixed(2)} is below the threshold ${choosing.threshold.toFixed(2)}`;
  }
  if (posted >= choosing.maxComments) return `only ${choosing.maxComments} are posted`;
  return null;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
