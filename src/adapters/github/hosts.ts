import { UserError } from '../../core/errors.ts';

export const DEFAULT_HOST = 'github.com';

/** Where a host is reached; neither address ends in a slash. */
export interface HostUrls {
  /** REST's root. */
  api: string;
  /** What repositories' pages and clone addresses start with. */
  web: string;
}

/**
 * The addresses of github.com, of an Enterprise Server, or of an enterprise at `NAME.ghe.com`.
 * GITHUB_API_URL and GITHUB_SERVER_URL, as GitHub's own runners set them, count when they are of
 * that host.
 * @param host with its port, if it has one
 */
export function hostUrls(host: string, env: NodeJS.ProcessEnv): HostUrls {
  const server = env['GITHUB_SERVER_URL'];
  const isTheirs = server === undefined || hostOf(server, 'GITHUB_SERVER_URL') === host;
  const api = env['GITHUB_API_URL'];
  if (api !== undefined) hostOf(api, 'GITHUB_API_URL');
  return {
    api: isTheirs && api !== undefined && !isPublicApiOfOther(api, host) ? trim(api) : apiOf(host),
    web: isTheirs && server !== undefined ? trim(server) : `https://${host}`,
  };
}

export function cloneUrl({ web }: HostUrls, owner: string, repo: string): string {
  return `${web}/${owner}/${repo}.git`;
}

/** Throws a UserError that names the variable when it holds no address. */
export function hostOf(address: string, variable: string): string {
  if (!URL.canParse(address)) {
    throw new UserError(`${variable} is no address: ${JSON.stringify(address)}.`);
  }
  return new URL(address).host;
}

function apiOf(host: string): string {
  if (host === DEFAULT_HOST) return 'https://api.github.com';
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `https://${host}/api/v3`;
}

/** A variable that names the public API says nothing of another host. */
function isPublicApiOfOther(api: string, host: string): boolean {
  return new URL(api).host === 'api.github.com' && host !== DEFAULT_HOST;
}

function trim(address: string): string {
  return address.replace(/\/+$/, '');
}
