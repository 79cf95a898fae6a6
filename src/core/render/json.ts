import type { Finding } from '../finding/finding.ts';
import type { ReviewResult } from '../finding/review-result.ts';
import { ranked } from './facts.ts';
import { prettyJson } from './json-text.ts';

/**
 * A review as the JSON that scripts read (`backline.review/1`): the promised keys in the promised
 * order, findings by rank, optional keys only where there is something.
 */
export function renderJson(result: ReviewResult): string {
  const { agent, usage } = result;
  return prettyJson({
    schema: result.schema,
    base: result.base,
    mergeBase: result.mergeBase,
    head: result.head,
    agent: { name: agent.name, source: agent.source, repaired: agent.repaired },
    model: result.model,
    outcome: result.outcome,
    replayed: result.replayed,
    coverage: result.coverage.map(({ path, status, reason }) => ({ path, status, reason })),
    findings: ranked(result.findings).map(findingKeys),
    rejected: result.rejected.map(({ title, path, line, why }) => ({ title, path, line, why })),
    incomplete: result.incomplete?.map(({ what, why }) => ({ what, why })),
    notes: result.notes,
    usage: {
      requests: usage.requests,
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      cacheReadTokens: usage.cacheReadTokens,
      cacheWriteTokens: usage.cacheWriteTokens,
      ...(usage.cachedShare === undefined ? {} : { cachedShare: usage.cachedShare }),
      costUsd: usage.costUsd,
      seconds: usage.seconds,
    },
  });
}

function findingKeys(finding: Finding): Record<keyof Finding, unknown> {
  const { suggestion } = finding;
  return {
    id: finding.id,
    fingerprint: finding.fingerprint,
    path: finding.path,
    side: finding.side,
    startLine: finding.startLine,
    line: finding.line,
    anchor: finding.anchor,
    anchorReason: finding.anchorReason,
    severity: finding.severity,
    category: finding.category,
    confidence: finding.confidence,
    title: finding.title,
    body: finding.body,
    approach: finding.approach,
    errorHandling: finding.errorHandling,
    assumptions: finding.assumptions,
    tests: finding.tests,
    scaling: finding.scaling,
    evidence: finding.evidence.map(({ path, side, line, quote, verified }) => ({
      path,
      side,
      line,
      quote,
      verified,
    })),
    alsoAt: finding.alsoAt?.map(({ path, line }) => ({ path, line })),
    suggestion: suggestion && {
      startLine: suggestion.startLine,
      line: suggestion.line,
      code: suggestion.code,
    },
    verdict: finding.verdict,
    preexisting: finding.preexisting,
    wouldPost: finding.wouldPost,
    rank: finding.rank,
    posted: finding.posted,
    notPostedBecause: finding.notPostedBecause,
  };
}
