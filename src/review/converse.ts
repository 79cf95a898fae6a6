import { fill, type Prompts } from '../core/prompt/prompts.ts';
import {
  ModelError,
  type Model,
  type ModelErrorKind,
  type ModelMessage,
  type ModelReply,
  type ModelRequest,
} from '../ports/model.ts';
import type { Progress } from '../ports/progress.ts';
import { forecastUsd, prefixOf, type Before } from './forecast.ts';
import type { Meter } from './meter.ts';
import { createToolRunner } from './run-tools.ts';
import { eitherSignal, Interrupted, timeLimit, type Stops } from './stops.ts';
import type { Tool, ToolContext } from './tools/tool.ts';

/** Tool rounds after which the model is told to answer; a review that reads well needs a dozen. */
const MOST_TURNS = 40;

/** Rounds in which every call was made before, after which it is told to answer; then one more. */
const MOST_IDLE_TURNS = 2;

/** What a conversation runs on. */
export interface Conversation {
  model: Model;
  /** Everything of a request but its messages. */
  request: Omit<ModelRequest, 'messages'>;
  tools: readonly Tool[];
  context: ToolContext | null;
  prompts: Prompts;
  meter: Meter;
  /** USD; null for no limit. */
  maxCostUsd: number | null;
  stops: Stops;
  progress: Progress;
}

/** What a caller chooses of a request; the rest is laid out by whoever asks. */
export type RequestSettings = Pick<ModelRequest, 'model' | 'effort' | 'maxTokens'>;

export type Answer =
  /** `messages` holds the whole conversation, answer included, to go on from. */
  { ok: true; text: string; messages: ModelMessage[] } | Failure;

/** Why there is no answer. */
export interface Failure {
  ok: false;
  /** In words for the user. */
  why: string;
  /** True when another model might answer: this one refused, is overloaded or can't be had. */
  anotherModel: boolean;
  /** True when the conversation was too long for the model: less of the change might fit. */
  tooLarge?: true;
}

/**
 * Asks, runs the tools that the model calls, and goes on until it answers in text. Every way in
 * which that can end without an answer is told by `why`, in words for the user.
 *
 * Throws Interrupted when the user stopped it, and a ModelError `unauthorized` or `forbidden`,
 * since no other part of the review could do better.
 */
export async function converse(talk: Conversation, opening: ModelMessage[]): Promise<Answer> {
  const messages = [...opening];
  const runner = createToolRunner(talk);
  let paused = 0;
  let idle = 0;
  let before: Before | null = null;
  for (let turn = 1; ; turn++) {
    const sent = await sendWithinLimit(talk, messages, before);
    if (!sent.ok) return sent;
    const { reply } = sent;
    before = { usage: reply.usage, messages: messages.length };
    messages.push({ role: 'assistant', content: reply.content });
    switch (reply.stop) {
      case 'tool_use': {
        if (turn > MOST_TURNS + 1) {
          return failure(`the model went on calling tools after ${MOST_TURNS} rounds`);
        }
        const { results, allRepeated } = await runner.run(reply.toolCalls);
        idle = allRepeated ? idle + 1 : 0;
        if (idle > MOST_IDLE_TURNS + 1) {
          return failure('the model went on calling tools that it had called before');
        }
        if (turn >= MOST_TURNS || idle >= MOST_IDLE_TURNS) {
          results.push({ type: 'text', text: talk.prompts.lastTurn.trim() });
        }
        messages.push({ role: 'user', content: results });
        break;
      }
      case 'pause_turn':
        if (++paused > 5) return failure('the model paused again and again');
        break;
      case 'end_turn':
      case 'stop_sequence':
        if (reply.text.trim() !== '') return { ok: true, text: reply.text, messages };
        if (++paused > 1) return failure('the model answered with nothing');
        messages.push(emptyAnswerTurn(talk.prompts));
        break;
      case 'max_tokens':
        return failure('the answer was cut off at the most tokens an answer may have');
      case 'refusal':
        return failure(
          `the model refused to answer${reply.refusal === undefined ? '' : ` (${reply.refusal})`}`,
          true,
        );
      case 'context_exceeded':
        return {
          ...failure("the conversation grew beyond the model's window"),
          tooLarge: true,
        };
    }
  }
}

function emptyAnswerTurn(prompts: Prompts): ModelMessage {
  const text = fill(prompts.repairAnswer, { problem: 'the answer was empty.' });
  return { role: 'user', content: [{ type: 'text', text: text.trim() }] };
}

function failure(why: string, anotherModel = false): Failure {
  return { ok: false, why, anotherModel };
}

/** What another model may be spared from: the same question fails everywhere for these. */
const SAME_EVERYWHERE = new Set<ModelErrorKind>(['replay_miss', 'invalid_request']);

type Sent = { ok: true; reply: ModelReply } | Failure;

/**
 * Sends unless the cost limit is reached, or would be passed by what the request is expected to
 * cost together with those under way. The first request of a review is always sent: nothing tells
 * yet what one costs.
 */
async function sendWithinLimit(
  talk: Conversation,
  messages: ModelMessage[],
  before: Before | null,
): Promise<Sent> {
  const spent = talk.meter.cost();
  const request = { ...talk.request, messages };
  const sentBefore = before !== null || talk.meter.isKnown(prefixOf(request));
  const price = talk.model.price(request.model, 0);
  if (talk.maxCostUsd === null || spent === null || price === null) return send(talk, messages);
  if (spent >= talk.maxCostUsd) {
    return failure(`the cost limit of $${talk.maxCostUsd} is reached`);
  }
  const usd = forecastUsd(request, before, sentBefore, price);
  const expected = spent + talk.meter.held() + usd;
  if (expected > talk.maxCostUsd && talk.meter.usage().requests > 0) {
    return failure(
      `the cost limit of $${talk.maxCostUsd} would be passed: $${spent.toFixed(2)} spent, about $${(expected - spent).toFixed(2)} to come`,
    );
  }
  const release = talk.meter.hold(usd);
  try {
    return await send(talk, messages);
  } finally {
    release();
  }
}

async function send(talk: Conversation, messages: ModelMessage[]): Promise<Sent> {
  try {
    const reply = await talk.model.send(
      { ...talk.request, messages },
      {
        signal: eitherSignal(talk.stops),
        onProgress: (characters) => talk.progress({ kind: 'model', characters }),
      },
    );
    talk.meter.add(reply.model, reply.usage);
    return { ok: true, reply };
  } catch (error) {
    if (talk.stops.signal.aborted) throw new Interrupted('interrupted', { cause: error });
    if (talk.stops.deadline.aborted) {
      return failure(timeLimit(talk.stops));
    }
    if (!(error instanceof ModelError) || isRefusedKey(error)) throw error;
    return {
      ...failure(error.message, !SAME_EVERYWHERE.has(error.kind)),
      ...(error.kind === 'too_large' ? { tooLarge: true } : {}),
    };
  }
}

/** No other request of the review could do better, and only the user can mend it. */
export function isRefusedKey(error: ModelError): boolean {
  return error.kind === 'unauthorized' || error.kind === 'forbidden';
}
