import type { EvalCase, Expectation } from '../core/eval/eval-case.ts';
import {
  expectationName,
  findingName,
  judgementSchema,
  parseJudgement,
  type JudgedFinding,
  type JudgePrompts,
} from '../core/eval/judgement.ts';
import type { Finding } from '../core/finding/finding.ts';
import { fileText } from '../core/prompt/change-text.ts';
import { fill } from '../core/prompt/prompts.ts';
import { ModelError, type ModelInfo } from '../ports/model.ts';
import { ask } from './ask.ts';
import { isRefusedKey } from './converse.ts';
import { opening, systemBlocks } from './layout.ts';
import type { Meter } from './meter.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
import { toolsFor } from './tools/toolbox.ts';
import { toolDefinition } from './tools/tool.ts';
import { eitherSignal, Interrupted } from './stops.ts';

export type Judged =
  | { ok: true; judged: JudgedFinding[]; model: string }
  /** `why` is in words for the user. */
  | { ok: false; why: string };

/** Tokens that the judge may answer with, thinking included. */
const MOST_OUTPUT_TOKENS = 32_000;

/**
 * Asks the judge about all findings of one change in one conversation, those not posted too, so
 * that other settings of the ranking can be scored on the same answers. It may read the repository
 * but is not told whose findings they are, nor which were posted.
 */
export async function judgeFindings(
  evalCase: EvalCase,
  findings: readonly Finding[],
  input: ReviewInput,
  ports: ReviewPorts,
  prompts: JudgePrompts,
  meter: Meter,
): Promise<Judged> {
  const model = await resolveOrSay(prompts, ports);
  if (typeof model === 'string') return { ok: false, why: model };
  const { tools, context } = toolsFor(input);
  // In the order of their places, since their ranking would tell what was posted.
  const blind = findings.toSorted((a, b) =>
    a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1,
  );
  const question = fill(prompts.question, {
    expected:
      evalCase.expected.length === 0
        ? 'none'
        : evalCase.expected.map((each, index) => expectedText(each, index)).join('\n'),
    findings: blind.map(findingText).join('\n'),
  }).trim();
  const asked = await ask(
    {
      model: ports.model,
      tools,
      context,
      prompts: ports.prompts,
      meter,
      maxCostUsd: null,
      stops: ports.stops,
      progress: ports.progress,
      request: {
        model: model.id,
        maxTokens: Math.min(model.maxOutputTokens, MOST_OUTPUT_TOKENS),
        system: systemBlocks({ role: prompts.definition.body, rules: '' }),
        tools: tools.map((tool) => toolDefinition(tool, ports.prompts.tools)),
        schema: judgementSchema(),
      },
    },
    opening({
      change: `<change>\n${input.change.files.map(fileText).join('')}</change>\n`,
      question,
    }),
    (text) => parseJudgement(text, evalCase, blind),
  );
  if (!asked.ok) return { ok: false, why: asked.why };
  const byId = new Map(asked.answer.map((each) => [each.finding.id, each]));
  return { ok: true, judged: findings.map(({ id }) => byId.get(id)!), model: model.id };
}

/** The judge's own model whoever is judged, or why it can't be had. */
async function resolveOrSay(
  { definition }: JudgePrompts,
  { model, stops }: ReviewPorts,
): Promise<ModelInfo | string> {
  try {
    return await model.resolve(definition.model, eitherSignal(stops));
  } catch (error) {
    if (stops.signal.aborted) throw new Interrupted('interrupted', { cause: error });
    if (!(error instanceof ModelError) || isRefusedKey(error)) throw error;
    return error.message;
  }
}

function expectedText(each: Expectation, index: number): string {
  const name = expectationName(index);
  return `<expected id="${name}">\n${placeText(each)}\n${quoted(each.text)}\n</expected>`;
}

function findingText(finding: Finding, index: number): string {
  const { title, body, evidence } = finding;
  const parts = [
    placeText(finding),
    title,
    body,
    ...evidence.map(({ path, line, side, quote }) => {
      return `evidence: ${path}:${line} (${side}) ${quote.trim()}`;
    }),
  ];
  return `<finding id="${findingName(index)}">\n${quoted(parts.join('\n'))}\n</finding>`;
}

function placeText({ path, startLine, line, side }: Expectation | Finding): string {
  return `place: ${path}:${startLine === line ? line : `${startLine}-${line}`} (${side})`;
}

/** The closing tag is the one thing that could make quoted words look like ours. */
function quoted(text: string): string {
  return text.replaceAll('</', '<\\/');
}
