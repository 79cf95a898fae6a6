import { answerSchema } from '../core/finding/answer.ts';
import { roughTokens } from '../core/prompt/tokens.ts';
import { ModelError, type ModelRequest, type Price } from '../ports/model.ts';
import { opening, systemBlocks } from './layout.ts';
import { maskInput } from './masked-input.ts';
import { prepare, type Assignment, type Preparation } from './prepare.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
import { toolDefinition } from './tools/tool.ts';
import { toolsFor } from './tools/toolbox.ts';

/** Rounds of tool calls that the higher figure allows for, and what each adds to the conversation. */
export const ROUNDS = { rounds: 12, tokensRead: 2_500, tokensWritten: 300 } as const;

/** Findings that the higher figure has checked, and how many rounds of reading each check takes. */
export const CHECKS = { findings: 4, rounds: 4, answerTokens: 1_500 } as const;

/** Tokens of the final answer that both figures allow for, thinking included. */
export const ANSWER_TOKENS = 6_000;

export interface Estimate {
  model: string;
  groups: { files: string[]; openingTokens: number; brief: Assignment['brief'] }[];
  /** True when the model's own count was used, false for a rough one. */
  exact: boolean;
  /** USD for openings and answers alone, and with `ROUNDS` and `CHECKS`; null without a price. */
  leastUsd: number | null;
  likelyUsd: number | null;
  notes: string[];
}

/** What keeps the model from counting, but not a rough count from being of use. */
const NO_COUNT: ReadonlySet<string> = new Set([
  'unreachable',
  'rate_limited',
  'overloaded',
  'server',
  'timeout',
]);

/**
 * Lays the review out as it would be asked, and counts. The count is free; nothing is asked.
 * @param exact let the model count; where it gives no answer the count is rough, and a note says why
 */
export async function estimateReview(
  given: ReviewInput,
  ports: ReviewPorts,
  exact: boolean,
): Promise<Estimate> {
  const { input } = maskInput(given);
  const preparation = await prepare(input, ports);
  const { tools } = toolsFor(input);
  const definitions = tools.map((tool) => toolDefinition(tool, ports.prompts.tools));
  const notes = [...preparation.notes];
  let counts = exact;
  const groups: Estimate['groups'] = [];
  for (const { brief, group } of preparation.assignments) {
    const request = requestOf(preparation, brief, definitions);
    const rough = roughTokens(JSON.stringify([request.system, request.messages, request.tools]));
    let openingTokens = rough;
    if (counts) {
      try {
        openingTokens = await ports.model.countTokens(request, ports.stops.signal);
      } catch (error) {
        if (!(error instanceof ModelError) || !NO_COUNT.has(error.kind)) throw error;
        counts = false;
        notes.push(`a rough count: ${error.message}`);
      }
    }
    groups.push({ files: group.files.map(({ path }) => path), openingTokens, brief });
  }
  const price = ports.model.price(preparation.finder[0]!.model.id, groups[0]?.openingTokens ?? 0);
  return {
    model: preparation.finder[0]!.model.id,
    groups,
    exact: counts,
    leastUsd: price === null ? null : findingUsd(groups, price, 0),
    likelyUsd:
      price === null ? null : findingUsd(groups, price, ROUNDS.rounds) + checkingUsd(groups, price),
    notes,
  };
}

function requestOf(
  preparation: Preparation,
  brief: Assignment['brief'],
  tools: ModelRequest['tools'],
): ModelRequest {
  return {
    ...preparation.finder[0]!.request,
    system: systemBlocks(brief),
    tools,
    messages: opening(brief),
    schema: answerSchema(),
  };
}

/** The opening is written to the cache once; each round reads it back and adds what was looked up. */
function findingUsd(groups: Estimate['groups'], price: Price, rounds: number): number {
  const { tokensRead, tokensWritten } = ROUNDS;
  const read = groups.reduce((total, { openingTokens }) => {
    let tokens = 0;
    for (let round = 0; round < rounds; round++) tokens += openingTokens + round * tokensRead;
    return total + tokens;
  }, 0);
  const written = groups.reduce(
    (total, { openingTokens }) => total + openingTokens + rounds * tokensRead,
    0,
  );
  const answered = groups.length * (ANSWER_TOKENS + rounds * tokensWritten);
  return (
    (read * price.cacheRead + written * price.cacheWrite + answered * price.output) / 1_000_000
  );
}

/** Each check opens a conversation of its own on the change, whose text is in the cache by then. */
function checkingUsd(groups: Estimate['groups'], price: Price): number {
  if (groups.length === 0) return 0;
  const opening = Math.max(...groups.map(({ openingTokens }) => openingTokens));
  const { findings, rounds, answerTokens } = CHECKS;
  const { tokensRead, tokensWritten } = ROUNDS;
  const read = opening * (rounds + 1) + (tokensRead * rounds * (rounds - 1)) / 2;
  const written = tokensRead * rounds;
  const answered = answerTokens + rounds * tokensWritten;
  const one = read * price.cacheRead + written * price.cacheWrite + answered * price.output;
  return (findings * one + opening * price.cacheWrite) / 1_000_000;
}
