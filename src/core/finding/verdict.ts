import { z } from 'zod';
import { SEVERITIES, type Evidence, type Severity } from './finding.ts';
import { parseJsonAnswer, type Parsed } from './json-answer.ts';

/** What the verifier answers; told in agents/finding-verifier.md. */
const verdictAnswer = z.object({
  verdict: z.string(),
  severity: z.string(),
  preexisting: z.boolean(),
  reason: z.string(),
  evidence: z.array(
    z.object({ path: z.string(), side: z.string(), line: z.number(), quote: z.string() }),
  ),
  same_as: z.string(),
});

export interface VerdictAnswer {
  verdict: 'confirmed' | 'lowered' | 'rejected';
  severity: Severity | null;
  preexisting: boolean;
  reason: string;
  evidence: Evidence[];
  /** The id of a finding with the same cause, empty for none. */
  sameAs: string;
}

export function verdictSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(verdictAnswer);
  return schema;
}

/** Reads a verdict; an unknown word for it is a problem, since it decides. */
export function parseVerdict(text: string): Parsed<VerdictAnswer> {
  const parsed = parseJsonAnswer(text, verdictAnswer);
  if (!parsed.ok) return parsed;
  const { verdict, severity, evidence, same_as, ...rest } = parsed.answer;
  const word = verdict.trim().toLowerCase();
  if (word !== 'confirmed' && word !== 'lowered' && word !== 'rejected') {
    return { ok: false, problem: `verdict: "${verdict}" is not confirmed, lowered or rejected` };
  }
  const level = severity.trim().toLowerCase();
  return {
    ok: true,
    answer: {
      ...rest,
      verdict: word,
      severity: SEVERITIES.find((known) => known === level) ?? null,
      evidence: evidence.map(({ path, side, line, quote }) => ({
        path,
        side: /left|old|base/i.test(side) ? 'LEFT' : 'RIGHT',
        line: Math.max(1, Math.trunc(line)),
        quote,
        verified: false,
      })),
      sameAs: same_as.trim().replace(/^#/, ''),
    },
  };
}
