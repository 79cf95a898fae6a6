import { answerWords } from '../core/conversation/answer-words.ts';
import { UserError } from '../core/errors.ts';
import type { Evidence } from '../core/finding/finding.ts';
import { inertInline } from '../core/render/inert.ts';
import { messages, type Language } from '../core/render/messages.ts';
import type { PullRequest } from '../ports/pull-requests.ts';
import { materialOf, type Material } from './answer-material.ts';
import { verifyEvidence, type ReadLines } from './evidence.ts';
import { startMeter, type Meter } from './meter.ts';
import { openPull, readPull } from './pull-review.ts';
import type { PullRequestPorts } from './review-pull-request.ts';
import { limitCost } from './settings.ts';

/** Why nothing was answered, as a sentence of Markdown for whoever asked. */
export interface Unanswered {
  cannot: string;
}

/**
 * Brings a pull request's code here and hands it, masked, to whoever answers, if there is money for
 * it today. What the repository's owners have to mend is told in a sentence.
 */
export async function withPull<T>(
  pull: PullRequest,
  language: Language,
  ports: PullRequestPorts,
  use: (material: Material, meter: Meter) => Promise<T | Unanswered>,
): Promise<T | Unanswered> {
  try {
    const open = await openPull(pull, ports);
    try {
      const money = await ports.budget.start(open.config.budget);
      if ('spentUp' in money) return { cannot: messages(language).spentUp[money.spentUp] };
      const input = await readPull(open, limitCost({}, money.maxUsd), ports);
      return await use(materialOf(input), startMeter(ports.model.price, ports.now));
    } finally {
      await open.objects.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { cannot: answerWords(language).failed(inertInline(error.message)) };
  }
}

/** A model that gave no answer, told to whoever asked. */
export function unanswered(why: string, language: Language): Unanswered {
  return { cannot: answerWords(language).failed(inertInline(why)) };
}

/** The quotes that are really there, each once, and how many were not found. */
export async function provenOf(
  evidence: readonly Evidence[],
  read: ReadLines,
): Promise<{ proven: Evidence[]; leftOut: number }> {
  const checked = await Promise.all(evidence.map((each) => verifyEvidence(each, read)));
  const proven = checked.filter(({ verified }) => verified);
  const once = new Map(proven.map((each) => [`${each.side}:${each.path}:${each.line}`, each]));
  return { proven: [...once.values()], leftOut: checked.length - proven.length };
}
