import { blockTokens } from './tokens.ts';
import type { Seals } from './check-request.ts';
import type { StandInModel } from './models.ts';
import { blocksOf, invalid, type WireBlock, type WireMessage, type WireRequest } from './wire.ts';

/** Checks the turns: their order, the pairs of tool calls and results, and that our words came back as they were. */
export function checkConversation(body: WireRequest, model: StandInModel, seals: Seals): void {
  const { messages } = body;
  if (messages[0]?.role !== 'user')
    throw invalid('messages: first message must use the "user" role');

  for (const [i, message] of messages.entries()) checkBlocks(message, i, i === messages.length - 1);
  const turns = merged(messages);
  checkPairs(turns);
  for (const turn of turns) {
    if (turn.role === 'assistant') checkOwnWords(blocksOf(turn.content), seals);
  }

  const last = messages.at(-1);
  if (last?.role === 'assistant' && model.strict && !seals.paused(last.content)) {
    throw invalid(
      `messages: ${model.id} does not support prefill; the last turn must be the user's`,
    );
  }
  const tokens = promptTokens(body);
  if (tokens > model.max_input_tokens) {
    throw invalid(`prompt is too long: ${tokens} tokens > ${model.max_input_tokens} maximum`);
  }
}

/** All input tokens of a request by the stand-in's measure. */
export function promptTokens(body: WireRequest): number {
  return [
    ...(body.tools ?? []),
    ...blocksOf(body.system),
    ...body.messages.flatMap((message) => blocksOf(message.content)),
  ].reduce((sum, { cache_control: _mark, ...block }) => sum + blockTokens(block), 0);
}

function checkBlocks(message: WireMessage, i: number, isLast: boolean): void {
  if ((message.role as string) !== 'user' && (message.role as string) !== 'assistant') {
    throw invalid(`messages.${i}.role: must be user or assistant`);
  }
  const blocks = blocksOf(message.content);
  if (blocks.length === 0 && !(isLast && message.role === 'assistant')) {
    throw invalid(`messages.${i}: all messages must have non-empty content`);
  }
  for (const [b, block] of blocks.entries()) {
    if (block.type === 'text' && !block.text) {
      throw invalid(`messages.${i}: text content blocks must be non-empty`);
    }
    const misplaced =
      message.role === 'user'
        ? block.type === 'tool_use' || block.type === 'thinking'
        : block.type === 'tool_result';
    if (misplaced)
      throw invalid(
        `messages.${i}.content.${b}: ${block.type} is not allowed in a ${message.role} turn`,
      );
  }
}

/** Neighbours of one role are one turn, as the API reads them. */
function merged(messages: readonly WireMessage[]): WireMessage[] {
  const turns: { role: WireMessage['role']; content: WireBlock[] }[] = [];
  for (const { role, content } of messages) {
    const previous = turns.at(-1);
    if (previous?.role === role) previous.content.push(...blocksOf(content));
    else turns.push({ role, content: [...blocksOf(content)] });
  }
  return turns;
}

function checkPairs(turns: readonly WireMessage[]): void {
  const seen = new Set<string>();
  for (const [i, turn] of turns.entries()) {
    const blocks = blocksOf(turn.content);
    const calls = idsOf(blocks, 'tool_use', 'id');
    for (const id of calls) {
      if (seen.has(id)) throw invalid('messages: `tool_use` ids must be unique');
      seen.add(id);
    }
    const next = turns[i + 1];
    const results = next ? idsOf(blocksOf(next.content), 'tool_result', 'tool_use_id') : [];
    const unanswered = calls.filter((id) => !results.includes(id));
    if (unanswered.length > 0) {
      throw invalid(
        `messages.${i}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${unanswered.join(', ')}`,
      );
    }
    checkResults(blocks, i, turns[i - 1]);
  }
}

function checkResults(
  blocks: readonly WireBlock[],
  i: number,
  before: WireMessage | undefined,
): void {
  const results = idsOf(blocks, 'tool_result', 'tool_use_id');
  if (results.length === 0) return;
  const asked = before ? idsOf(blocksOf(before.content), 'tool_use', 'id') : [];
  const stray = results.filter((id) => !asked.includes(id));
  if (stray.length > 0) {
    throw invalid(
      `messages.${i}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray.join(', ')}`,
    );
  }
  if (new Set(results).size < results.length) {
    throw invalid(`messages.${i}: each tool_use must have a single result`);
  }
  const afterText = blocks.slice(0, results.length).some((block) => block.type !== 'tool_result');
  if (afterText) throw invalid(`messages.${i}: \`tool_result\` blocks must come first in the turn`);
}

function idsOf(blocks: readonly WireBlock[], type: string, key: 'id' | 'tool_use_id'): string[] {
  return blocks.flatMap((block) => (block.type === type ? [block[key] ?? ''] : []));
}

function checkOwnWords(blocks: readonly WireBlock[], seals: Seals): void {
  for (const block of blocks) {
    if (block.type === 'thinking' && !seals.genuine(block.thinking ?? '', block.signature ?? '')) {
      throw invalid('messages: Invalid `signature` in `thinking` block');
    }
    if (
      block.type === 'tool_use' &&
      seals.called(block.id ?? '', block.name ?? '', block.input) === false
    ) {
      throw invalid(`messages: the tool_use block ${block.id} was altered`);
    }
  }
}
