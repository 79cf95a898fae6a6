import type { Config } from '../core/config/config.ts';
import type { ReviewResult } from '../core/finding/review-result.ts';
import type { Progress } from '../ports/progress.ts';
import { estimateReview } from '../review/estimate.ts';
import { loadAgent } from '../review/load-agent.ts';
import { loadConfig } from '../review/load-config.ts';
import type { ReviewInput } from '../review/review-input.ts';
import { runReview } from '../review/run-review.ts';
import { selectChanged } from '../review/select-changed.ts';
import { limitCost, settingsOf } from '../review/settings.ts';
import { exitCodeOf } from './cli/exit-code.ts';
import type { OpenChange } from './cli/open-change.ts';
import type { ReviewOptions } from './cli/review-options.ts';
import { writeEstimate } from './cli/write-estimate.ts';
import { writeReview } from './cli/write-review.ts';
import { checkOutput } from './cli/write-out.ts';
import type { CliIo } from './io.ts';
import { localAgentSources, repositoryAgentSources } from './agent-sources.ts';
import { withProgress } from './cli/with-progress.ts';
import { createModel } from './create-model.ts';
import { openChange } from './open-change.ts';
import { loadOperator } from './operator.ts';
import { overridesOf, reviewPorts } from './review-ports.ts';

/** `backline review`: from a command line to a printed result and `io.exitCode`. */
export async function reviewLocally(
  io: CliIo,
  options: ReviewOptions,
  paths: string[],
): Promise<ReviewResult | null> {
  return withProgress(io, options, (progress) => review(io, options, paths, progress));
}

async function review(
  io: CliIo,
  options: ReviewOptions,
  paths: string[],
  progress: Progress,
): Promise<ReviewResult | null> {
  await checkOutput(io, options.output);
  progress({ kind: 'phase', phase: 'gather' });
  const operator = await loadOperator(io.env, io.cwd);
  const open = await openChange(io, options, paths);
  try {
    const { config } = await loadConfig(open.trusted);
    // An agent named by the repository's configuration is one of the repository's or ours; a path
    // outside of it can only be named on the command line.
    const agent =
      options.agent === undefined
        ? await loadAgent(config.agent, repositoryAgentSources(open.trusted))
        : await loadAgent(options.agent, await localAgentSources(io.cwd));
    progress({ kind: 'phase', phase: 'select', detail: `${open.change.files.length}` });
    const selections = await selectChanged(
      open.change.files,
      { blob: open.blob, attributes: open.head },
      { include: config.include, exclude: config.exclude, allFiles: options.allFiles === true },
    );
    const input: ReviewInput = {
      change: open.change,
      head: open.head,
      base: open.base,
      selections,
      description: open.description,
      agent,
      settings: settingsOf(
        config,
        limitCost(overridesOf(options), operator.budget.perReviewUsd ?? null),
      ),
      readTrusted: (path) => open.trusted.read(path),
    };
    const needed = [...selections.values()].some(({ selected }) => selected);
    const { model, canCount } = createModel(io, { ...options, needed, operator }, (text) =>
      progress({ kind: 'notice', text }),
    );
    const ports = await reviewPorts(io, model, options.maxTime ?? null, progress);
    if (options.estimate === true) {
      progress({ kind: 'phase', phase: 'estimate' });
      const estimate = await estimateReview(input, ports, canCount);
      progress({ kind: 'done' });
      await writeEstimate(io, options, open.change, selections, estimate);
      return null;
    }
    const result = await runReview(input, ports);
    const marked = withNotes({ ...result, replayed: options.replay !== undefined }, open);
    progress({ kind: 'done' });
    await writeReview(io, withLanguage(options, config), marked, open);
    io.exitCode = exitCodeOf(marked, options.failOn ?? config.failOn);
    return marked;
  } finally {
    await open.close();
  }
}

/** Labels are written in the configured language too. */
function withLanguage(options: ReviewOptions, { language }: Config): ReviewOptions {
  return options.language === undefined && language !== undefined
    ? { ...options, language }
    : options;
}

function withNotes(result: ReviewResult, open: OpenChange): ReviewResult {
  const notes = [...open.notes, ...(result.notes ?? [])];
  return notes.length === 0 ? result : { ...result, notes };
}
