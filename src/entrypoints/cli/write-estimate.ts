import type { Selection } from '../../core/selection/select.ts';
import type { Change } from '../../core/diff/model.ts';
import { number } from '../../core/render/words/number.ts';
import { ANSWER_TOKENS, CHECKS, ROUNDS, type Estimate } from '../../review/estimate.ts';
import { UserError } from '../../core/errors.ts';
import type { CliIo } from '../io.ts';
import type { ReviewOptions } from './review-options.ts';
import { writeOut } from './write-out.ts';

/** Prints what a review would read and cost; with --verbose also what the model would be told. */
export async function writeEstimate(
  io: CliIo,
  options: ReviewOptions,
  change: Change,
  selections: ReadonlyMap<string, Selection>,
  estimate: Estimate,
): Promise<void> {
  if (options.format === 'json') {
    await writeOut(
      io,
      options.output,
      `${JSON.stringify(asJson(change, selections, estimate), null, 2)}\n`,
    );
    return;
  }
  if (options.format !== 'terminal') {
    throw new UserError(`--estimate prints as terminal or json, not as ${options.format}`);
  }
  await writeOut(
    io,
    options.output,
    asText(change, selections, estimate, options.verbose === true),
  );
}

function asJson(
  change: Change,
  selections: ReadonlyMap<string, Selection>,
  estimate: Estimate,
): Record<string, unknown> {
  return {
    schema: 'backline.estimate/1',
    base: change.base,
    mergeBase: change.mergeBase,
    head: change.head,
    model: estimate.model,
    files: change.files.map(({ path }) => ({ path, ...selections.get(path) })),
    groups: estimate.groups.map(({ files, openingTokens }) => ({ files, openingTokens })),
    exact: estimate.exact,
    leastUsd: estimate.leastUsd,
    likelyUsd: estimate.likelyUsd,
    notes: estimate.notes,
  };
}

function asText(
  change: Change,
  selections: ReadonlyMap<string, Selection>,
  estimate: Estimate,
  verbose: boolean,
): string {
  const selected = change.files.filter(({ path }) => selections.get(path)?.selected === true);
  const tokens = estimate.groups.reduce((sum, { openingTokens }) => sum + openingTokens, 0);
  const lines = selected.map(({ path }) => `  ${path}  (${selections.get(path)?.reason ?? ''})`);
  const out = [
    `${selected.length} of ${change.files.length} changed files would be reviewed:`,
    ...lines,
    '',
    `Model   ${estimate.model}`,
    `Input   ${number(tokens)} tokens in ${estimate.groups.length} ${estimate.groups.length === 1 ? 'conversation' : 'conversations'} (${estimate.exact ? "the model's own count" : 'a rough count; with a key the model counts, free of charge'})`,
    `Cost    ${costText(estimate)}`,
    ...estimate.notes.map((note) => `Note    ${note}`),
  ];
  if (verbose) {
    for (const [index, { brief }] of estimate.groups.entries()) {
      out.push('', `=== What the model is told, conversation ${index + 1} ===`, '');
      out.push(brief.role, brief.rules, brief.change, brief.question);
    }
  }
  return `${out.join('\n')}\n`;
}

function costText({ leastUsd, likelyUsd }: Estimate): string {
  if (leastUsd === null || likelyUsd === null) return 'unknown: no price is known for this model';
  return [
    `$${leastUsd.toFixed(2)} when it answers at once, $${likelyUsd.toFixed(2)} when it reads on`,
    `        (${ROUNDS.rounds} rounds of ${number(ROUNDS.tokensRead)} tokens, ${CHECKS.findings} findings checked, answers of ${number(ANSWER_TOKENS)})`,
    '        --max-cost sets a limit',
  ].join('\n');
}
