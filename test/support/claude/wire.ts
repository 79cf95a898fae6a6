/** The parts of the Messages API's JSON that the stand-in reads; all else passes through. */
export interface WireRequest {
  model: string;
  max_tokens?: number;
  stream?: boolean;
  system?: string | WireBlock[];
  tools?: WireTool[];
  tool_choice?: { type: string };
  messages: WireMessage[];
  thinking?: { type: string };
  output_config?: { effort?: string; format?: { type: string; schema: JsonSchema } };
  cache_control?: CacheControl;
  [key: string]: unknown;
}

export interface CacheControl {
  type: 'ephemeral';
  ttl?: '5m' | '1h';
}

export interface WireTool {
  name: string;
  description?: string;
  input_schema: JsonSchema;
  strict?: boolean;
  cache_control?: CacheControl;
}

export interface WireMessage {
  role: 'user' | 'assistant';
  content: string | WireBlock[];
}

export interface WireBlock {
  type: string;
  text?: string;
  id?: string;
  name?: string;
  input?: unknown;
  tool_use_id?: string;
  content?: string | WireBlock[];
  is_error?: boolean;
  thinking?: string;
  signature?: string;
  cache_control?: CacheControl;
  [key: string]: unknown;
}

export type JsonSchema = Record<string, unknown>;

/** A refusal of a request, answered with `status` and the API's error body. */
export class WireError extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

export function invalid(message: string): WireError {
  return new WireError(400, 'invalid_request_error', message);
}

/** A turn's or the system prompt's blocks; a string is one text block. */
export function blocksOf(content: string | WireBlock[] | undefined): WireBlock[] {
  if (content === undefined) return [];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** The text of a tool result's content. */
export function textOf(content: string | WireBlock[] | undefined): string {
  return blocksOf(content)
    .map((block) => block.text ?? '')
    .join('');
}
