import type { Finding } from '../../src/core/finding/finding.ts';
import type { ReviewResult } from '../../src/core/finding/review-result.ts';

/** A finding that would be posted, with whatever a test wants otherwise. */
export function finding(over: Partial<Finding> = {}): Finding {
  return {
    id: 'k3f9a',
    fingerprint: '0123456789abcdef',
    path: 'src/a.ts',
    side: 'RIGHT',
    startLine: 2,
    line: 2,
    anchor: 'line',
    severity: 'high',
    category: 'reliability',
    confidence: 0.9,
    title: 'It fails twice',
    body: 'When it runs twice it fails.',
    evidence: [],
    verdict: 'unverified',
    preexisting: false,
    wouldPost: true,
    rank: 1,
    posted: true,
    ...over,
  };
}

/** A finished review with these findings. */
export function reviewResult(findings: Finding[], over: Partial<ReviewResult> = {}): ReviewResult {
  return {
    schema: 'backline.review/1',
    base: 'b'.repeat(40),
    mergeBase: 'b'.repeat(40),
    head: 'a'.repeat(40),
    agent: { name: 'backend-developer-expert', source: 'built in', repaired: false },
    model: 'claude-opus-5-5',
    outcome: findings.some(({ posted }) => posted) ? 'findings' : 'clean',
    replayed: false,
    coverage: [{ path: 'src/a.ts', status: 'reviewed', reason: 'TypeScript source' }],
    findings,
    rejected: [],
    usage: {
      requests: 1,
      inputTokens: 1000,
      outputTokens: 100,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 0.01,
      seconds: 2,
    },
    ...over,
  };
}
