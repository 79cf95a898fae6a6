import { z } from 'zod';
import { parseJsonAnswer, type Parsed } from '../finding/json-answer.ts';

/** What the verifier answers about a finding whose code changed; told in agents/verify-fixed.md. */
const fixedAnswer = z.object({
  fixed: z.boolean(),
  reason: z.string(),
  quote: z.object({ path: z.string(), line: z.number(), quote: z.string() }),
});

export type FixedAnswer = z.infer<typeof fixedAnswer>;

export function fixedSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(fixedAnswer);
  return schema;
}

export function parseFixed(text: string): Parsed<FixedAnswer> {
  const parsed = parseJsonAnswer(text, fixedAnswer);
  if (!parsed.ok) return parsed;
  const { quote } = parsed.answer;
  const line = Math.max(1, Math.trunc(quote.line));
  return { ok: true, answer: { ...parsed.answer, quote: { ...quote, line } } };
}
