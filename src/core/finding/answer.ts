import { z } from 'zod';
import { parseJsonAnswer, type Parsed } from './json-answer.ts';

/**
 * What the finder answers. Every key is required and an empty value means "none": the API's
 * grammar allows few optional keys and no bounds, so bounds are kept after parsing. What each key
 * means is told to the model in agents/review-instructions.md.
 */
const answeredEvidence = z.object({
  path: z.string(),
  side: z.string(),
  line: z.number(),
  quote: z.string(),
});

const answeredFinding = z.object({
  path: z.string(),
  start_row: z.string(),
  end_row: z.string(),
  quote: z.string(),
  severity: z.string(),
  category: z.string(),
  title: z.string(),
  body: z.string(),
  approach: z.string(),
  error_handling: z.string(),
  assumptions: z.array(z.string()),
  tests: z.string(),
  scaling: z.string(),
  evidence: z.array(answeredEvidence),
  also_at: z.array(z.object({ path: z.string(), row: z.string() })),
  suggestion: z.array(z.object({ start_row: z.string(), end_row: z.string(), code: z.string() })),
  preexisting: z.boolean(),
});

const answeredChoice = z.object({
  finding: z.number(),
  would_post: z.boolean(),
  confidence: z.number(),
});

/** `choices` comes last, so that every finding is on the table when they are weighed. */
const answer = z.object({
  findings: z.array(answeredFinding),
  choices: z.array(answeredChoice),
});

export type AnsweredFinding = z.infer<typeof answeredFinding>;
export type AnsweredChoice = z.infer<typeof answeredChoice>;
export type FinderAnswer = z.infer<typeof answer>;

/** The JSON Schema that is sent with the question, within the API's limits. */
export function answerSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(answer);
  return schema;
}

/** Reads the finder's final text. */
export function parseAnswer(text: string): Parsed<FinderAnswer> {
  return parseJsonAnswer(text, answer);
}
