import { UserError } from '../../core/errors.ts';
import type { RepositoryName } from '../../ports/feedback.ts';
import type { GitHubClient } from './client.ts';
import { createRequests, isKind, type GitHubOptions } from './requests.ts';

/**
 * A text file as it is on the default branch of a repository; null when it is not there. Throws a
 * GitHubError, and a UserError for what is no text file.
 */
export async function readDefaultBranchFile(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  path: string,
  options: GitHubOptions = {},
): Promise<string | null> {
  const requests = createRequests(client, options);
  try {
    // Without a ref GitHub takes the default branch.
    const { data } = await requests.repeat((request) =>
      client.rest.repos.getContent({ owner, repo, path, request }),
    );
    if (Array.isArray(data) || data.type !== 'file' || data.encoding !== 'base64') {
      throw new UserError(`${path} is no file of at most 1 MB on the default branch`);
    }
    return decode(Buffer.from(data.content, 'base64'), path);
  } catch (error) {
    if (isKind(error, 'not_found')) return null;
    throw error;
  }
}

/** Byte for byte: what is lost in reading, no patch would apply to. */
function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${path} on the default branch is not UTF-8`, { cause: error });
  }
}
