import type { Parsed } from '../core/finding/json-answer.ts';
import { fill } from '../core/prompt/prompts.ts';
import type { ModelMessage } from '../ports/model.ts';
import { converse, type Conversation, type Failure } from './converse.ts';

export type Asked<T> = { ok: true; answer: T; messages: ModelMessage[] } | Failure;

/** Asks until the answer can be read; one that can't gets one repair turn that tells what is wrong. */
export async function ask<T>(
  talk: Conversation,
  opening: ModelMessage[],
  parse: (text: string) => Parsed<T>,
): Promise<Asked<T>> {
  const first = await converse(talk, opening);
  if (!first.ok) return first;
  const parsed = parse(first.text);
  if (parsed.ok) return { ok: true, answer: parsed.answer, messages: first.messages };
  const question = fill(talk.prompts.repairAnswer, { problem: parsed.problem });
  const second = await converse(talk, [...first.messages, userTurn(question)]);
  if (!second.ok) return second;
  const again = parse(second.text);
  if (again.ok) return { ok: true, answer: again.answer, messages: second.messages };
  return {
    ok: false,
    why: `the answer does not fit the schema, twice: ${again.problem}`,
    anotherModel: true,
  };
}

export function userTurn(text: string): ModelMessage {
  return { role: 'user', content: [{ type: 'text', text: text.trim() }] };
}
