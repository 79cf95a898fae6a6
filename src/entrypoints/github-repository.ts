import { discoveryEnvironment } from '../adapters/git/environment.ts';
import { GitError, runGit } from '../adapters/git/run-git.ts';
import {
  appIdentity,
  createOctokit,
  findUser,
  type GitHubClient,
  type Identity,
} from '../adapters/github/client.ts';
import { requireToken } from '../adapters/github/find-token.ts';
import { hostUrls } from '../adapters/github/hosts.ts';
import { parseRepositoryName } from '../adapters/github/repository-name.ts';
import { UserError } from '../core/errors.ts';
import type { RepositoryName } from '../ports/feedback.ts';
import type { CliIo } from './io.ts';

/** A repository on GitHub, the way to it, and whose comments on it count as ours. */
export interface GitHubRepository {
  repository: RepositoryName;
  /** The server that it is on, such as `github.com`. */
  host: string;
  /** `OWNER/REPO`, for people. */
  name: string;
  client: GitHubClient;
  identity: Identity;
}

/**
 * Opens a repository with the user's own token.
 * @param name as the user wrote it; left out: where the remote `origin` points
 * @param app the name of the App whose comments are ours; left out: those of the token's owner
 */
export async function openGitHubRepository(
  io: CliIo,
  name: string | undefined,
  app: string | undefined,
): Promise<GitHubRepository> {
  const asked = name ?? (await originOf(io));
  const { host, repository } = parseRepositoryName(asked, io.env['GH_HOST']);
  const urls = hostUrls(host, io.env);
  const token = await requireToken(io.env, host);
  const client = createOctokit({ token, baseUrl: urls.api });
  const identity =
    app === undefined ? await findUser(client) : appIdentity(app.replace(/\[bot\]$/, ''));
  return { repository, host, name: `${repository.owner}/${repository.repo}`, client, identity };
}

async function originOf(io: CliIo): Promise<string> {
  try {
    const options = { cwd: io.cwd, env: discoveryEnvironment(io.env), signal: io.signal };
    const { stdout } = await runGit(['remote', 'get-url', 'origin'], options);
    return stdout.toString().trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new UserError('there is no remote called origin here: name the repository, OWNER/REPO', {
      cause: error,
    });
  }
}
