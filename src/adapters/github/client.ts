import { Octokit } from '@octokit/rest';
import { UserError } from '../../core/errors.ts';
import { toGitHubError } from './errors.ts';

/**
 * What this adapter uses of an Octokit; that of `@octokit/rest` and Probot's both are one. Its own
 * plugins for retries and throttling may be on or off: every request is sent with `retries: 0`, so
 * that none of them repeats a write.
 */
export type GitHubClient = Pick<Octokit, 'rest' | 'graphql' | 'auth'>;

/**
 * Our own logins. REST gives an App's as `slug[bot]`, GraphQL as `slug`; a person's is the same in
 * both. What others wrote is never taken for ours.
 */
export interface Identity {
  rest: string;
  graphql: string;
}

export function appIdentity(slug: string): Identity {
  return { rest: `${slug}[bot]`, graphql: slug };
}

export function userIdentity(login: string): Identity {
  return { rest: login, graphql: login };
}

export interface OctokitOptions {
  token: string;
  /** REST's root, such as `https://api.github.com`. GraphQL's is derived from it. */
  baseUrl: string;
  fetch?: typeof fetch;
}

/**
 * A client for a personal token, without pauses between writes: a command posts one review. It
 * logs nothing. Throws a UserError for a base URL that carries credentials or would send the token
 * unencrypted to another machine.
 */
export function createOctokit({ token, baseUrl, fetch }: OctokitOptions): Octokit {
  const url = new URL(baseUrl);
  if (url.username !== '' || url.password !== '') {
    throw new UserError('The address of the GitHub API must not hold credentials.');
  }
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    throw new UserError(
      `The address of the GitHub API must start with https://, not ${url.origin}.`,
    );
  }
  return new Octokit({
    auth: token,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    userAgent: 'backline',
    log: SILENT,
    ...(fetch !== undefined && { request: { fetch } }),
  });
}

/**
 * The token that a client sends, to fetch with git: an installation's, from its cache unless
 * `refresh` asks for a new one, or a personal one. Null when it has none.
 */
export async function tokenOf(
  client: GitHubClient,
  { refresh = false }: { refresh?: boolean } = {},
): Promise<string | null> {
  const { token } = (await client.auth({ type: 'installation', refresh })) as { token?: unknown };
  return typeof token === 'string' ? token : null;
}

/**
 * Whose token the client sends. GraphQL is asked because it answers a workflow's own token as well,
 * with `github-actions[bot]`. Throws a GitHubError.
 */
export async function findUser(client: GitHubClient): Promise<Identity> {
  try {
    const request = { retries: 0 };
    const { viewer } = await client.graphql<Viewer>('query { viewer { login } }', { request });
    const slug = viewer.login.replace(/\[bot\]$/, '');
    return slug === viewer.login ? userIdentity(slug) : appIdentity(slug);
  } catch (error) {
    throw toGitHubError(error, Date.now());
  }
}

interface Viewer {
  viewer: { login: string };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

const nothing = (): void => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
