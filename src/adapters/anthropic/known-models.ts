/** A model as far as choosing one goes. */
export interface KnownModel {
  id: string;
  /** Such as `opus`; null for a model of no line. */
  line: string | null;
  contextTokens: number;
  maxOutputTokens: number;
}

/** The line that is used when nothing is asked for. */
export const DEFAULT_LINE = 'opus';

/**
 * What the aliases mean when the API's own list can't be had. Ids from the types of
 * `@anthropic-ai/sdk` 1.13, limits from the vendor's model overview, both read in autumn 2026.
 */
export const KNOWN_MODELS: readonly KnownModel[] = [
  { id: 'claude-opus-5-5', line: 'opus' },
  { id: 'claude-sonnet-5-5', line: 'sonnet' },
  { id: 'claude-haiku-5-5', line: 'haiku' },
  { id: 'claude-fable-5-2', line: 'fable' },
].map((model) => ({ ...model, contextTokens: 1_000_000, maxOutputTokens: 128_000 }));

/** Limits of a model of which nothing is known: small enough to hold for any that is still served. */
export const CAUTIOUS_LIMITS = { contextTokens: 200_000, maxOutputTokens: 32_000 } as const;
