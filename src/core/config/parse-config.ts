import { UserError } from '../errors.ts';
import { readDocument, toPlainData, YamlProblem } from '../yaml/mapping.ts';
import { compact } from './compact.ts';
import type { Config } from './config.ts';
import { explain } from './explain.ts';
import { configSchema, type WrittenConfig } from './schema.ts';

/** Largest configuration file read, in characters. */
const MAX_CONFIG_LENGTH = 64 * 1024;

/**
 * Reads `.github/backline.yml`. Strict: an unknown key, a wrong type or broken YAML throws a
 * UserError of one line, `PATH:LINE: …`. An empty file is the default configuration.
 */
export function parseConfig(source: string, path: string): Config {
  if (source.length > MAX_CONFIG_LENGTH) {
    throw new UserError(`${path}: a configuration may have at most 64 KB.`);
  }
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  try {
    const document = readDocument(text);
    const result = configSchema.safeParse(toPlainData(document) ?? {});
    if (result.success) return toConfig(result.data);
    const { line, message } = explain(result.error.issues, document, text);
    throw new UserError(`${path}:${line}: ${message}`);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    const [message = ''] = error.message.split('\n');
    throw new UserError(`${path}:${error.line}: not valid YAML: ${message}.`, { cause: error });
  }
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
