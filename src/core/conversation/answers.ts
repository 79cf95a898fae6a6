import { z } from 'zod';
import type { Evidence } from '../finding/finding.ts';
import { parseJsonAnswer, type Parsed } from '../finding/json-answer.ts';

const evidence = z.array(
  z.object({ path: z.string(), side: z.string(), line: z.number(), quote: z.string() }),
);

/** Told in agents/explain-finding.md. */
const explanationAnswer = z.object({ holds: z.string(), text: z.string(), evidence });

/** Told in agents/answer-reply.md. */
const replyAnswer = z.object({
  stance: z.string(),
  text: z.string(),
  code: z.string(),
  language: z.string(),
  evidence,
});

const HOLDS = ['yes', 'no', 'unclear'] as const;
const STANCES = ['concede', 'explain', 'change', 'silent'] as const;

/** More about a finding. Its quotes are not verified yet. */
export interface Explanation {
  /** Whether the code as it is now still has the flaw. */
  holds: (typeof HOLDS)[number];
  text: string;
  evidence: Evidence[];
}

/** What to say to somebody who answered a finding. Its quotes are not verified yet. */
export interface Reply {
  stance: (typeof STANCES)[number];
  text: string;
  /** Empty for none. */
  code: string;
  /** The language of `code`, for its fence. */
  language: string;
  evidence: Evidence[];
}

/** An answer of a known form: its JSON Schema, and how it is read. */
export interface AnswerForm<T> {
  schema: Record<string, unknown>;
  parse: (text: string) => Parsed<T>;
}

export const explanationForm: AnswerForm<Explanation> = {
  schema: schemaOf(explanationAnswer),
  parse(text) {
    const parsed = parseJsonAnswer(text, explanationAnswer);
    if (!parsed.ok) return parsed;
    const { answer } = parsed;
    const holds = wordOf(answer.holds, HOLDS);
    if (holds === null) return unknownWord('holds', answer.holds, HOLDS);
    if (answer.text.trim() === '') return { ok: false, problem: 'text: it is empty' };
    return { ok: true, answer: { ...answer, holds, evidence: answer.evidence.map(toEvidence) } };
  },
};

export const replyForm: AnswerForm<Reply> = {
  schema: schemaOf(replyAnswer),
  parse(text) {
    const parsed = parseJsonAnswer(text, replyAnswer);
    if (!parsed.ok) return parsed;
    const { answer } = parsed;
    const stance = wordOf(answer.stance, STANCES);
    if (stance === null) return unknownWord('stance', answer.stance, STANCES);
    if (stance !== 'silent' && answer.text.trim() === '') {
      return { ok: false, problem: 'text: it is empty' };
    }
    return { ok: true, answer: { ...answer, stance, evidence: answer.evidence.map(toEvidence) } };
  },
};

function schemaOf(form: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(form);
  return schema;
}

function wordOf<Word extends string>(written: string, words: readonly Word[]): Word | null {
  const said = written.trim().toLowerCase();
  return words.find((word) => word === said) ?? null;
}

function unknownWord(key: string, said: string, words: readonly string[]): Parsed<never> {
  return { ok: false, problem: `${key}: "${said}" is none of ${words.join(', ')}` };
}

function toEvidence({ path, side, line, quote }: z.infer<typeof evidence>[number]): Evidence {
  return {
    path,
    side: /left|old|base/i.test(side) ? 'LEFT' : 'RIGHT',
    line: Math.max(1, Math.trunc(line)),
    quote,
    verified: false,
  };
}
