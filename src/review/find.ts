import { answerSchema, parseAnswer, type FinderAnswer } from '../core/finding/answer.ts';
import { placeAnswer, type PlacedAnswer } from '../core/finding/build-findings.ts';
import type { FileIndex } from '../core/finding/file-index.ts';
import type { Brief } from '../core/prompt/brief.ts';
import { fill } from '../core/prompt/prompts.ts';
import { ask, userTurn } from './ask.ts';
import { converse, type Conversation, type Failure, type RequestSettings } from './converse.ts';
import { verifyEvidence, type ReadLines } from './evidence.ts';
import { describeFlaws, isFlawed } from './flaws.ts';
import { opening, systemBlocks } from './layout.ts';
import { toolDefinition } from './tools/tool.ts';

export type Found = { ok: true; placed: PlacedAnswer[] } | Failure;

/**
 * One group of files reviewed: the agent looks and answers, its findings are placed and their
 * evidence is held against the repository. What does not hold is put back to it once; what it
 * answers then counts for the findings that were put back, and for no other.
 */
export async function find(
  talk: Omit<Conversation, 'request'> & { request: RequestSettings },
  brief: Brief,
  files: ReadonlyMap<string, FileIndex>,
  read: ReadLines | null,
): Promise<Found> {
  const conversation: Conversation = {
    ...talk,
    request: {
      ...talk.request,
      system: systemBlocks(brief),
      tools: talk.tools.map((tool) => toolDefinition(tool, talk.prompts.tools)),
      schema: answerSchema(),
    },
  };
  const first = await ask(conversation, opening(brief), parseAnswer);
  if (!first.ok) return first;
  const placed = await settle(first.answer, files, read);
  if (!placed.some(isFlawed)) return { ok: true, placed };

  talk.progress({ kind: 'tool', detail: 'asking again about findings that do not hold' });
  const question = fill(talk.prompts.repairFindings, { findings: describeFlaws(placed, files) });
  const repaired = await converse(conversation, [...first.messages, userTurn(question)]);
  const second = repaired.ok ? parseAnswer(repaired.text) : null;
  if (second?.ok !== true) return { ok: true, placed };
  return { ok: true, placed: takeRepairs(placed, await settle(second.answer, files, read)) };
}

async function settle(
  answer: FinderAnswer,
  files: ReadonlyMap<string, FileIndex>,
  read: ReadLines | null,
): Promise<PlacedAnswer[]> {
  const placed = placeAnswer(answer, files);
  if (read === null) return placed;
  return Promise.all(
    placed.map(async (each) => ({
      ...each,
      evidence: await Promise.all(each.evidence.map((one) => verifyEvidence(one, read))),
    })),
  );
}

/**
 * A repaired answer may not add, drop or reorder findings: when its count differs, nothing of it
 * is taken.
 */
function takeRepairs(placed: PlacedAnswer[], repaired: PlacedAnswer[]): PlacedAnswer[] {
  if (repaired.length !== placed.length) return placed;
  return placed.map((each, index) => {
    const again = repaired[index]!;
    if (!isFlawed(each)) return each;
    const moved = each.placement.level !== 'line' && again.placement.level === 'line';
    return {
      ...each,
      ...(moved ? { placement: { ...again.placement, reason: 'placed when asked again' } } : {}),
      answered: moved ? { ...each.answered, suggestion: again.answered.suggestion } : each.answered,
      evidence: again.evidence,
      choice: again.choice,
    };
  });
}
