import type { Price, PriceTable } from '../../ports/model.ts';

/** A price in a user's words: USD per million tokens. Cache prices default to 1.25× and 0.1× of `input`. */
interface PriceEntry {
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
}

/** Prices by model id; they win over the built-in table. */
export type PriceOverrides = Readonly<Record<string, PriceEntry>>;

interface Tier extends PriceEntry {
  /** The tier holds for prompts above this many tokens. */
  above: number;
}

/**
 * As the vendor's public pricing pages had them in November 2026. Later tiers win. A model that
 * isn't here has no known price.
 */
const PRICES: Readonly<Record<string, readonly Tier[]>> = {
  'claude-opus-5-5': [{ above: 0, input: 4, output: 20, cacheRead: 0.2 }],
  'claude-sonnet-5-5': [{ above: 0, input: 2, output: 10, cacheRead: 0.2 }],
  'claude-haiku-5-5': [
    { above: 0, input: 0.1, output: 0.5, cacheRead: 0.01 },
    { above: 100_000, input: 0.5, output: 2.5, cacheRead: 0.05 },
  ],
};

/** A cache write that lives for five minutes costs this much of an input token. */
const CACHE_WRITE_FACTOR = 1.25;
const CACHE_READ_FACTOR = 0.1;

/**
 * The price of a model for a prompt of that many tokens, null when unknown. A dated id
 * (`claude-opus-5-5-20260901`) and a gateway's prefix (`anthropic/…`) don't matter.
 */
export function priceTable(overrides: PriceOverrides = {}): PriceTable {
  return (model, promptTokens) => {
    const own = overrides[model] ?? overrides[plainId(model)];
    const tiers = PRICES[plainId(model)] ?? [];
    const entry = own ?? tiers.findLast((tier) => tier.above === 0 || promptTokens > tier.above);
    return entry ? complete(entry) : null;
  };
}

function plainId(model: string): string {
  return model
    .replace(/^.*[/.](?=claude-)/, '')
    .replace(/\[[^\]]*\]$/, '')
    .replace(/[-@]\d{8}$/, '');
}

function complete({ input, output, cacheRead, cacheWrite }: PriceEntry): Price {
  return {
    input,
    output,
    cacheRead: cacheRead ?? input * CACHE_READ_FACTOR,
    cacheWrite: cacheWrite ?? input * CACHE_WRITE_FACTOR,
  };
}
