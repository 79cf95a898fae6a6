import { createHmac, randomUUID } from 'node:crypto';
import type { Seals } from './check-request.ts';
import { textTokens } from './tokens.ts';
import type { WireBlock } from './wire.ts';

/** Why an answer ends, in the API's words. */
export type AnswerStop =
  | 'end_turn'
  | 'tool_use'
  | 'max_tokens'
  | 'stop_sequence'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded';

/** What the scripted model says. Parts come in the order thinking, text or json, tool calls. */
export interface Answer {
  thinking?: string;
  text?: string;
  /** A structured answer; sent as JSON text. */
  json?: unknown;
  /** Ids are made when none is given. */
  toolCalls?: readonly { name: string; input: unknown; id?: string }[];
  /** Default: `tool_use` with tool calls, else `end_turn`. With `max_tokens` the calls' inputs are cut. */
  stop?: AnswerStop;
  /** Details of a `refusal`. */
  refusal?: { category: 'cyber' | 'bio' | 'general_harms'; explanation?: string };
}

/** An answer in the API's form. */
export interface WireAnswer {
  content: WireBlock[];
  stop_reason: AnswerStop;
  stop_details: { type: 'refusal'; category: string; explanation: string | null } | null;
  outputTokens: number;
  thinkingTokens: number;
}

export interface Writer extends Seals {
  write(answer: Answer, maxTokens: number): WireAnswer;
}

/**
 * Turns scripted answers into content blocks, signs the thinking and remembers the calls, so that a
 * turn that comes back altered is noticed. A text that is longer than `maxTokens` is cut off there
 * and the answer ends with `max_tokens`, as it does with the real one.
 */
export function answerWriter(): Writer {
  const secret = randomUUID();
  const sign = (thinking: string): string =>
    createHmac('sha256', secret).update(thinking).digest('base64');
  const calls = new Map<string, string>();
  const pauses = new Set<string>();

  return {
    write(answer, maxTokens) {
      const { thinking, toolCalls = [] } = answer;
      let stop = answer.stop ?? (toolCalls.length > 0 ? 'tool_use' : 'end_turn');
      let text = answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json));
      const thinkingTokens = textTokens(thinking ?? '');
      const tooLong = thinkingTokens + textTokens(text) > maxTokens;
      if (tooLong) {
        text = Buffer.from(text)
          .subarray(0, Math.max(0, maxTokens - thinkingTokens) * 4)
          .toString()
          .replace(/\uFFFD+$/, '');
        stop = 'max_tokens';
      }
      const content: WireBlock[] = [];
      if (thinking !== undefined) {
        content.push({ type: 'thinking', thinking, signature: sign(thinking) });
      }
      if (text) content.push({ type: 'text', text, citations: null });
      for (const { name, input, id } of tooLong ? [] : toolCalls) {
        const callId = id ?? `toolu_${randomUUID().replaceAll('-', '')}`;
        calls.set(callId, JSON.stringify([name, input]));
        content.push({ type: 'tool_use', id: callId, name, input, caller: { type: 'direct' } });
      }
      if (stop === 'pause_turn') pauses.add(JSON.stringify(content));
      return {
        content,
        stop_reason: stop,
        stop_details:
          stop === 'refusal'
            ? {
                type: 'refusal',
                category: answer.refusal?.category ?? 'general_harms',
                explanation: answer.refusal?.explanation ?? null,
              }
            : null,
        outputTokens: content.reduce((sum, block) => sum + textTokens(JSON.stringify(block)), 0),
        thinkingTokens,
      };
    },
    genuine: (thinking, signature) => sign(thinking) === signature,
    paused: (content) => pauses.has(JSON.stringify(content)),
    called(id, name, input) {
      const known = calls.get(id);
      return known === undefined ? 'unknown' : known === JSON.stringify([name, input]);
    },
  };
}
