import { choosingOf, type Config } from '../core/config/config.ts';
import type { Effort } from '../ports/model.ts';
import type { ReviewSettings } from './review-input.ts';

/** What a person says over the repository's configuration, on a command line or in a comment. */
export interface Overrides {
  /** An agent's name or, on a command line, a path. */
  agent?: string;
  model?: string;
  effort?: Effort;
  language?: string;
  maxCostUsd?: number;
  /** What to look at besides. */
  instructions?: string;
  allFiles?: boolean;
  /** Globs; of the selected files only those that match are reviewed. */
  files?: string[];
  /** Of a pull request: look at everything anew, what was deleted too. */
  full?: boolean;
  /** Of a pull request: what changed since that commit. */
  since?: string;
}

/** What a person says, with the cost held to a limit that is not theirs; null for none. */
export function limitCost(overrides: Overrides, maxUsd: number | null): Overrides {
  if (maxUsd === null) return overrides;
  return { ...overrides, maxCostUsd: Math.min(maxUsd, overrides.maxCostUsd ?? Infinity) };
}

/** The person goes before the configuration; of two limits the lower one holds. */
export function settingsOf(config: Config, overrides: Overrides): ReviewSettings {
  const limits = [overrides.maxCostUsd, config.budget.perReviewUsd].filter(
    (limit) => limit !== undefined,
  );
  return {
    model: overrides.model ?? config.model ?? null,
    effort: overrides.effort ?? config.effort ?? null,
    fallbackModels: config.fallbackModels,
    roles: {
      ...config.roles,
      finder: voiceOf(config.roles.finder, overrides),
      answerer: voiceOf(config.roles.answerer, overrides),
    },
    language: overrides.language ?? config.language ?? null,
    instructions: [
      ...config.instructions,
      ...(overrides.instructions === undefined
        ? []
        : [{ files: [], text: overrides.instructions }]),
    ],
    guidelines: config.guidelines,
    choosing: choosingOf(config),
    maxCostUsd: limits.length === 0 ? null : Math.min(...limits),
  };
}

/** A model that a person names goes before the one that the configuration has for the role. */
function voiceOf(
  { model, effort }: { model?: string; effort?: Effort } = {},
  overrides: Overrides,
): { model?: string; effort?: Effort } {
  return {
    ...(model === undefined || overrides.model !== undefined ? {} : { model }),
    ...(effort === undefined || overrides.effort !== undefined ? {} : { effort }),
  };
}
