import type { Price, TokenUsage } from '../ports/model.ts';
import type { Usage } from '../core/finding/review-result.ts';

/** Counts what a review's requests used, and what they cost. */
export interface Meter {
  add(model: string, usage: TokenUsage): void;
  /** USD so far; null as soon as one model without a known price was used. */
  cost(): number | null;
  usage(): Usage;
  /** USD that requests under way are expected to cost. */
  held(): number;
  /** Sets USD aside for a request that is sent now; call the function once it has been answered. */
  hold(usd: number): () => void;
  /** Whether a prompt that begins with this was sent before; from now on it was. */
  isKnown(prefix: string): boolean;
}

/**
 * `price` takes the model and the tokens of one request's prompt, since some models cost more for
 * long prompts. `now` is in milliseconds.
 */
export function startMeter(
  price: (model: string, promptTokens: number) => Price | null,
  now: () => number,
): Meter {
  const started = now();
  const total = {
    requests: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
  let cost: number | null = 0;
  let held = 0;
  const prefixes = new Set<string>();
  const later = { prompt: 0, read: 0 };
  return {
    add(model, usage) {
      total.requests += 1;
      total.inputTokens += usage.inputTokens;
      total.outputTokens += usage.outputTokens;
      total.cacheReadTokens += usage.cacheReadTokens;
      total.cacheWriteTokens += usage.cacheWriteTokens;
      const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
      if (total.requests > 1) {
        later.prompt += prompt;
        later.read += usage.cacheReadTokens;
      }
      const rate = price(model, prompt);
      if (rate === null || cost === null) {
        cost = null;
        return;
      }
      cost +=
        (usage.inputTokens * rate.input +
          usage.outputTokens * rate.output +
          usage.cacheReadTokens * rate.cacheRead +
          usage.cacheWriteTokens * rate.cacheWrite) /
        1_000_000;
    },
    cost: () => cost,
    usage: () => ({
      ...total,
      ...(later.prompt === 0 ? {} : { cachedShare: later.read / later.prompt }),
      costUsd: cost,
      seconds: (now() - started) / 1000,
    }),
    held: () => held,
    hold(usd) {
      held += usd;
      return () => {
        held -= usd;
      };
    },
    isKnown(prefix) {
      const known = prefixes.has(prefix);
      prefixes.add(prefix);
      return known;
    },
  };
}
