import { UserError } from '../../core/errors.ts';
import type { PullRef } from '../../ports/pull-requests.ts';
import { DEFAULT_HOST } from './hosts.ts';

const OWNER = '[A-Za-z0-9](?:[A-Za-z0-9_-]*)';
const REPO = String.raw`[A-Za-z0-9._-]+?`;
const SHORT = new RegExp(`^(?:([A-Za-z0-9.-]+(?::\\d+)?)/)?(${OWNER})/(${REPO})#(\\d{1,10})$`);
const PAGE = new RegExp(`^/(${OWNER})/(${REPO})/pull/(\\d{1,10})(?:/.*)?$`);

/**
 * Reads `OWNER/REPO#N`, `HOST/OWNER/REPO#N` or the address of a pull request's page (any of its
 * tabs). Throws a UserError for anything else.
 */
export function parsePullName(
  name: string,
  defaultHost: string = DEFAULT_HOST,
): { host: string; ref: PullRef } {
  const page = /^https?:\/\//i.test(name) && URL.canParse(name) ? new URL(name) : null;
  const match = page === null ? SHORT.exec(name) : PAGE.exec(page.pathname);
  const [host, owner, repo, number] =
    page === null ? (match?.slice(1) ?? []) : [page.host, ...(match?.slice(1) ?? [])];
  const isFolder = repo === '.' || repo === '..';
  if (owner === undefined || repo === undefined || isFolder || Number(number) < 1) {
    throw new UserError(
      `${JSON.stringify(name)} names no pull request: write OWNER/REPO#NUMBER or its address.`,
    );
  }
  return {
    host: (host ?? defaultHost).toLowerCase(),
    ref: { owner, repo, number: Number(number) },
  };
}
