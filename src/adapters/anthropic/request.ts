import type {
  CacheControlEphemeral,
  ContentBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  OutputConfig,
} from '@anthropic-ai/sdk/resources/messages';
import type { Effort, ModelRequest, UserBlock } from '../../ports/model.ts';
import { chooseBreakpoints } from './breakpoints.ts';

/** What a model takes; asking for more is answered with a 400. */
export interface ModelFeatures {
  adaptiveThinking: boolean;
  efforts: ReadonlySet<Effort>;
}

const CACHE: CacheControlEphemeral = { type: 'ephemeral' };

/**
 * A request as the Messages API takes it. The answer is bound by `output_config.format` (a forced
 * tool or a prefilled answer is refused by the 5.5 models), thinking is adaptive and steered by
 * effort, and there is no temperature. An effort that the model doesn't know becomes the next
 * lower one that it does.
 */
export function toParams(
  asked: ModelRequest,
  features: ModelFeatures,
): MessageCreateParamsStreaming {
  // An answer can be empty, and a turn without content is refused; its neighbours are merged.
  const request = { ...asked, messages: asked.messages.filter((m) => m.content.length > 0) };
  const breakpoints = chooseBreakpoints(request);
  const output = outputConfig(request, features);
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    stream: true,
    ...(breakpoints.automatic && { cache_control: CACHE }),
    ...(features.adaptiveThinking && { thinking: { type: 'adaptive' as const } }),
    ...(output && { output_config: output }),
    ...(request.tools.length > 0 && {
      tools: request.tools.map((tool) => ({
        name: tool.name,
        description: tool.description,
        input_schema: { ...tool.inputSchema, type: 'object' as const },
      })),
    }),
    ...(request.system.length > 0 && {
      system: request.system.map((block, i) => ({
        type: 'text' as const,
        text: block.text,
        ...(breakpoints.system.has(i) && { cache_control: CACHE }),
      })),
    }),
    messages: request.messages.map((message, m): MessageParam => {
      if (message.role === 'assistant') {
        return {
          role: 'assistant',
          content: message.content as readonly unknown[] as ContentBlockParam[],
        };
      }
      return {
        role: 'user',
        content: message.content.map((block, b) =>
          userBlock(block, breakpoints.messages.has(`${m}:${b}`)),
        ),
      };
    }),
  };
}

function userBlock(block: UserBlock, cached: boolean): ContentBlockParam {
  const mark = cached ? { cache_control: CACHE } : {};
  if (block.type === 'text') return { type: 'text', text: block.text, ...mark };
  return {
    type: 'tool_result',
    tool_use_id: block.toolUseId,
    content: block.content,
    ...(block.isError && { is_error: true }),
    ...mark,
  };
}

function outputConfig(request: ModelRequest, features: ModelFeatures): OutputConfig | undefined {
  const effort = request.effort && nearestEffort(request.effort, features.efforts);
  if (!effort && !request.schema) return undefined;
  return {
    ...(effort && { effort }),
    ...(request.schema && { format: { type: 'json_schema', schema: request.schema } }),
  };
}

/** All efforts, weakest first. */
export const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

function nearestEffort(wanted: Effort, known: ReadonlySet<Effort>): Effort | undefined {
  return EFFORTS.slice(0, EFFORTS.indexOf(wanted) + 1).findLast((effort) => known.has(effort));
}
