import { GitHubError } from '../../ports/github-error.ts';
import type {
  Posted,
  PostedComment,
  PostedReview,
  PostedThread,
  PullRef,
} from '../../ports/pull-requests.ts';
import type { GitHubClient, Identity } from './client.ts';
import { COMMENTS_QUERY, POSTED_QUERY } from './posted-query.ts';
import type {
  Connection,
  PostedAnswer,
  PostedPage,
  ThreadNode,
  Written,
  ThreadedComment,
} from './posted-query.ts';
import type { Requests } from './requests.ts';

/** Which of the three lists to read. */
export interface Wanted {
  reviews: boolean;
  threads: boolean;
  notes: boolean;
}

const EVERYTHING: Wanted = { reviews: true, threads: true, notes: true };

/**
 * What our identity wrote on a pull request, by GraphQL: one request for up to a hundred of each,
 * where REST would take one for each list and more for their pages. Lists that go on are read on
 * together, a page of each a request.
 * @param first what a request for several pull requests gave of this one already
 */
export async function readPosted(
  client: GitHubClient,
  requests: Requests,
  identity: Identity,
  ref: PullRef,
  wanted: Wanted = EVERYTHING,
  first: PostedPage | null = null,
): Promise<Posted> {
  const isOurs = ownedBy(identity);
  const posted: Posted = { head: '', reviews: [], comments: [], notes: [], threads: [] };
  const left = { ...wanted };
  const after: Partial<Record<keyof Wanted, string>> = {};
  const finish = (list: keyof Wanted, { pageInfo }: Connection<unknown>): void => {
    left[list] = pageInfo.hasNextPage;
    if (pageInfo.endCursor !== null) after[list] = pageInfo.endCursor;
  };
  const ask = async (): Promise<PostedPage> => {
    const { reviews: afterReviews, threads: afterThreads, notes: afterNotes } = after;
    const { repository } = await requests.repeat((request) =>
      client.graphql<PostedAnswer>(POSTED_QUERY, {
        owner: ref.owner,
        repo: ref.repo,
        number: ref.number,
        withReviews: left.reviews,
        withThreads: left.threads,
        withNotes: left.notes,
        afterReviews,
        afterThreads,
        afterNotes,
        request,
      }),
    );
    const pull = repository?.pullRequest;
    if (pull === null || pull === undefined) throw noSuchPull(ref);
    return pull;
  };
  let given = first;
  do {
    const pull = given ?? (await ask());
    given = null;
    posted.head = pull.headRefOid;
    if (pull.reviews !== undefined) {
      finish('reviews', pull.reviews);
      posted.reviews.push(...pull.reviews.nodes.filter(isOurs).map(toReview));
    }
    if (pull.comments !== undefined) {
      finish('notes', pull.comments);
      const ours = pull.comments.nodes.filter(isOurs);
      posted.notes.push(...ours.map((one) => ({ id: idOf(one), body: one.body })));
    }
    if (pull.reviewThreads !== undefined) {
      finish('threads', pull.reviewThreads);
      for (const thread of pull.reviewThreads.nodes) {
        const comments = await commentsOf(client, requests, thread);
        // What a pending review holds is not posted: nobody but us sees it.
        const seen = comments.filter(({ state }) => state === 'SUBMITTED');
        posted.comments.push(...seen.filter(isOurs).map((one) => toComment(thread, one)));
        if (seen[0] !== undefined && isOurs(seen[0])) {
          posted.threads.push(toThread(thread, seen, identity, isOurs));
        }
      }
    }
  } while (left.reviews || left.threads || left.notes);
  return posted;
}

/** The comments of a thread; those behind its first page are asked for. */
async function commentsOf(
  client: GitHubClient,
  requests: Requests,
  thread: ThreadNode,
): Promise<ThreadedComment[]> {
  const all = [...thread.comments.nodes];
  let { pageInfo } = thread.comments;
  while (pageInfo.hasNextPage) {
    const after = pageInfo.endCursor;
    const { node } = await requests.repeat((request) =>
      client.graphql<{ node: Pick<ThreadNode, 'comments'> | null }>(COMMENTS_QUERY, {
        thread: thread.id,
        after,
        request,
      }),
    );
    if (node === null) break;
    all.push(...node.comments.nodes);
    ({ pageInfo } = node.comments);
  }
  return all;
}

/**
 * Whether our identity wrote it. GraphQL gives the App `backline` and the person `backline` the
 * same login; only the type tells them apart.
 */
export function ownedBy({ rest, graphql }: Identity): (one: Pick<Written, 'author'>) => boolean {
  const type = rest.endsWith('[bot]') ? 'Bot' : 'User';
  return ({ author }) =>
    author !== null && author.type === type && author.login.toLowerCase() === graphql.toLowerCase();
}

function toReview(one: Written & { state: string }): PostedReview {
  return { id: idOf(one), pending: one.state === 'PENDING', body: one.body };
}

function toComment(thread: ThreadNode, one: ThreadedComment): PostedComment {
  return {
    id: idOf(one),
    path: thread.path,
    side: thread.diffSide,
    line: thread.subjectType === 'FILE' ? null : thread.line,
    originalLine: thread.subjectType === 'FILE' ? null : thread.originalLine,
    body: one.body,
    thread: thread.id,
    resolved: thread.isResolved,
    url: one.url,
    votesDown:
      one.reactionGroups?.find(({ content }) => content === 'THUMBS_DOWN')?.reactors.totalCount ??
      0,
  };
}

/** GitHub describes whoever resolved a thread as a user, Apps too: the type says nothing there. */
function hasOurLogin(by: { login: string } | null, { graphql }: Identity): boolean {
  return by?.login.replace(/\[bot\]$/, '').toLowerCase() === graphql.toLowerCase();
}

function toThread(
  { id, isResolved, resolvedBy }: ThreadNode,
  [first, ...replies]: ThreadedComment[],
  identity: Identity,
  isOurs: ReturnType<typeof ownedBy>,
): PostedThread {
  return {
    id,
    first: idOf(first!),
    resolvedBy: isResolved
      ? { login: resolvedBy?.login ?? null, isOurs: hasOurLogin(resolvedBy, identity) }
      : null,
    replies: replies.map((one) => ({
      id: idOf(one),
      author: one.author?.login ?? null,
      isBot: one.author?.type === 'Bot',
      isOurs: isOurs(one),
      body: one.body,
    })),
  };
}

/** GraphQL's 32-bit `databaseId` is too small for the ids of today. */
export function idOf({ fullDatabaseId }: Written): number {
  return Number(fullDatabaseId);
}

export function noSuchPull({ owner, repo, number }: PullRef): GitHubError {
  const words = `there is no pull request ${owner}/${repo}#${number}`;
  const details = { words, method: 'POST', path: '/graphql', status: 200 };
  return new GitHubError('not_found', `GitHub: ${words}`, details);
}
