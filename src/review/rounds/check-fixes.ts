import type { FixCandidate, CodeRange, Judged } from '../../core/ledger/round.ts';
import { fixedSchema, parseFixed, type FixedAnswer } from '../../core/ledger/fixed-answer.ts';
import { escapeAttribute } from '../../core/prompt/change-text.ts';
import { languageName } from '../../core/prompt/language.ts';
import { fill } from '../../core/prompt/prompts.ts';
import { maskSecrets, type Masks } from '../../core/secrets/masks.ts';
import type { Shortfall } from '../../core/finding/review-result.ts';
import { ask, userTurn, type Asked } from '../ask.ts';
import type { Conversation } from '../converse.ts';
import { verifyEvidence, type ReadLines } from '../evidence.ts';
import type { Talk } from '../find-all.ts';
import { systemBlocks } from '../layout.ts';
import type { Preparation } from '../prepare.ts';
import { sideBySide } from '../side-by-side.ts';
import { toolDefinition } from '../tools/tool.ts';

export interface FixReport {
  fixed: Judged[];
  shortfalls: Shortfall[];
}

/**
 * Asks of each open finding whose code was changed whether it is fixed, one conversation each. It
 * is when the verifier says so, with a quote that holds in the code as it is now; a finding that
 * nobody could be asked about stays open, and the review is incomplete.
 */
export async function checkFixes(
  candidates: readonly FixCandidate[],
  preparation: Preparation,
  talk: Talk,
  read: ReadLines,
  masks: Masks,
): Promise<FixReport> {
  const answers = await sideBySide(
    [...candidates],
    (candidate, progress) => checkFix(candidate, preparation, { ...talk, progress }, read, masks),
    talk.progress,
  );
  const unasked = answers.flatMap((answer) => ('why' in answer ? [answer.why] : []));
  return {
    fixed: answers.flatMap((answer) => ('entry' in answer ? [answer] : [])),
    shortfalls:
      unasked.length === 0
        ? []
        : [
            {
              what: `whether ${unasked.length} of ${candidates.length} earlier findings are fixed`,
              why: unasked[0]!,
            },
          ],
  };
}

async function checkFix(
  candidate: FixCandidate,
  preparation: Preparation,
  talk: Talk,
  read: ReadLines,
  masks: Masks,
): Promise<Judged | { open: true } | { why: string }> {
  const { entry } = candidate;
  const question = fill(talk.prompts.verifyFixed.question, {
    id: entry.id,
    claim: material(entry.claim, masks),
    code: `${codeText('before', candidate.before, masks)}${codeText('after', candidate.after, masks)}`,
    language: languageName(preparation.language),
  });
  let asked: Asked<FixedAnswer> = { ok: false, why: 'no model was asked', anotherModel: false };
  for (const { request } of preparation.verifier) {
    const conversation: Conversation = {
      ...talk,
      request: {
        ...request,
        system: systemBlocks({ role: talk.prompts.verifyFixed.instructions, rules: '' }),
        tools: talk.tools.map((tool) => toolDefinition(tool, talk.prompts.tools)),
        schema: fixedSchema(),
      },
    };
    asked = await ask(conversation, [userTurn(question)], parseFixed);
    if (asked.ok || !asked.anotherModel) break;
  }
  if (!asked.ok) return { why: asked.why };
  const { fixed, reason, quote } = asked.answer;
  if (!fixed || reason.trim() === '') return { open: true };
  const evidence = { ...quote, side: 'RIGHT' as const, verified: false };
  const { verified } = await verifyEvidence(evidence, read);
  return verified ? { entry, reason: reason.trim() } : { open: true };
}

function codeText(
  tag: 'before' | 'after',
  { path, start, lines }: CodeRange,
  masks: Masks,
): string {
  const rows = material(lines.join('\n'), masks).split('\n');
  const numbered = rows.map((row, index) => `${start + index}|${row}`).join('\n');
  return `<${tag} path="${escapeAttribute(path)}">\n${numbered}\n</${tag}>\n\n`;
}

/** Without credentials, and without anything that could close its tag. */
function material(text: string, masks: Masks): string {
  return maskSecrets(text, masks, false).text.replaceAll('</', '<\\/');
}
