import { GitHubError, type GitHubErrorKind } from '../../ports/github-error.ts';

/** The parts of Octokit's RequestError and GraphqlResponseError that are read. */
interface Thrown {
  name: string;
  message: string;
  status?: number;
  request?: { method?: string; url?: string };
  response?: { headers?: Headers; data?: unknown };
  headers?: Headers;
  errors?: { type?: string; message: string }[];
  cause?: unknown;
}

type Headers = Record<string, string | number | undefined>;

/** GitHub's advice for a secondary limit that names no time. */
const SECONDARY_PAUSE_SECONDS = 60;

const OF_STATUS: Record<number, GitHubErrorKind> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  410: 'not_found',
  429: 'rate_limited',
  451: 'forbidden',
};

const OF_TYPE: Record<string, GitHubErrorKind> = {
  NOT_FOUND: 'not_found',
  FORBIDDEN: 'forbidden',
  INSUFFICIENT_SCOPES: 'forbidden',
  RATE_LIMITED: 'rate_limited',
  UNPROCESSABLE: 'refused',
};

/**
 * Turns what Octokit throws into a GitHubError; anything else comes back as it is.
 * @param now milliseconds since 1970, to tell how long a limit lasts
 */
export function toGitHubError(thrown: unknown, now: number): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const error = thrown as Thrown & Error;
  if (error.name === 'GraphqlResponseError') return ofGraphql(error, now);
  if (error.name !== 'HttpError' && error.name !== 'AbortError') return thrown;
  const { response, status = 0 } = error;
  // Octokit says 500 when no answer came at all.
  if (response === undefined) {
    return build('network', reasonOf(error), error, {}, now);
  }
  const headers = response.headers ?? {};
  const words = wordsOf(response.data) ?? error.message;
  const limited = status === 403 && isLimit(headers, words);
  const kind = limited ? 'rate_limited' : (OF_STATUS[status] ?? byRange(status));
  return build(kind, words, error, headers, now, status);
}

/** Whether it may or may not have been done: the answer was lost. */
export function isUnclear(error: unknown): error is GitHubError {
  return error instanceof GitHubError && (error.kind === 'server' || error.kind === 'network');
}

function byRange(status: number): GitHubErrorKind {
  return status >= 500 ? 'server' : 'refused';
}

function ofGraphql(error: Thrown, now: number): GitHubError {
  const [first] = error.errors ?? [];
  // Without a type GitHub's own machinery failed: "Something went wrong", or a time limit.
  const kind = OF_TYPE[first?.type ?? ''] ?? 'server';
  const words = (error.errors ?? []).map(({ message }) => message).join('; ');
  const request = { method: 'POST', url: '/graphql' };
  return build(kind, words, { ...error, request }, error.headers ?? {}, now, 200);
}

function isLimit(headers: Headers, words: string): boolean {
  return (
    headers['retry-after'] !== undefined ||
    String(headers['x-ratelimit-remaining']) === '0' ||
    /rate limit/i.test(words)
  );
}

function build(
  kind: GitHubErrorKind,
  said: string,
  { request = {}, cause }: Pick<Thrown, 'request' | 'cause'>,
  headers: Headers,
  now: number,
  status?: number,
): GitHubError {
  const method = request.method ?? 'GET';
  const path = pathOf(request.url ?? '');
  const words = clean(said);
  const requestId = headers['x-github-request-id'];
  const permission = headers['x-accepted-github-permissions'];
  const facts = [
    `${method} ${path}`,
    ...(status === undefined ? [] : [String(status)]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    ...(kind === 'forbidden' && permission !== undefined ? [`needs ${permission}`] : []),
  ];
  return new GitHubError(kind, `GitHub: ${words} (${facts.join(', ')})`, {
    words,
    method,
    path,
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId: String(requestId) }),
    ...(kind === 'forbidden' && permission !== undefined && { permission: String(permission) }),
    ...(kind === 'rate_limited' && limitOf(headers, words, now)),
    ...(kind === 'server' && headers['retry-after'] !== undefined && waitOf(headers)),
    ...(kind === 'network' && { cause }),
  });
}

function limitOf(headers: Headers, words: string, now: number) {
  const spent = String(headers['x-ratelimit-remaining']) === '0';
  const secondary = /secondary|abuse/i.test(words) || !spent;
  const limit = secondary ? ('secondary' as const) : ('primary' as const);
  if (headers['retry-after'] !== undefined) return { limit, ...waitOf(headers) };
  const reset = Number(headers['x-ratelimit-reset']);
  const left = Math.max(1, Math.ceil(reset - now / 1000));
  const seconds = spent && Number.isFinite(left) ? left : SECONDARY_PAUSE_SECONDS;
  return { limit, retryAfterSeconds: seconds };
}

function waitOf(headers: Headers): { retryAfterSeconds: number } {
  const seconds = Number(headers['retry-after']);
  return { retryAfterSeconds: Number.isFinite(seconds) ? seconds : SECONDARY_PAUSE_SECONDS };
}

/** GitHub's message and its reasons, some of which are bare sentences and some objects. */
function wordsOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const { message, errors } = data as { message?: unknown; errors?: unknown };
  if (typeof message !== 'string') return null;
  const reasons = (Array.isArray(errors) ? (errors as unknown[]) : []).map((one) => {
    if (typeof one === 'string') return one;
    const { field, message: why, code } = one as Record<string, unknown>;
    return [field, why ?? code].filter((part) => typeof part === 'string').join(': ');
  });
  return reasons.length === 0 ? message : `${message}: ${reasons.join('; ')}`;
}

function reasonOf(error: Thrown): string {
  const cause = error.cause as { name?: unknown; code?: unknown } | undefined;
  if (cause?.name === 'TimeoutError') return 'no answer in time';
  const code = typeof cause?.code === 'string' ? cause.code : 'the connection broke';
  return code === 'ENOTFOUND' || error.message.includes('ENOTFOUND')
    ? 'no answer came: no such host, is there a network?'
    : `no answer came: ${error.message || code}`;
}

/** Without host, query and the prefix of an Enterprise Server. */
function pathOf(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]+/i, '').replace(/[?#].*$/s, '');
  return path.replace(/^\/api(?:\/v3)?(?=\/)/, '') || '/';
}

/** One line of bounded length, without anything that looks like a secret. */
function clean(text: string): string {
  return text
    .replace(/\b(?:gh[a-z]_|github_pat_)\w+/g, '[secret]')
    .replace(/\/\/[^/@\s]+@/g, '//')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}
