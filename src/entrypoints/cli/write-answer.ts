import { neutralText } from '../../core/conversation/answer-body.ts';
import type { Change } from '../../core/diff/model.ts';
import type { Usage } from '../../core/finding/review-result.ts';
import { cost, inputTokens } from '../../core/render/facts.ts';
import { inertMarkdown } from '../../core/render/inert.ts';
import { prettyJson } from '../../core/render/json-text.ts';
import { languageOf, messages } from '../../core/render/messages.ts';
import { oneLine } from '../../core/render/prose.ts';
import type { LoadedAgent } from '../../review/load-agent.ts';
import type { CliIo } from '../io.ts';
import type { AskOptions } from './ask-command.ts';
import { writeOut } from './write-out.ts';

/** What came of a question on the command line. */
export interface LocalAnswer {
  question: string;
  change: Pick<Change, 'base' | 'mergeBase' | 'head'>;
  agent: LoadedAgent;
  /** The model that was asked; null when none was. */
  model: string | null;
  /** Null when there is none; `why` says the reason then. */
  answer: string | null;
  why?: string;
  notes: string[];
  usage: Usage;
}

/** Prints an answer in the format asked for; what it cost goes to stderr. */
export async function writeAnswer(
  io: CliIo,
  options: AskOptions,
  answer: LocalAnswer,
): Promise<void> {
  const text = render(options, answer);
  if (text !== '') await writeOut(io, options.output, text);
  if (answer.answer === null)
    io.stderr.write(`backline: no answer: ${oneLine(answer.why ?? '')}\n`);
  if (options.quiet === true) return;
  const words = messages(languageOf(options.language));
  for (const note of answer.notes) io.stderr.write(`backline: ${oneLine(note)}\n`);
  const { usage, model } = answer;
  const facts = [
    model ?? words.noModel,
    words.tokens(inputTokens(usage), usage.outputTokens, cachedPercent(usage)),
    cost(usage.costUsd, words),
    words.seconds(usage.seconds),
    ...(options.replay === undefined ? [] : [words.replayed]),
  ];
  io.stderr.write(`backline: ${facts.join(', ')}\n`);
}

function render(options: AskOptions, answer: LocalAnswer): string {
  if (options.format === 'json') return prettyJson(jsonOf(options, answer));
  if (answer.answer === null) return '';
  const text = answer.answer.trim();
  return `${options.format === 'markdown' ? inertMarkdown(text) : neutralText(text)}\n`;
}

function jsonOf({ at, replay }: AskOptions, asked: LocalAnswer): unknown {
  const { question, change, agent, model, answer, why, notes, usage } = asked;
  const { definition, source } = agent;
  return {
    schema: 'backline.answer/1',
    base: change.base,
    mergeBase: change.mergeBase,
    head: change.head,
    agent: { name: definition.name, source, repaired: definition.repaired },
    model,
    outcome: answer === null ? 'incomplete' : 'answered',
    replayed: replay !== undefined,
    question,
    at,
    answer,
    incomplete: why === undefined ? undefined : [{ what: 'the answer', why }],
    notes: notes.length === 0 ? undefined : notes,
    usage,
  };
}

function cachedPercent(usage: Usage): number {
  const all = inputTokens(usage);
  return all === 0 ? 0 : Math.round((100 * usage.cacheReadTokens) / all);
}
