import { createMirrorCache, type MirrorCache } from '../adapters/git/mirror-cache.ts';
import { UserError } from '../core/errors.ts';

type Environment = Record<string, string | undefined>;

const DEFAULT_MB = 10_000;

/**
 * The cache of repositories in a folder, within the size that the environment allows. Throws a
 * UserError for a BACKLINE_CACHE_MB that is no size.
 */
export function openRepositoryCache(
  folder: string,
  env: Environment,
  log: (line: string) => void,
): MirrorCache {
  return createMirrorCache(folder, { maxBytes: readCacheMegabytes(env) * 1e6, log });
}

/** What all cached repositories together may have, in MB of a million bytes. */
export function readCacheMegabytes(env: Environment): number {
  const megabytes = env['BACKLINE_CACHE_MB'] || String(DEFAULT_MB);
  if (!/^\d{1,9}$/.test(megabytes)) {
    throw new UserError(
      `BACKLINE_CACHE_MB must be a number of megabytes, not ${JSON.stringify(megabytes)}`,
    );
  }
  return Number(megabytes);
}
