import type { ToolCall, UserBlock } from '../ports/model.ts';
import type { Conversation } from './converse.ts';
import { eitherSignal, Interrupted } from './stops.ts';
import { ToolInputError } from './tools/tool.ts';

/** Runs the calls of a conversation's turns and remembers which were made. */
export interface ToolRunner {
  /** Runs the calls of one turn side by side; all are answered in one user turn, in their order. */
  run(calls: readonly ToolCall[]): Promise<{ results: UserBlock[]; allRepeated: boolean }>;
}

/** What a call that was made before is answered with: its answer is still in the conversation. */
const REPEATED =
  'You made this very call before in this conversation; its answer stands above and has not changed.';

/** The trees do not change during a review, so a call with the same input is never run twice. */
export function createToolRunner(talk: Conversation): ToolRunner {
  const made = new Set<string>();
  return {
    async run(calls) {
      const asked = calls.map((call) => {
        const key = `${call.name} ${canonical(call.input)}`;
        const repeated = made.has(key);
        made.add(key);
        return { call, repeated };
      });
      const results = await Promise.all(
        asked.map(async ({ call, repeated }): Promise<UserBlock> =>
          repeated
            ? { type: 'tool_result', toolUseId: call.id, content: REPEATED }
            : runTool(talk, call),
        ),
      );
      return { results, allRepeated: asked.every(({ repeated }) => repeated) };
    },
  };
}

async function runTool(talk: Conversation, call: ToolCall): Promise<UserBlock> {
  const answer = { type: 'tool_result' as const, toolUseId: call.id };
  const tool = talk.tools.find(({ name }) => name === call.name);
  if (tool === undefined || talk.context === null) {
    const known = talk.tools.map(({ name }) => name).join(', ');
    return {
      ...answer,
      content: `There is no tool ${call.name}; there are: ${known}.`,
      isError: true,
    };
  }
  talk.progress({ kind: 'tool', detail: tool.describe(call.input) });
  const context = { ...talk.context, signal: eitherSignal(talk.stops) };
  try {
    return { ...answer, content: await tool.run(call.input, context) };
  } catch (error) {
    if (talk.stops.signal.aborted) throw new Interrupted('interrupted', { cause: error });
    if (talk.stops.deadline.aborted) return { ...answer, content: 'Stopped.', isError: true };
    if (!(error instanceof ToolInputError)) throw error;
    return { ...answer, content: error.message, isError: true };
  }
}

/** The same text for inputs that differ in the order of their keys alone. */
function canonical(input: unknown): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return JSON.stringify(input ?? null);
  }
  const entries = Object.entries(input).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(entries);
}
