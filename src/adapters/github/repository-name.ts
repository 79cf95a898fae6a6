import { UserError } from '../../core/errors.ts';
import type { RepositoryName } from '../../ports/feedback.ts';
import { DEFAULT_HOST } from './hosts.ts';

const NAME = String.raw`([A-Za-z0-9][A-Za-z0-9_-]*)/([A-Za-z0-9._-]+?)(?:\.git)?/?`;
const SHORT = new RegExp(String.raw`^(?:([A-Za-z0-9.-]+(?::\d+)?)/)?${NAME}$`);
/** git's short form of an SSH address. */
const SCP = new RegExp(String.raw`^(?:[\w.-]+@)?([A-Za-z0-9.-]+):(?!//)/?${NAME}$`);
const PATH = new RegExp(`^/${NAME}$`);

/**
 * Reads `OWNER/REPO`, `HOST/OWNER/REPO`, the address of a repository's page, or what git clones it
 * from. Throws a UserError for anything else.
 */
export function parseRepositoryName(
  name: string,
  defaultHost: string = DEFAULT_HOST,
): { host: string; repository: RepositoryName } {
  const [host, owner, repo] = partsOf(name.trim());
  if (owner === undefined || repo === undefined || repo === '.' || repo === '..') {
    throw new UserError(
      `${JSON.stringify(name)} names no repository on GitHub: write OWNER/REPO or its address.`,
    );
  }
  return { host: (host ?? defaultHost).toLowerCase(), repository: { owner, repo } };
}

function partsOf(name: string): (string | undefined)[] {
  if (/^(?:https?|ssh|git):\/\//i.test(name) && URL.canParse(name)) {
    const { protocol, hostname, host, pathname } = new URL(name);
    // The port of another protocol says nothing of the one that the API is reached by.
    const where = protocol.startsWith('http') ? host : hostname;
    return [
      where === 'ssh.github.com' ? DEFAULT_HOST : where,
      ...(PATH.exec(pathname)?.slice(1) ?? []),
    ];
  }
  return (SHORT.exec(name) ?? SCP.exec(name))?.slice(1) ?? [];
}
