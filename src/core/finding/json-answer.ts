import type { z } from 'zod';

export type Parsed<T> =
  | { ok: true; answer: T }
  /** `problem` is a sentence that the model can mend its answer by. */
  | { ok: false; problem: string };

/**
 * Reads the JSON object in a model's final text. A fence or prose around it is forgiven, a missing
 * key is not: it is told, so that the one repair turn can add it.
 */
export function parseJsonAnswer<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start < 0 || end < start) {
    return { ok: false, problem: 'the answer holds no JSON object' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text.slice(start, end + 1));
  } catch (error) {
    return { ok: false, problem: `the JSON can't be parsed: ${(error as Error).message}` };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, answer: parsed.data };
  const issues = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'the answer'}: ${issue.message}`);
  return { ok: false, problem: issues.join('; ') };
}
