import type { Price, TokenUsage } from '../ports/model.ts';
import type { Usage } from '../core/finding/review-result.ts';

/** Counts what a review's requests used, and what they cost. */
export interface Meter {
  add(model: string, usage: TokenUsage): void;
  /** USD so far; null as soon as one model without a known price was used. */
  cost(): number | null;
  usage(): Usage;
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
  return {
    add(model, usage) {
      total.requests += 1;
      total.inputTokens += usage.inputTokens;
      total.outputTokens += usage.outputTokens;
      total.cacheReadTokens += usage.cacheReadTokens;
      total.cacheWriteTokens += usage.cacheWriteTokens;
      const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
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
    usage: () => ({ ...total, costUsd: cost, seconds: (now() - started) / 1000 }),
  };
}
