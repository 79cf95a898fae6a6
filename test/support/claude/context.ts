import { blocksOf, textOf, type JsonSchema, type WireRequest } from './wire.ts';

/** The result of a tool call of an earlier turn, with the call it answers. */
export interface EarlierToolResult {
  id: string;
  name: string;
  input: unknown;
  content: string;
  isError: boolean;
}

/** A request in handy form, for whoever scripts the answers. */
export interface AnswerContext {
  /** The how-manieth message request that reached the script, from 1. */
  call: number;
  /** The how-manieth answer of this conversation this will be, from 1. */
  turn: number;
  model: string;
  effort: string | undefined;
  /** The system blocks, joined by blank lines. */
  systemText: string;
  /** All text the user's turns hold, joined by blank lines. */
  userText: string;
  /** The text of the last user turn. */
  lastUserText: string;
  toolNames: string[];
  /** Results of all turns so far, oldest first. */
  toolResults: EarlierToolResult[];
  /** Results in the last turn alone. */
  lastToolResults: EarlierToolResult[];
  /** The schema that binds the answer. */
  schema: JsonSchema | undefined;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

export function answerContext(body: WireRequest, call: number, signal: AbortSignal): AnswerContext {
  const users = body.messages.filter((message) => message.role === 'user');
  const assistants = body.messages.filter((message) => message.role === 'assistant');
  const calls = new Map(
    assistants.flatMap(({ content }) =>
      blocksOf(content)
        .filter((block) => block.type === 'tool_use')
        .map((block) => [block.id, block] as const),
    ),
  );
  const resultsOf = (messages: typeof users): EarlierToolResult[] =>
    messages
      .flatMap(({ content }) => blocksOf(content))
      .filter((block) => block.type === 'tool_result')
      .map((block) => ({
        id: block.tool_use_id ?? '',
        name: calls.get(block.tool_use_id)?.name ?? '',
        input: calls.get(block.tool_use_id)?.input,
        content: textOf(block.content),
        isError: block.is_error ?? false,
      }));
  const texts = (content: (typeof users)[number]['content']): string[] =>
    blocksOf(content).flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : []));
  const lastUser = users.slice(-1);
  return {
    call,
    turn: assistants.length + 1,
    model: body.model,
    effort: body.output_config?.effort,
    systemText: blocksOf(body.system)
      .map((block) => block.text ?? '')
      .join('\n\n'),
    userText: users.flatMap((message) => texts(message.content)).join('\n\n'),
    lastUserText: lastUser.flatMap((message) => texts(message.content)).join('\n\n'),
    toolNames: (body.tools ?? []).map((tool) => tool.name),
    toolResults: resultsOf(users),
    lastToolResults: resultsOf(lastUser),
    schema: body.output_config?.format?.schema,
    signal,
  };
}
