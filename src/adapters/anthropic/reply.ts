import type {
  ContentBlock,
  Message,
  MessageDeltaUsage,
  RawContentBlockDelta,
  RawMessageStreamEvent,
  StopReason as ApiStopReason,
} from '@anthropic-ai/sdk/resources/messages';
import type { AssistantBlock, ModelReply, StopReason, ToolCall } from '../../ports/model.ts';

const STOP_REASONS: Readonly<Record<ApiStopReason, StopReason>> = {
  end_turn: 'end_turn',
  tool_use: 'tool_use',
  max_tokens: 'max_tokens',
  stop_sequence: 'stop_sequence',
  pause_turn: 'pause_turn',
  refusal: 'refusal',
  model_context_window_exceeded: 'context_exceeded',
};

/** Puts the events of one streamed answer together. */
export interface ReplyBuilder {
  add(event: RawMessageStreamEvent): void;
  /** Characters received so far: text, thinking and tool inputs. */
  characters(): number;
  /** The answer, or null when the stream ended before the answer did. */
  finish(requestId: string | undefined): ModelReply | null;
}

/**
 * Blocks are kept as they came, field by field, since thinking blocks are signed and go back
 * unmodified. A tool input that is cut off or no JSON becomes `{}`, so that the block can go back;
 * such a call is reported only when the model meant to call (`tool_use`).
 */
export function buildReply(): ReplyBuilder {
  let message: Message | undefined;
  let usage: Partial<MessageDeltaUsage> = {};
  let received = 0;
  let complete = false;
  const blocks: ContentBlock[] = [];
  const inputs = new Map<number, string>();
  const broken = new Set<ContentBlock>();

  return {
    add(event) {
      switch (event.type) {
        case 'message_start':
          message = event.message;
          usage = { ...event.message.usage };
          break;
        case 'content_block_start':
          blocks[event.index] = { ...event.content_block };
          break;
        case 'content_block_delta': {
          const block = blocks[event.index];
          if (block) received += append(block, event.index, event.delta, inputs);
          break;
        }
        case 'content_block_stop': {
          const block = blocks[event.index];
          const json = inputs.get(event.index);
          if (!json || !(block?.type === 'tool_use' || block?.type === 'server_tool_use')) break;
          const input = parseObject(json);
          if (!input) broken.add(block);
          block.input = input ?? {};
          break;
        }
        case 'message_delta': {
          const known = Object.entries(event.usage).filter(([, value]) => value !== null);
          usage = { ...usage, ...(Object.fromEntries(known) as Partial<MessageDeltaUsage>) };
          if (message) {
            message = {
              ...message,
              stop_reason: event.delta.stop_reason,
              stop_details: event.delta.stop_details,
            };
          }
          break;
        }
        case 'message_stop':
          complete = true;
          break;
      }
    },
    characters: () => received,
    finish(requestId) {
      if (!message?.stop_reason || !complete) return null;
      const stop = STOP_REASONS[message.stop_reason] as StopReason | undefined;
      const calls = blocks
        .filter((block) => block.type === 'tool_use')
        .filter((block) => stop === 'tool_use' || !broken.has(block));
      const refusal = message.stop_details?.explanation ?? message.stop_details?.category;
      return {
        // A reason that is new to us ends the turn in a way we can't judge: never parse it.
        stop: stop ?? 'stop_sequence',
        // The API refuses an empty text block, its own included, when it comes back.
        content: blocks
          .filter((block) => block.type !== 'text' || block.text !== '')
          .map((block): AssistantBlock => ({ ...block })),
        text: blocks.map((block) => (block.type === 'text' ? block.text : '')).join(''),
        toolCalls: calls.map(({ id, name, input }): ToolCall => ({ id, name, input })),
        usage: {
          inputTokens: usage.input_tokens ?? 0,
          outputTokens: usage.output_tokens ?? 0,
          cacheReadTokens: usage.cache_read_input_tokens ?? 0,
          cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
        },
        model: message.model,
        ...(stop === 'refusal' && refusal && { refusal }),
        ...(requestId && { requestId }),
      };
    },
  };
}

/** Adds a delta to its block and says how many characters it brought. */
function append(
  block: ContentBlock,
  index: number,
  delta: RawContentBlockDelta,
  inputs: Map<number, string>,
): number {
  if (delta.type === 'input_json_delta') {
    inputs.set(index, (inputs.get(index) ?? '') + delta.partial_json);
    return delta.partial_json.length;
  }
  if (delta.type === 'text_delta' && block.type === 'text') {
    block.text += delta.text;
    return delta.text.length;
  }
  if (delta.type === 'citations_delta' && block.type === 'text') {
    block.citations = [...(block.citations ?? []), delta.citation];
  }
  if (delta.type === 'thinking_delta' && block.type === 'thinking') {
    block.thinking += delta.thinking;
    return delta.thinking.length;
  }
  if (delta.type === 'signature_delta' && block.type === 'thinking') {
    block.signature += delta.signature;
  }
  return 0;
}

function parseObject(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
