import { fill, type Prompts } from '../core/prompt/prompts.ts';
import {
  ModelError,
  type Model,
  type ModelErrorKind,
  type ModelMessage,
  type ModelReply,
  type ModelRequest,
  type ToolCall,
  type UserBlock,
} from '../ports/model.ts';
import type { Progress } from '../ports/progress.ts';
import type { Meter } from './meter.ts';
import { eitherSignal, Interrupted, timeLimit, type Stops } from './stops.ts';
import { ToolInputError, type Tool, type ToolContext } from './tools/tool.ts';

/** Tool rounds after which the model is told to answer; a review that reads well needs a dozen. */
const MOST_TURNS = 40;

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
  let paused = 0;
  for (let turn = 1; ; turn++) {
    const spent = talk.meter.cost();
    if (talk.maxCostUsd !== null && spent !== null && spent >= talk.maxCostUsd) {
      return failure(`the cost limit of $${talk.maxCostUsd} is reached`);
    }
    const sent = await send(talk, messages);
    if (!sent.ok) return sent;
    const { reply } = sent;
    messages.push({ role: 'assistant', content: reply.content });
    switch (reply.stop) {
      case 'tool_use': {
        if (turn > MOST_TURNS + 1) {
          return failure(`the model went on calling tools after ${MOST_TURNS} rounds`);
        }
        const results = await runTools(talk, reply.toolCalls);
        if (turn >= MOST_TURNS) results.push({ type: 'text', text: talk.prompts.lastTurn.trim() });
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
        return failure("the conversation grew beyond the model's window");
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
    return failure(error.message, !SAME_EVERYWHERE.has(error.kind));
  }
}

/** No other request of the review could do better, and only the user can mend it. */
export function isRefusedKey(error: ModelError): boolean {
  return error.kind === 'unauthorized' || error.kind === 'forbidden';
}

/** Runs the calls of one turn side by side; all are answered in one user turn, in their order. */
async function runTools(talk: Conversation, calls: ToolCall[]): Promise<UserBlock[]> {
  return Promise.all(
    calls.map(async (call): Promise<UserBlock> => {
      const answer = { type: 'tool_result' as const, toolUseId: call.id };
      const tool = talk.tools.find(({ name }) => name === call.name);
      if (tool === undefined || talk.context === null) {
        const known = talk.tools.map(({ name }) => name).join(', ');
        return {
          ...answer,
          content: `There is no tool ${call.name}; there are: ${known}.`,
          isError: true,
        };
      }
      talk.progress({ kind: 'tool', detail: tool.describe(call.input) });
      const context = { ...talk.context, signal: eitherSignal(talk.stops) };
      try {
        return { ...answer, content: await tool.run(call.input, context) };
      } catch (error) {
        if (talk.stops.signal.aborted) throw new Interrupted('interrupted', { cause: error });
        if (talk.stops.deadline.aborted) return { ...answer, content: 'Stopped.', isError: true };
        if (!(error instanceof ToolInputError)) throw error;
        return { ...answer, content: error.message, isError: true };
      }
    }),
  );
}
