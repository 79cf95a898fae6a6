import { stringify } from 'yaml';
import { compact } from './compact.ts';
import type { Config } from './config.ts';

/** A configuration as the file that says all of it; reading that file gives the same again. */
export function writeConfig(config: Config): string {
  const { weights, threshold } = config.ranking;
  const written = compact({
    agent: config.agent,
    language: config.language,
    model: config.model,
    fallback_models: config.fallbackModels,
    effort: config.effort,
    roles: config.roles,
    include: config.include,
    exclude: config.exclude,
    severity: config.severity,
    ranking: {
      weights: {
        would_post: weights.wouldPost,
        confidence: weights.confidence,
        verdict: weights.verdict,
        severity: weights.severity,
      },
      threshold,
    },
    max_comments: config.maxComments,
    fail_on: config.failOn,
    on: config.on,
    instructions: config.instructions,
    guidelines: config.guidelines,
    budget: compact({
      per_review_usd: config.budget.perReviewUsd,
      per_day_usd: config.budget.perDayUsd,
    }),
  });
  return stringify(written, { lineWidth: 0, aliasDuplicateObjects: false });
}
