import { z } from 'zod';
import type { AgentDefinition } from '../agent/definition.ts';
import type { Finding } from '../finding/finding.ts';
import { parseJsonAnswer, type Parsed } from '../finding/json-answer.ts';
import type { EvalCase } from './eval-case.ts';
import { NEAR_BY_MEANING, NEAR_BY_PLACE, pointsAt } from './match.ts';

/** What the judge is told: its agent file, and the question about one change. */
export interface JudgePrompts {
  definition: AgentDefinition;
  question: string;
}

/** One finding held against what was expected of its change. */
export interface JudgedFinding {
  finding: Finding;
  /** Indices of the expectations that it may count for, by meaning and place. */
  meets: number[];
  /** Indices of those whose flaw it names at a place that does not count. */
  elsewhere: number[];
  /** Whether it is a real problem worth posting; null when nobody judged that. */
  real: boolean | null;
  /** The judge's reason; empty without one. */
  reason: string;
}

/** What the judge answers; told in agents/eval-judge.md. */
const answer = z.object({
  judgements: z.array(
    z.object({
      finding: z.string(),
      meets: z.array(z.string()),
      real: z.boolean(),
      reason: z.string(),
    }),
  ),
});

export function judgementSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(answer);
  return schema;
}

/** What findings and expectations are called to the judge, from 0. */
export const findingName = (index: number): string => `F${index + 1}`;
export const expectationName = (index: number): string => `E${index + 1}`;

/** Reads the judge's answer: every finding has to be judged once, by the names that were given. */
export function parseJudgement(
  text: string,
  evalCase: EvalCase,
  findings: readonly Finding[],
): Parsed<JudgedFinding[]> {
  const parsed = parseJsonAnswer(text, answer);
  if (!parsed.ok) return parsed;
  const { judgements } = parsed.answer;
  const names = new Set(evalCase.expected.map((_, index) => expectationName(index)));
  const judged: JudgedFinding[] = [];
  for (const [index, finding] of findings.entries()) {
    const name = findingName(index);
    const own = judgements.filter((each) => each.finding.trim() === name);
    const [only] = own;
    if (only === undefined || own.length > 1) {
      return { ok: false, problem: `${name} is judged ${own.length} times; it has to be once` };
    }
    const unknown = only.meets.find((met) => !names.has(met.trim()));
    if (unknown !== undefined) {
      return {
        ok: false,
        problem: `${name} meets ${JSON.stringify(unknown)}, which is not expected`,
      };
    }
    const meant = [...names.keys()].flatMap((met, at) =>
      only.meets.some((each) => each.trim() === met) ? [at] : [],
    );
    const here = (at: number): boolean =>
      pointsAt(finding, evalCase.expected[at]!, NEAR_BY_MEANING);
    judged.push({
      finding,
      meets: meant.filter(here),
      elsewhere: meant.filter((at) => !here(at)),
      real: only.real,
      reason: only.reason,
    });
  }
  return { ok: true, answer: judged };
}

/** Findings held against expectations by their places alone. */
export function judgeByPlace(evalCase: EvalCase, findings: readonly Finding[]): JudgedFinding[] {
  return findings.map((finding) => ({
    finding,
    meets: [...evalCase.expected.keys()].filter((at) =>
      pointsAt(finding, evalCase.expected[at]!, NEAR_BY_PLACE),
    ),
    elsewhere: [],
    real: null,
    reason: '',
  }));
}
