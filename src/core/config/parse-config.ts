import { compact } from './compact.ts';
import type { Config } from './config.ts';
import { readStrict } from './read-strict.ts';
import { configJsonSchema, configSchema, type WrittenConfig } from './schema.ts';

/**
 * Reads `.github/backline.yml`. Strict: an unknown key, a wrong type or broken YAML throws a
 * UserError of one line, `PATH:LINE: …`. An empty file is the default configuration.
 */
export function parseConfig(source: string, path: string): Config {
  return toConfig(readStrict(source, path, configSchema, configJsonSchema));
}

function toConfig(written: WrittenConfig): Config {
  const { weights, threshold } = written.ranking;
  return compact({
    agent: written.agent,
    language: written.language,
    model: written.model,
    fallbackModels: written.fallback_models,
    effort: written.effort,
    roles: compact({
      finder: written.roles.finder && compact(written.roles.finder),
      verifier: written.roles.verifier && compact(written.roles.verifier),
      answerer: written.roles.answerer && compact(written.roles.answerer),
    }),
    include: written.include,
    exclude: written.exclude,
    severity: written.severity,
    ranking: {
      weights: {
        wouldPost: weights.would_post,
        confidence: weights.confidence,
        verdict: weights.verdict,
        severity: weights.severity,
      },
      threshold,
    },
    maxComments: written.max_comments,
    failOn: written.fail_on,
    on: written.on,
    instructions: written.instructions.map(({ files, text }) => ({
      files: typeof files === 'string' ? [files] : files,
      text,
    })),
    guidelines: written.guidelines,
    budget: compact({
      perReviewUsd: written.budget.per_review_usd,
      perDayUsd: written.budget.per_day_usd,
    }),
  });
}
