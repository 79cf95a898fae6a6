import type { AnswerForm } from '../core/conversation/answers.ts';
import { rulesText } from '../core/prompt/brief.ts';
import { fill, type AnswerTexts } from '../core/prompt/prompts.ts';
import type { Effort, ModelInfo } from '../ports/model.ts';
import { ModelError } from '../ports/model.ts';
import { changeMaterial, type Material } from './answer-material.ts';
import { ask } from './ask.ts';
import { isRefusedKey, type Conversation } from './converse.ts';
import { opening, systemBlocks } from './layout.ts';
import { readRepositoryMemory } from './memory.ts';
import type { Meter } from './meter.ts';
import { readRules } from './read-rules.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
import { eitherSignal, Interrupted, timeLimit } from './stops.ts';
import { toolDefinition } from './tools/tool.ts';
import { toolsFor } from './tools/toolbox.ts';

const MOST_OUTPUT_TOKENS = 32_000;

/** What an agent is asked besides the change: its texts, and what fills the question. */
export interface AnswerRequest<T> {
  texts: AnswerTexts;
  values: Readonly<Record<string, string>>;
  /** The path that is asked about, for the rules that hold there. */
  path?: string;
  /** Null for Markdown. */
  form: AnswerForm<T> | null;
}

export type Answered<T> =
  | { ok: true; answer: T; model: string; notes: string[] }
  /** `why` is in words for the user. */
  | { ok: false; why: string; model: string | null };

/**
 * Asks the agent, with the change before it and the tools at the head; when a model refuses or
 * can't be had, the next one that is configured.
 *
 * Throws Interrupted when the user stopped it, and a ModelError when the key was refused.
 */
export function askAgent(
  material: Material,
  request: AnswerRequest<string> & { form: null },
  ports: ReviewPorts,
  meter: Meter,
): Promise<Answered<string>>;
export function askAgent<T>(
  material: Material,
  request: AnswerRequest<T> & { form: AnswerForm<T> },
  ports: ReviewPorts,
  meter: Meter,
): Promise<Answered<T>>;
export async function askAgent<T>(
  { input }: Material,
  { texts, values, path, form }: AnswerRequest<T>,
  ports: ReviewPorts,
  meter: Meter,
): Promise<Answered<T | string>> {
  const models = await modelsOf(input, ports);
  if ('why' in models) return { ok: false, why: models.why, model: null };
  const { settings, agent } = input;
  const paths = input.change.files.map((file) => file.path);
  const rules = await readRules(
    input.readTrusted,
    path === undefined ? paths : [path, ...paths],
    settings.guidelines,
  );
  const memory = await readRepositoryMemory(
    input.readTrusted,
    ports.prompts.repositoryMemory,
    new Date(),
  );
  const { tools, context } = toolsFor(input);
  const brief = {
    role: `${agent.definition.body.trim()}\n\n${texts.instructions}\n`,
    rules: rulesText(rules, memory.text),
    change: changeMaterial(input),
    question: fill(texts.question, values),
  };
  const parse = form?.parse ?? ((text: string) => ({ ok: true as const, answer: text.trim() }));
  const effort = effortOf(input);
  let why = '';
  for (const model of models) {
    const talk: Conversation = {
      model: ports.model,
      request: {
        model: model.id,
        maxTokens: Math.min(model.maxOutputTokens, MOST_OUTPUT_TOKENS),
        ...(effort === null ? {} : { effort }),
        system: systemBlocks(brief),
        tools: tools.map((tool) => toolDefinition(tool, ports.prompts.tools)),
        ...(form === null ? {} : { schema: form.schema }),
      },
      tools,
      context,
      prompts: ports.prompts,
      meter,
      maxCostUsd: settings.maxCostUsd,
      stops: ports.stops,
      progress: ports.progress,
    };
    const asked = await ask<T | string>(talk, opening(brief), parse);
    if (asked.ok) {
      const notes = [...models.flatMap(({ note }) => note ?? []), ...memory.notes];
      return { ok: true, answer: asked.answer, model: model.id, notes };
    }
    why = asked.why;
    if (!asked.anotherModel) break;
  }
  return { ok: false, why, model: models[0]?.id ?? null };
}

/** The model that answers, then those to fall back on. */
async function modelsOf(
  { settings, agent }: ReviewInput,
  ports: ReviewPorts,
): Promise<ModelInfo[] | { why: string }> {
  const named = settings.roles.answerer?.model ?? settings.model ?? agent.definition.model;
  const found: ModelInfo[] = [];
  try {
    for (const name of [named, ...settings.fallbackModels]) {
      const model = await ports.model.resolve(name, eitherSignal(ports.stops));
      if (!found.some(({ id }) => id === model.id)) found.push(model);
    }
    return found;
  } catch (error) {
    if (ports.stops.signal.aborted) throw new Interrupted('interrupted', { cause: error });
    if (ports.stops.deadline.aborted) return { why: timeLimit(ports.stops) };
    if (!(error instanceof ModelError) || isRefusedKey(error)) throw error;
    return { why: error.message };
  }
}

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

function effortOf({ settings, agent }: ReviewInput): Effort | null {
  const written = agent.definition.effort?.trim().toLowerCase();
  return (
    settings.roles.answerer?.effort ??
    settings.effort ??
    EFFORTS.find((effort) => effort === written) ??
    null
  );
}
