/** What a block costs besides its content: roles, delimiters. */
const BLOCK_OVERHEAD = 4;

/**
 * Tokens of a text by the stand-in's own measure: one for every four bytes of UTF-8. It is
 * deterministic and additive, and an approximation: the real tokenizer isn't public.
 */
export function textTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** Tokens of a tool definition, a system block or a content block. */
export function blockTokens(block: unknown): number {
  return BLOCK_OVERHEAD + textTokens(typeof block === 'string' ? block : JSON.stringify(block));
}
