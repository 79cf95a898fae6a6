import { createHash } from 'node:crypto';
import { roughTokens } from '../core/prompt/tokens.ts';
import type { ModelMessage, ModelRequest, Price, TokenUsage } from '../ports/model.ts';

/** What the request before this one of the same conversation used, and how many messages it had. */
export interface Before {
  usage: TokenUsage;
  messages: number;
}

/**
 * USD that a request will cost, as far as that can be told before: all that the conversation held
 * is read from the cache, what came since is written to it, and the answer is taken to be as long
 * as the last one. The opening of a conversation is read when its prefix was `sentBefore`, else
 * written; its answer is not counted.
 */
export function forecastUsd(
  request: ModelRequest,
  before: Before | null,
  sentBefore: boolean,
  price: Price,
): number {
  if (before === null) {
    const tokens = roughTokens(JSON.stringify([request.system, request.tools, request.messages]));
    return (tokens * (sentBefore ? price.cacheRead : price.cacheWrite)) / 1_000_000;
  }
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = before.usage;
  const held = inputTokens + cacheReadTokens + cacheWriteTokens;
  const since = request.messages.slice(before.messages);
  const added = since.filter(({ role }) => role === 'user');
  const usd =
    held * price.cacheRead +
    (outputTokens + roughTokens(JSON.stringify(added))) * price.cacheWrite +
    outputTokens * price.output;
  return usd / 1_000_000;
}

/** Names what conversations about the same part of the change share: role, rules and the change. */
export function prefixOf({ model, system, messages }: ModelRequest): string {
  const [first] = messages as [ModelMessage?];
  const [opening] = first?.role === 'user' ? first.content : [];
  const digest = createHash('sha256').update(model);
  for (const { text } of system) digest.update(text);
  return digest.update(opening?.type === 'text' ? opening.text : '').digest('base64');
}
