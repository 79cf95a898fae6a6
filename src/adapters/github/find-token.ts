import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../core/errors.ts';
import { DEFAULT_HOST, hostOf } from './hosts.ts';

export interface FoundToken {
  token: string;
  /** Where it was found, for people. */
  source: string;
}

/** As `findToken`. Throws a UserError that names the ways to one, too, when there is none. */
export async function requireToken(env: NodeJS.ProcessEnv, host: string): Promise<string> {
  const found = await findToken(env, host);
  if (found !== null) return found.token;
  throw new UserError(
    `there is no token for ${host}: set GITHUB_TOKEN or GH_TOKEN, or log in with gh auth login`,
  );
}

/** Asks the `gh` program for its token of a host; null when there is no such program or token. */
export type AskGh = (host: string, env: NodeJS.ProcessEnv) => Promise<string | null>;

/**
 * A personal token for a host: GITHUB_TOKEN, then GH_TOKEN; of an Enterprise Server
 * GH_ENTERPRISE_TOKEN, then GITHUB_ENTERPRISE_TOKEN; else what `gh auth token` says. Tokens of
 * github.com are not shown to another server, unless GITHUB_SERVER_URL says that they are its own.
 * Null when there is none. Throws a UserError for one that no header can carry.
 */
export async function findToken(
  env: NodeJS.ProcessEnv,
  host: string,
  askGh: AskGh = ghAuthToken,
): Promise<FoundToken | null> {
  for (const source of variablesOf(host, env)) {
    const token = env[source]?.trim() ?? '';
    if (token !== '') return checked({ token, source });
  }
  const token = await askGh(host, env);
  return token === null ? null : checked({ token, source: 'gh auth token' });
}

/** Left to fetch, the message would show the token. */
function checked(found: FoundToken): FoundToken {
  if (/^[\x21-\x7e]+$/.test(found.token)) return found;
  throw new UserError(
    `the token of ${found.source} holds spaces, line breaks or other characters that no token has: copy it again`,
  );
}

function variablesOf(host: string, env: NodeJS.ProcessEnv): string[] {
  const server = env['GITHUB_SERVER_URL'];
  const runsOn = server === undefined ? null : hostOf(server, 'GITHUB_SERVER_URL');
  if (runsOn === host) return ['GITHUB_TOKEN', 'GH_TOKEN'];
  if (host !== DEFAULT_HOST && !host.endsWith('.ghe.com')) {
    return ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];
  }
  // A runner's GITHUB_TOKEN is its own server's.
  return runsOn === null ? ['GITHUB_TOKEN', 'GH_TOKEN'] : ['GH_TOKEN'];
}

const run = promisify(execFile);

const ghAuthToken: AskGh = async (host, env) => {
  try {
    const { stdout } = await run('gh', ['auth', 'token', '--hostname', host], {
      env: { ...env, GH_PROMPT_DISABLED: '1' },
      timeout: 10_000,
      windowsHide: true,
    });
    return stdout.trim() || null;
  } catch {
    // No gh, or nobody logged in there: to have no token is an answer.
    return null;
  }
};
