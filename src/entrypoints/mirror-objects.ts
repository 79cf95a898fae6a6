import { FetchError } from '../adapters/git/fetch-error.ts';
import type { MirrorCache } from '../adapters/git/mirror-cache.ts';
import type { Mirror } from '../adapters/git/mirror.ts';
import { tokenOf, type GitHubClient } from '../adapters/github/client.ts';
import { cloneUrl } from '../adapters/github/hosts.ts';
import type { Objects } from '../ports/objects.ts';

/**
 * Brings a pull request's commits into the bare cache of its repository. Commits of forks
 * come from the base repository too, where GitHub keeps every pull request's head.
 * @param web what pages and clone addresses start with, such as `https://github.com`
 */
export function mirrorObjects(cache: MirrorCache, web: string, client: GitHubClient): Objects {
  return {
    async fetch({ ref }, commits, signal) {
      const url = cloneUrl({ web, api: '' }, ref.owner, ref.repo);
      const mirror = await cache.open({
        url,
        token: (options) => tokenOf(client, options),
        signal,
      });
      try {
        await mirror.fetch(commits);
        const repository = await mirror.open();
        return {
          repository,
          more: (wanted) => fetchSome(mirror, wanted),
          async close() {
            await repository.close();
            await mirror.close();
          },
        };
      } catch (error) {
        await mirror.close();
        throw error;
      }
    },
  };
}

/** Those of the commits that the server still has. */
async function fetchSome(mirror: Mirror, wanted: readonly string[]): Promise<ReadonlySet<string>> {
  const full = wanted.filter((commit) => /^[0-9a-f]{40}$/.test(commit));
  try {
    if (full.length > 0) await mirror.fetch(full);
    return new Set(full);
  } catch (error) {
    // Git does not go on after the first one that is missing, so that each is asked for alone.
    if (!(error instanceof FetchError) || error.kind !== 'missing_commit') throw error;
    if (full.length === 1) return new Set();
    const each = [];
    for (const commit of full) each.push(...(await fetchSome(mirror, [commit])));
    return new Set(each);
  }
}

/** The address of the pages that belong to a REST root: both are on one host. */
export function webOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.host === 'api.github.com') return 'https://github.com';
  if (url.host.startsWith('api.') && url.host.endsWith('.ghe.com')) {
    return `https://${url.host.slice('api.'.length)}`;
  }
  return url.origin;
}
