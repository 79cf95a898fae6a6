/** How hard the model thinks, as in an agent file's `effort`. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** A part of the system prompt. `cache` ends a prefix that later requests share byte for byte. */
export interface SystemBlock {
  text: string;
  cache?: true;
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of the input, an object with `additionalProperties: false`. */
  inputSchema: Record<string, unknown>;
}

/** What our side says in a turn. */
export type UserBlock =
  | { type: 'text'; text: string; cache?: true }
  | { type: 'tool_result'; toolUseId: string; content: string; isError?: true };

/**
 * What the model said in a turn, kept as it came: thinking blocks go back unmodified, so nobody
 * but the adapter looks inside.
 */
export type AssistantBlock = Readonly<Record<string, unknown>>;

export type ModelMessage =
  | { role: 'user'; content: UserBlock[] }
  | { role: 'assistant'; content: AssistantBlock[] };

/** One request to the model, in our own words; all of it counts for record and replay. */
export interface ModelRequest {
  /** A full model id, as `resolve` returned it. */
  model: string;
  effort?: Effort;
  /** Most tokens to answer with, thinking included. */
  maxTokens: number;
  system: SystemBlock[];
  tools: ToolDefinition[];
  messages: ModelMessage[];
  /** JSON Schema that binds the final text. */
  schema?: Record<string, unknown>;
}

export interface ToolCall {
  id: string;
  name: string;
  input: unknown;
}

/** Tokens of one or many requests. `inputTokens` counts what was neither read from nor written to the cache. */
export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

export type StopReason =
  | 'end_turn'
  | 'tool_use'
  | 'max_tokens'
  | 'stop_sequence'
  | 'pause_turn'
  | 'refusal'
  | 'context_exceeded';

export interface ModelReply {
  stop: StopReason;
  /** To be put into the next request's messages as it is. */
  content: AssistantBlock[];
  /** The text blocks, joined. */
  text: string;
  toolCalls: ToolCall[];
  usage: TokenUsage;
  /** The id of the model that answered. */
  model: string;
  /** Why the model refused, when `stop` is `refusal` and it said so. */
  refusal?: string;
  requestId?: string;
}

export interface ModelInfo {
  id: string;
  /** Tokens that fit into one request, answer included. */
  contextTokens: number;
  maxOutputTokens: number;
  /** Says how the id was found when it is not what was asked for ("default" → opus, say). */
  note?: string;
}

/** USD per million tokens. */
export interface Price {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

/** The price of a model for a prompt of that many tokens, null when unknown. */
export type PriceTable = (model: string, promptTokens: number) => Price | null;

export interface SendOptions {
  signal?: AbortSignal;
  /** Called while the answer streams, with the characters received so far (thinking included). */
  onProgress?: (characters: number) => void;
}

/** The language model. An aborted signal ends any call at once; it throws the signal's reason. */
export interface Model {
  /** Sends one request, streams the answer, retries what may be retried. Throws a ModelError. */
  send(request: ModelRequest, options?: SendOptions): Promise<ModelReply>;
  /** Exact input tokens of a request. Costs nothing. Throws a ModelError. */
  countTokens(request: ModelRequest, signal?: AbortSignal): Promise<number>;
  /** Turns an alias (`opus`), an id, `inherit`, junk or nothing into a model that exists. */
  resolve(name: string | undefined, signal?: AbortSignal): Promise<ModelInfo>;
  price: PriceTable;
}

export type ModelErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'unreachable'
  | 'rate_limited'
  | 'overloaded'
  | 'invalid_request'
  | 'too_large'
  | 'server'
  | 'broken_stream'
  | 'timeout'
  | 'replay_miss';

/** The model could not answer. The message is one line that a user can read; no secret is in it. */
export class ModelError extends Error {
  override name = 'ModelError';
  readonly kind: ModelErrorKind;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: ModelErrorKind,
    message: string,
    details: { requestId?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.requestId = details.requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
