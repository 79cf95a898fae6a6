import { join } from 'node:path';
import { readPrompts } from '../adapters/prompts/read-prompts.ts';
import type { Model } from '../ports/model.ts';
import type { Progress } from '../ports/progress.ts';
import type { ReviewPorts } from '../review/review-input.ts';
import type { Overrides } from '../review/settings.ts';
import type { ReviewOptions } from './cli/review-options.ts';
import type { CliIo } from './io.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** What a review on the command line runs on. */
export async function reviewPorts(
  io: CliIo,
  model: Model,
  maxSeconds: number | null,
  progress: Progress,
): Promise<ReviewPorts> {
  return {
    model,
    prompts: await readPrompts(join(PACKAGE_ROOT, 'agents')),
    progress,
    stops: {
      signal: io.signal,
      deadline:
        maxSeconds === null ? new AbortController().signal : AbortSignal.timeout(maxSeconds * 1000),
      maxSeconds,
    },
    now: () => performance.now(),
  };
}

/** The options of a review as what goes before the configuration. */
export function overridesOf(options: ReviewOptions): Overrides {
  return {
    ...(options.agent === undefined ? {} : { agent: options.agent }),
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.effort === undefined ? {} : { effort: options.effort }),
    ...(options.language === undefined ? {} : { language: options.language }),
    ...(options.maxCost === undefined ? {} : { maxCostUsd: options.maxCost }),
    ...(options.instructions === undefined ? {} : { instructions: options.instructions }),
    allFiles: options.allFiles === true,
  };
}
