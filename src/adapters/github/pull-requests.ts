import type { Permission } from '../../core/conversation/who-may.ts';
import type { GitHubError } from '../../ports/github-error.ts';
import type { PullFile, PullRequest, PullRequests, PullRef } from '../../ports/pull-requests.ts';
import type { GitHubClient, Identity } from './client.ts';
import { readOverview } from './overview.ts';
import { readPosted } from './posted.ts';
import { readThread } from './thread.ts';
import { createRequests, type GitHubOptions, isKind, type Requests } from './requests.ts';

const PERMISSIONS: readonly Permission[] = ['admin', 'write', 'read', 'none'];

/** Above this, patches have been reported missing late on a page. */
const FILES_A_PAGE = 50;
/** GitHub lists no more files of a pull request. */
const MOST_FILES = 3000;
/** GitHub allows 100 requests at a time, for all of an App together. */
const SIDE_BY_SIDE = 6;

/** Reads pull requests through a client that may see them. */
export function createPullRequests(
  client: GitHubClient,
  identity: Identity,
  options: GitHubOptions = {},
): PullRequests {
  const requests = createRequests(client, options);
  return {
    overview: (ref) => readOverview(client, requests, identity, ref),
    get: (ref) => getPull(client, requests, ref),
    files: (pull) => listFiles(client, requests, pull),
    mergeBase: (pull) => findMergeBase(client, requests, pull),
    posted: (ref) => readPosted(client, requests, identity, ref),
    thread: (ref, first) => readThread(client, requests, identity, ref, first),
    permission: (ref, login) => readPermission(client, requests, ref, login),
  };
}

async function getPull(
  client: GitHubClient,
  requests: Requests,
  ref: PullRef,
): Promise<PullRequest> {
  const { data } = await requests.repeat((request) =>
    client.rest.pulls.get({ ...at(ref), pull_number: ref.number, request }),
  );
  return {
    ref,
    title: data.title,
    body: data.body ?? '',
    author: { login: data.user.login, isBot: data.user.type === 'Bot' },
    open: data.state === 'open',
    draft: data.draft ?? false,
    labels: data.labels.map(({ name }) => name),
    base: { branch: data.base.ref, sha: data.base.sha },
    head: { branch: data.head.ref, sha: data.head.sha },
    changedFiles: data.changed_files,
  };
}

/**
 * All pages, as many at once as the number of changed files calls for. A push between two pages
 * can shift the list, so that a path comes twice and another is missing: that is not complete.
 */
async function listFiles(
  client: GitHubClient,
  requests: Requests,
  { ref, changedFiles }: PullRequest,
): Promise<{ files: PullFile[]; complete: boolean }> {
  const files = new Map<string, PullFile>();
  const seen = new Set<string>();
  let more = true;
  const readPage = async (page: number): Promise<PullFile[]> => {
    const { data, headers } = await requests.repeat((request) =>
      client.rest.pulls.listFiles({
        ...at(ref),
        pull_number: ref.number,
        per_page: FILES_A_PAGE,
        page,
        request,
      }),
    );
    if (!hasNext(headers.link)) more = false;
    return data.map((one) => ({
      path: one.filename,
      ...(one.previous_filename !== undefined && { previousPath: one.previous_filename }),
      status: one.status,
      patch: one.patch ?? null,
    }));
  };
  const expected = Math.max(1, Math.ceil(Math.min(changedFiles, MOST_FILES) / FILES_A_PAGE));
  for (let next = 1; next <= expected || more;) {
    // Beyond what is expected there are more only if a push came: one page at a time then.
    const count = Math.max(1, Math.min(SIDE_BY_SIDE, expected - next + 1));
    more = true;
    const pages = await Promise.all(Array.from({ length: count }, (_, i) => readPage(next + i)));
    for (const file of pages.flat()) {
      seen.add(`${file.status} ${file.path}`);
      if (!files.has(file.path)) files.set(file.path, file);
    }
    next += count;
  }
  return { files: [...files.values()], complete: seen.size >= changedFiles };
}

/**
 * The commit that GitHub's own diff starts from. Both ends are ids of the base repository: it holds
 * a fork's commits through `refs/pull/N/head`.
 */
async function findMergeBase(
  client: GitHubClient,
  requests: Requests,
  { ref, base, head }: PullRequest,
): Promise<string> {
  const compare = async (page: number): Promise<string> => {
    const { data } = await requests.repeat((request) =>
      client.rest.repos.compareCommitsWithBasehead({
        ...at(ref),
        basehead: `${base.sha}...${head.sha}`,
        per_page: 1,
        page,
        request,
      }),
    );
    return data.merge_base_commit.sha;
  };
  try {
    // Up to 300 files with their patches come with the first page alone.
    return await compare(2);
  } catch (error) {
    if (!isKind(error, 'not_found', 'refused')) throw error;
    if (hasNoCommonAncestor(error)) return base.sha;
    return compare(1);
  }
}

/** A login that GitHub does not know may do nothing. */
async function readPermission(
  client: GitHubClient,
  requests: Requests,
  ref: Pick<PullRef, 'owner' | 'repo'>,
  login: string,
): Promise<Permission> {
  try {
    const { data } = await requests.repeat((request) =>
      client.rest.repos.getCollaboratorPermissionLevel({ ...at(ref), username: login, request }),
    );
    // The four words of `permission` are all that counts; a role of the organization's own may
    // have any name.
    return PERMISSIONS.find((one) => one === data.permission) ?? 'none';
  } catch (error) {
    if (isKind(error, 'not_found')) return 'none';
    throw error;
  }
}

/** Unrelated histories are compared as they are. */
function hasNoCommonAncestor(error: GitHubError): boolean {
  return /no common ancestor/i.test(error.details.words);
}

function hasNext(link: string | undefined): boolean {
  return link !== undefined && /;\s*rel="next"/.test(link);
}

function at({ owner, repo }: Pick<PullRef, 'owner' | 'repo'>): { owner: string; repo: string } {
  return { owner, repo };
}
