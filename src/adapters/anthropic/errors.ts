import { ModelError, type ModelErrorKind } from '../../ports/model.ts';

/** A failed try: what to tell, and whether another try may help. */
export interface Failure {
  error: ModelError;
  retry: boolean;
}

/** What the messages need to know; `redact` takes secrets out of a text. */
export interface FailureContext {
  address: string;
  model: string;
  redact: (text: string) => string;
}

/** What the SDK's APIError carries, read without importing its class. */
interface ApiFailure {
  status?: number | undefined;
  type?: string | null;
  apiMessage?: string | null;
  requestID?: string | null;
  headers?: Headers | undefined;
  message?: string;
  name?: string;
  cause?: unknown;
}

/** The stream ended, or turned into something unreadable, before the answer was complete. */
export class BrokenStream extends Error {
  override name = 'BrokenStream';
}

/** Nothing was heard for too long. */
export class SilentStream extends Error {
  override name = 'SilentStream';
}

/** The address answers, but not like the Messages API. */
class NotTheApi extends Error {
  override name = 'NotTheApi';
}

/** `what` says in a few words what came instead. */
export function notTheApi(address: string, what: string): Error {
  return new NotTheApi(
    `${address} did not answer like the Claude API (${what}): check ANTHROPIC_BASE_URL`,
  );
}

const MAX_MESSAGE = 400;

/** From here on a pause is worth telling: nobody waits it out unasked. */
const LONG_WAIT_SECONDS = 60;

/** What of `thrown` is a failure of the world; anything else is a fault of ours. */
function worldFailure(thrown: unknown): ApiFailure | null {
  const own =
    thrown instanceof BrokenStream || thrown instanceof SilentStream || thrown instanceof NotTheApi;
  const api = thrown instanceof Error && 'requestID' in thrown;
  return own || api || isNetworkError(thrown) ? (thrown as Error) : null;
}

/** What fetch throws when a connection or a body breaks off: a system code, or one as the cause. */
export function isNetworkError(thrown: unknown): boolean {
  return thrown instanceof Error && rootCause(thrown).code !== '';
}

/**
 * Turns what a try threw into one readable line, its kind, and whether to try again. Null when it
 * is neither the API's nor the network's failure, which nobody should dress up as one.
 */
export function toFailure(thrown: unknown, context: FailureContext): Failure | null {
  const failure = worldFailure(thrown);
  if (!failure) return null;
  const { kind, text, retry } = classify(failure, context);
  const requestId = failure.requestID ?? failure.headers?.get('request-id') ?? undefined;
  const retryAfterSeconds = retryAfter(failure.headers);
  const wait =
    retryAfterSeconds !== undefined && retryAfterSeconds > LONG_WAIT_SECONDS
      ? `, asks for a pause of ${Math.ceil(retryAfterSeconds)} s`
      : '';
  const line = `${text}${wait}${requestId ? ` (request ${requestId})` : ''}`.replace(/\s+/g, ' ');
  const told = context.redact(line);
  const ordered = failure.headers?.get('x-should-retry');
  return {
    error: new ModelError(
      kind,
      told.length > MAX_MESSAGE ? `${told.slice(0, MAX_MESSAGE - 1)}…` : told,
      {
        ...(requestId && { requestId }),
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      },
    ),
    retry: ordered === 'true' || (retry && ordered !== 'false'),
  };
}

interface Verdict {
  kind: ModelErrorKind;
  text: string;
  retry: boolean;
}

function classify(failure: ApiFailure, { address, model }: FailureContext): Verdict {
  const { status, type } = failure;
  const said = failure.apiMessage ? `: ${failure.apiMessage}` : '';
  const code = status === undefined ? '' : ` (${status})`;

  if (status === undefined && !type) return withoutAnswer(failure, address);
  if (status === 401 || type === 'authentication_error') {
    return {
      kind: 'unauthorized',
      text: `The API key was refused by ${address}${code}: check ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN`,
      retry: false,
    };
  }
  if (status === 402 || type === 'billing_error') {
    return { kind: 'forbidden', text: `Billing stopped the request${code}${said}`, retry: false };
  }
  if (status === 403 || type === 'permission_error') {
    return {
      kind: 'forbidden',
      text: `The key may not use ${model} at ${address}${code}${said}`,
      retry: false,
    };
  }
  if (status === 404 || type === 'not_found_error') {
    return {
      kind: 'invalid_request',
      text: `${address} has no model ${model}, or no Messages API${code}${said}`,
      retry: false,
    };
  }
  if (status === 413 || /prompt is too long|exceeds? the context window/i.test(said)) {
    return { kind: 'too_large', text: `The request is too large${code}${said}`, retry: false };
  }
  if (status === 429 || type === 'rate_limit_error') {
    return { kind: 'rate_limited', text: `The rate limit is reached${code}${said}`, retry: true };
  }
  if (status === 529 || type === 'overloaded_error') {
    return { kind: 'overloaded', text: `The API is overloaded${code}${said}`, retry: true };
  }
  if (status === 408 || status === 504 || type === 'timeout_error') {
    return { kind: 'timeout', text: `The API took too long${code}${said}`, retry: true };
  }
  if (type === 'api_error' || (status !== undefined && status >= 500) || status === 409) {
    return { kind: 'server', text: `${address} failed${code}${said}`, retry: true };
  }
  return {
    kind: 'invalid_request',
    text: `The API rejected the request${code}${said}`,
    retry: false,
  };
}

/** Failures below HTTP, and answers that broke off. */
function withoutAnswer(failure: ApiFailure, address: string): Verdict {
  const { code, timedOut } = rootCause(failure);
  if (failure.name === 'NotTheApi') {
    return { kind: 'server', text: failure.message ?? '', retry: false };
  }
  if (failure.name === 'SilentStream' || timedOut) {
    return { kind: 'timeout', text: `No answer from ${address} in time`, retry: true };
  }
  if (failure.name === 'BrokenStream') {
    return { kind: 'broken_stream', text: failure.message ?? '', retry: true };
  }
  const untrusted = /CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO/.test(code);
  const reason = REASONS[code] ?? (untrusted ? `its certificate is not trusted, ${code}` : code);
  return {
    kind: 'unreachable',
    text: `Could not reach ${address}: ${reason || 'the connection failed'}`,
    retry: !untrusted,
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name could not be looked up',
  ENETUNREACH: 'no network',
  EHOSTUNREACH: 'no route to the host',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
};

const TIMEOUT_CODES = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** The innermost system error code below a "fetch failed". */
function rootCause(failure: ApiFailure): { code: string; timedOut: boolean } {
  let code = '';
  let timedOut = false;
  let error: unknown = failure;
  for (let depth = 0; depth < 8 && typeof error === 'object' && error !== null; depth += 1) {
    const {
      code: own,
      cause,
      errors,
      constructor,
    } = error as {
      code?: unknown;
      cause?: unknown;
      errors?: unknown[];
      constructor?: { name?: string };
    };
    if (typeof own === 'string') code = own;
    if (constructor?.name === 'APIConnectionTimeoutError' || TIMEOUT_CODES.has(code)) {
      timedOut = true;
    }
    error = cause ?? errors?.[0];
  }
  return { code, timedOut };
}

function retryAfter(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds / 1000);
  const text = headers?.get('retry-after');
  if (!text) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
