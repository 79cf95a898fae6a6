/**
 * - unauthorized: the token is wrong or has ended
 * - forbidden: the token is right but may not do this
 * - not_found: there is no such thing, or it is gone, or it may not be seen
 * - refused: GitHub does not take what was sent (400, 409, 413, 422, …)
 * - rate_limited: too much was asked; `retryAfterSeconds` says when to come back
 * - server: GitHub has trouble of its own
 * - network: no answer came
 */
export type GitHubErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'refused'
  | 'rate_limited'
  | 'server'
  | 'network';

/** What the same request may get through later. */
export const PASSING: ReadonlySet<GitHubErrorKind> = new Set(['network', 'server', 'rate_limited']);

export interface GitHubErrorDetails {
  /** What GitHub said, bare. */
  words: string;
  /** HTTP's status; absent when no answer came. */
  status?: number;
  method: string;
  /** The path alone, without host or query. */
  path: string;
  /** Names the request to GitHub's support. */
  requestId?: string;
  retryAfterSeconds?: number;
  /** Of `rate_limited`: the hour's budget, or the limit on bursts. */
  limit?: 'primary' | 'secondary';
  /** Of `forbidden`: what GitHub says is needed, such as `pull_requests=write`. */
  permission?: string;
  cause?: unknown;
}

/** GitHub did not do what was asked. The message is one line for people; no secret is in it. */
export class GitHubError extends Error {
  override name = 'GitHubError';
  readonly kind: GitHubErrorKind;
  readonly details: Readonly<Omit<GitHubErrorDetails, 'cause'>>;

  constructor(kind: GitHubErrorKind, message: string, details: GitHubErrorDetails) {
    const { cause, ...rest } = details;
    super(message, { cause });
    this.kind = kind;
    this.details = rest;
  }
}
