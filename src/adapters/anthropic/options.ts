import { UserError } from '../../core/errors.ts';
import type { PriceOverrides } from './prices.ts';
import type { Binding } from './resolve.ts';

/** How to reach the Messages API, and how patient to be. Times are in milliseconds. */
export interface AnthropicOptions {
  /** Sent as `x-api-key`. Either this or `authToken`; with both, this one is used. */
  apiKey?: string;
  /** Sent as `Authorization: Bearer`, as gateways want it. */
  authToken?: string;
  /** Without `/v1`; default https://api.anthropic.com. */
  baseURL?: string;
  /** Headers added to each request. */
  headers?: Record<string, string>;
  fetch?: typeof globalThis.fetch;
  prices?: PriceOverrides;
  /** The model that a person named, which nothing may stand in for when it isn't there. */
  chosen?: string;
  /** How often a request is tried again after the first time; default 4. */
  maxRetries?: number;
  /** The first pause between two tries, doubled each time; default 500. */
  retryDelayMs?: number;
  /** The longest pause between two tries; a longer `retry-after` ends the tries. Default 60,000. */
  maxRetryDelayMs?: number;
  /** Longest wait until an answer begins; default 120,000. */
  requestTimeoutMs?: number;
  /** Longest silence within a streamed answer, pings included; default 180,000. */
  idleTimeoutMs?: number;
  /** Told, in one line, what a user may want to know while waiting, such as a retry. */
  log?: (line: string) => void;
}

/** Where the API is, unless told otherwise. */
export const DEFAULT_BASE_URL = 'https://api.anthropic.com';

/** How far a model's name binds, asked by these options. */
export function bindingOf(
  name: string | undefined,
  { chosen, baseURL = DEFAULT_BASE_URL }: Pick<AnthropicOptions, 'chosen' | 'baseURL'>,
): Binding {
  if (chosen === undefined || name !== chosen) return 'wish';
  return baseURL === DEFAULT_BASE_URL ? 'choice' : 'gateway choice';
}

/**
 * Reads `ANTHROPIC_API_KEY`, `ANTHROPIC_AUTH_TOKEN`, `ANTHROPIC_BASE_URL` and
 * `ANTHROPIC_CUSTOM_HEADERS` (lines of `Name: value`), the names that Claude's own tools use.
 * Throws a UserError when there is neither a key nor a token, and for an address or a header that is
 * none.
 */
export function anthropicOptionsFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Pick<AnthropicOptions, 'apiKey' | 'authToken' | 'baseURL' | 'headers'> {
  const apiKey = env['ANTHROPIC_API_KEY']?.trim();
  const authToken = env['ANTHROPIC_AUTH_TOKEN']?.trim();
  if (!apiKey && !authToken) {
    throw new UserError(
      'No key for the Claude API: set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN for a gateway); --replay and --estimate work without one.',
    );
  }
  const baseURL = baseUrlFromEnvironment(env);
  const headers = customHeaders(env['ANTHROPIC_CUSTOM_HEADERS']);
  return {
    ...(apiKey ? { apiKey } : authToken ? { authToken } : {}),
    ...(baseURL && { baseURL }),
    ...(headers && { headers }),
  };
}

/** Reads `ANTHROPIC_BASE_URL`. Throws a UserError for what is no address to ask. */
export function baseUrlFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const text = env['ANTHROPIC_BASE_URL']?.trim();
  if (!text) return undefined;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new UserError(
      'ANTHROPIC_BASE_URL is no http(s) address: give it like https://gateway.example.com, without /v1.',
    );
  }
  const { username, password } = new URL(text);
  if (username || password) {
    throw new UserError(
      'ANTHROPIC_BASE_URL holds a user name or password, which fetch refuses: put it into ANTHROPIC_CUSTOM_HEADERS as "Authorization: Basic …".',
    );
  }
  return text.replace(/\/+$/, '').replace(/\/v1$/, '');
}

/**
 * Throws a UserError when a key or a header holds characters that HTTP can't carry, such as a line
 * break that was copied along. Left to fetch, the message would show the key.
 */
export function checkSendable({ apiKey, authToken, headers = {} }: AnthropicOptions): void {
  const values = { 'API key': apiKey, 'auth token': authToken };
  const named = [
    ...Object.entries(values),
    ...Object.entries(headers).map(([name, value]) => [`header ${name}`, value] as const),
  ];
  for (const [name, value] of named) {
    if (value !== undefined && !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new UserError(
        `The ${name} for the Claude API holds characters that can't be sent: copy it again, without line breaks or typographic quotes.`,
      );
    }
  }
}

/** `Name: value`, the name a token of HTTP (RFC 9110, 5.6.2). */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(.*)$/;

/** A line that is none may be a secret that was pasted: it is never repeated. */
function customHeaders(text: string | undefined): Record<string, string> | undefined {
  const entries = (text ?? '').split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const [, name, value] = HEADER.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined) {
      throw new UserError(
        `ANTHROPIC_CUSTOM_HEADERS: line ${index + 1} is no header: write each one on a line of its own, as "Name: value".`,
      );
    }
    return [[name, value.trim()] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
