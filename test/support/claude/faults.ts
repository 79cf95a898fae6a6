/** What goes wrong with one request. One of the kinds below, except that `eventDelayMs` goes with any. */
export interface Fault {
  /** Answer with this status instead, in the API's error form. */
  status?: number;
  /** With `status`: the error's type and message; those of the API when left out. */
  type?: string;
  message?: string;
  /** With `status`: seconds (or a date) for the `retry-after` header. */
  retryAfter?: number | string;
  /** With `status`: the `x-should-retry` header. */
  shouldRetry?: boolean;
  /** Cut the connection after this many events of the stream. */
  cutAfter?: number;
  /** End the stream properly after this many events, before the answer is complete. */
  endAfter?: number;
  /** Send an `event: error` of this type after `afterEvents` (1) events. */
  errorEvent?: string;
  afterEvents?: number;
  /** Wait between any two events, in milliseconds. */
  eventDelayMs?: number;
  /** Reset the connection instead of answering. */
  reset?: boolean;
  /** Take the request and say nothing until the client goes away. */
  hang?: boolean;
  /** Say nothing more after this many events, until the client goes away. */
  hangAfter?: number;
  /** Send an event whose data is no JSON after this many events. */
  garbleAfter?: number;
  /** Cut the answer's text in half, though the stream and its stop reason are whole. */
  brokenJson?: boolean;
  /** Answer 200 with this HTML page. */
  html?: string;
  /** Which requests this waits for; default the messages alone. */
  path?: '/v1/messages' | '/v1/messages/count_tokens' | '/v1/models';
}

export interface Faults {
  /** The next requests meet these faults, one each, in this order. */
  next(...faults: Fault[]): void;
  /** Forgets the faults that nobody met. */
  clear(): void;
}

/** A queue of faults for each path. */
export function faultQueue(): Faults & { take(path: string): Fault | undefined } {
  const waiting: Fault[] = [];
  return {
    next: (...faults) => void waiting.push(...faults),
    clear: () => void waiting.splice(0),
    take(path) {
      const index = waiting.findIndex((fault) => (fault.path ?? '/v1/messages') === path);
      return index < 0 ? undefined : waiting.splice(index, 1)[0];
    },
  };
}

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** The API's error type for a status. */
export function errorType(status: number): string {
  return TYPES[status] ?? 'api_error';
}
