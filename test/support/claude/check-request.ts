import { checkConversation } from './check-conversation.ts';
import { checkOutputSchema, checkStrictTools } from './check-schema.ts';
import { findModel, type StandInModel } from './models.ts';
import { blocksOf, invalid, WireError, type WireRequest, type WireTool } from './wire.ts';

const TOOL_NAME = /^[a-zA-Z0-9_-]{1,128}$/;
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];

/** What a request must know of the answers that went out before. */
export interface Seals {
  /** Whether a thinking block is one of ours, unchanged. */
  genuine(thinking: string, signature: string): boolean;
  /** Whether a turn is the unfinished answer of a paused turn. */
  paused(content: unknown): boolean;
  /** Whether a tool call came from us, with this very name and input. */
  called(id: string, name: string, input: unknown): boolean | 'unknown';
}

/**
 * Checks a request as the API does and returns its model; throws a WireError with the status and
 * the type that the API answers with. `counting` is for token counts, which need no `max_tokens`.
 */
export function checkRequest(
  body: WireRequest,
  models: readonly StandInModel[],
  seals: Seals,
  counting: boolean,
): StandInModel {
  if (typeof body.model !== 'string' || body.model === '') throw invalid('model: field required');
  const model = findModel(models, body.model);
  if (!model || model.lifecycle === 'retired') {
    throw new WireError(404, 'not_found_error', `model: ${body.model}`);
  }
  if (!Array.isArray(body.messages) || body.messages.length === 0) {
    throw invalid('messages: at least one message is required');
  }
  checkLimits(body, model, counting);
  checkTools(body.tools ?? []);
  checkBreakpoints(body);
  for (const [i, block] of blocksOf(body.system).entries()) {
    if (block.type !== 'text') throw invalid(`system.${i}.type: only text is allowed`);
    if (!block.text) throw invalid('system: text content blocks must be non-empty');
  }
  const format = body.output_config?.format;
  if (format) {
    if (format.type !== 'json_schema') throw invalid('output_config.format.type: unknown type');
    checkOutputSchema(format.schema);
  }
  checkConversation(body, model, seals);
  return model;
}

function checkLimits(body: WireRequest, model: StandInModel, counting: boolean): void {
  const { max_tokens: max, thinking, output_config: output } = body;
  if (!counting) {
    if (max === undefined) throw invalid('max_tokens: field required');
    if (!Number.isInteger(max) || max < 1) throw invalid('max_tokens: must be at least 1');
    if (max > model.max_tokens) {
      throw invalid(`max_tokens: ${max} > ${model.max_tokens}, the most that ${model.id} writes`);
    }
  }
  if (model.strict) {
    for (const gone of ['temperature', 'top_p', 'top_k']) {
      if (body[gone] !== undefined) throw invalid(`${gone}: not supported by ${model.id}`);
    }
    const choice = body.tool_choice?.type;
    if (choice === 'any' || choice === 'tool') {
      throw invalid(`tool_choice: ${choice} is not supported by ${model.id}`);
    }
    if (thinking?.type === 'enabled') throw invalid('thinking.type: enabled is not supported');
  }
  if (!model.adaptive && thinking?.type === 'adaptive') {
    throw invalid(`thinking.type: adaptive is not supported by ${model.id}`);
  }
  if (output?.effort !== undefined) {
    if (!EFFORTS.includes(output.effort)) throw invalid('output_config.effort: unknown level');
    if (!model.adaptive) throw invalid(`output_config.effort: not supported by ${model.id}`);
  }
}

function checkTools(tools: readonly WireTool[]): void {
  const names = new Set<string>();
  for (const [i, tool] of tools.entries()) {
    if (!TOOL_NAME.test(tool.name)) {
      throw invalid(`tools.${i}.name: String should match pattern '${TOOL_NAME.source}'`);
    }
    if (names.has(tool.name)) throw invalid('tools: Tool names must be unique.');
    names.add(tool.name);
    if ((tool.input_schema as unknown) === undefined || tool.input_schema['type'] !== 'object') {
      throw invalid(`tools.${i}.input_schema.type: must be 'object'`);
    }
  }
  checkStrictTools(tools);
}

function checkBreakpoints(body: WireRequest): void {
  const marked = [
    ...(body.tools ?? []),
    ...blocksOf(body.system),
    ...body.messages.flatMap((message) => blocksOf(message.content)),
  ].filter((block) => block.cache_control !== undefined);
  const last = blocksOf(body.messages.at(-1)?.content).at(-1);
  const automatic = body.cache_control !== undefined && last?.cache_control === undefined;
  const count = marked.length + (automatic ? 1 : 0);
  if (count > 4) {
    throw invalid(`A maximum of 4 blocks with cache_control may be provided. Found ${count}.`);
  }
  for (const { type, cache_control: control } of marked as {
    type?: string;
    cache_control: { type: string };
  }[]) {
    if (control.type !== 'ephemeral') throw invalid('cache_control.type: must be ephemeral');
    if (type === 'thinking') throw invalid('thinking: cache_control is not allowed');
  }
}
