import { answerSchema, parseAnswer, type FinderAnswer } from '../core/finding/answer.ts';
import { placeAnswer, type PlacedAnswer } from '../core/finding/build-findings.ts';
import type { FileIndex } from '../core/finding/file-index.ts';
import type { Brief } from '../core/prompt/brief.ts';
import { rowText } from '../core/prompt/change-text.ts';
import { fill } from '../core/prompt/prompts.ts';
import type { ModelMessage, SystemBlock } from '../ports/model.ts';
import { converse, type Answer, type Conversation } from './converse.ts';
import { toolDefinition } from './tools/tool.ts';

export type Found = { ok: true; placed: PlacedAnswer[] } | { ok: false; why: string };

/**
 * One group of files reviewed: the agent looks and answers, an answer that does not fit gets one
 * repair turn, and so do findings whose rows and quotes point to different places.
 */
export async function find(
  talk: Omit<Conversation, 'request'> & { request: RequestSettings },
  brief: Brief,
  files: ReadonlyMap<string, FileIndex>,
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
  const first = await readAnswer(conversation, await converse(conversation, opening(brief)));
  if (!first.ok) return first;
  const placed = placeAnswer(first.answer, files);
  const lost = placed.filter(({ placement }) => placement.level === 'file');
  if (lost.length === 0) return { ok: true, placed };

  talk.progress({ kind: 'tool', detail: 'asking again where findings belong' });
  const question = fill(talk.prompts.repairAnchors, {
    findings: placed.flatMap((each, index) => describeLost(each, index, files)).join('\n'),
  });
  const repaired = await converse(conversation, [...first.messages, userTurn(question)]);
  const second = repaired.ok ? parseAnswer(repaired.text) : null;
  if (second?.ok !== true) return { ok: true, placed };
  return { ok: true, placed: takeRepairs(placed, placeAnswer(second.answer, files)) };
}

/** What `find` is told of the request; the rest it lays out itself. */
export type RequestSettings = Pick<Conversation['request'], 'model' | 'effort' | 'maxTokens'>;

/** Role and rules: the prefix that all requests of a repository share. */
export function systemBlocks(brief: Brief): SystemBlock[] {
  const role: SystemBlock = { text: brief.role, cache: true };
  return brief.rules === '' ? [role] : [role, { text: brief.rules, cache: true }];
}

/** The change, then the question. */
export function opening(brief: Brief): ModelMessage[] {
  return [
    {
      role: 'user',
      content: [
        { type: 'text', text: brief.change, cache: true },
        { type: 'text', text: brief.question },
      ],
    },
  ];
}

type ReadAnswer =
  | { ok: true; answer: FinderAnswer; messages: ModelMessage[] }
  | { ok: false; why: string };

async function readAnswer(talk: Conversation, answered: Answer): Promise<ReadAnswer> {
  if (!answered.ok) return answered;
  const parsed = parseAnswer(answered.text);
  if (parsed.ok) return { ok: true, answer: parsed.answer, messages: answered.messages };
  const question = fill(talk.prompts.repairAnswer, { problem: parsed.problem });
  const again = await converse(talk, [...answered.messages, userTurn(question)]);
  if (!again.ok) return again;
  const second = parseAnswer(again.text);
  if (second.ok) return { ok: true, answer: second.answer, messages: again.messages };
  return { ok: false, why: `the answer does not fit the schema, twice: ${second.problem}` };
}

function userTurn(text: string): ModelMessage {
  return { role: 'user', content: [{ type: 'text', text: text.trim() }] };
}

/** A finding that lost its rows, with the rows that its quote fits, as the change shows them. */
function describeLost(
  { answered, placement }: PlacedAnswer,
  position: number,
  files: ReadonlyMap<string, FileIndex>,
): string[] {
  const index = files.get(placement.path);
  if (placement.level !== 'file' || index === undefined) return [];
  const candidates = (placement.candidates ?? []).slice(0, 8).map((run) => {
    const rows = index.rows(run.side, run.hunk).slice(run.start, run.end + 1);
    return rows.map((row) => rowText(index.file, row)).join('\n');
  });
  const head = `- finding ${position + 1}, "${answered.title}" in ${placement.path}: ${placement.reason ?? ''}`;
  if (candidates.length === 0) return [head];
  return [`${head}; candidates:\n${candidates.join('\n\n')}`];
}

/**
 * Takes the new place of each finding that had none. The repaired answer may not add, drop or
 * reorder findings: when its count differs, nothing of it is taken.
 */
function takeRepairs(placed: PlacedAnswer[], repaired: PlacedAnswer[]): PlacedAnswer[] {
  if (repaired.length !== placed.length) return placed;
  return placed.map((each, index) => {
    const again = repaired[index]!;
    if (each.placement.level !== 'file' || again.placement.level !== 'line') return each;
    const { start_row, end_row, quote, path } = again.answered;
    return {
      ...each,
      answered: { ...each.answered, start_row, end_row, quote, path },
      placement: { ...again.placement, reason: 'placed when asked again' },
    };
  });
}
