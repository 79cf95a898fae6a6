import type { AnswerStop, WireAnswer } from './answer.ts';
import type { CacheUsage } from './cache.ts';
import type { WireBlock } from './wire.ts';

/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: Record<string, unknown>;
}

/** An answer as a whole message, as a request without `stream` gets it. */
export function wholeMessage(
  id: string,
  model: string,
  answer: WireAnswer,
  cache: CacheUsage,
): Record<string, unknown> {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    container: null,
    diagnostics: null,
    content: answer.content,
    stop_reason: answer.stop_reason,
    stop_sequence: null,
    stop_details: answer.stop_details,
    usage: usage(cache, answer),
  };
}

/** An answer as the events of a stream, in the API's order. Texts come in pieces. */
export function messageEvents(
  id: string,
  model: string,
  answer: WireAnswer,
  cache: CacheUsage,
): ServerEvent[] {
  const start = wholeMessage(id, model, answer, cache);
  const { outputTokens: _output, ...rest } = answer;
  return [
    event('message_start', {
      message: {
        ...start,
        content: [],
        stop_reason: null,
        stop_details: null,
        usage: usage(cache, { ...rest, outputTokens: 1, thinkingTokens: 0 }),
      },
    }),
    event('ping', {}),
    ...answer.content.flatMap((block, i) => blockEvents(block, i, answer.stop_reason)),
    event('message_delta', {
      delta: {
        container: null,
        stop_reason: answer.stop_reason,
        stop_sequence: null,
        stop_details: answer.stop_details,
      },
      usage: usage(cache, answer),
    }),
    event('message_stop', {}),
  ];
}

function usage(cache: CacheUsage, answer: WireAnswer): Record<string, unknown> {
  return {
    ...cache,
    output_tokens: answer.outputTokens,
    output_tokens_details: { thinking_tokens: answer.thinkingTokens },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: null,
    speed: 'standard',
  };
}

function event(name: string, data: Record<string, unknown>): ServerEvent {
  return { event: name, data: { type: name, ...data } };
}

function blockEvents(block: WireBlock, index: number, stop: AnswerStop): ServerEvent[] {
  const { empty, deltas } = split(block, stop === 'max_tokens');
  return [
    event('content_block_start', { index, content_block: empty }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ];
}

/** A block as it starts, and the deltas that fill it; of a tool's input only the half when `cut`. */
function split(
  block: WireBlock,
  cut: boolean,
): { empty: WireBlock; deltas: Record<string, unknown>[] } {
  switch (block.type) {
    case 'text':
      return {
        empty: { ...block, text: '' },
        deltas: pieces(block.text ?? '').map((text) => ({ type: 'text_delta', text })),
      };
    case 'thinking':
      return {
        empty: { ...block, thinking: '', signature: '' },
        deltas: [
          ...pieces(block.thinking ?? '').map((thinking) => ({ type: 'thinking_delta', thinking })),
          { type: 'signature_delta', signature: block.signature },
        ],
      };
    case 'tool_use': {
      const input = JSON.stringify(block.input);
      return {
        empty: { ...block, input: {} },
        deltas: pieces(cut ? input.slice(0, input.length / 2) : input).map((json) => ({
          type: 'input_json_delta',
          partial_json: json,
        })),
      };
    }
    default:
      return { empty: block, deltas: [] };
  }
}

const PIECES = 8;

/** At most eight pieces, none of them splitting a surrogate pair. */
function pieces(text: string): string[] {
  const characters = Array.from(text);
  const size = Math.max(16, Math.ceil(characters.length / PIECES));
  const found: string[] = [];
  for (let i = 0; i < characters.length; i += size) {
    found.push(characters.slice(i, i + size).join(''));
  }
  return found;
}
