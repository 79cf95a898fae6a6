import type { PullRef, Thread } from '../../ports/pull-requests.ts';
import type { GitHubClient, Identity } from './client.ts';
import { PAGE, WRITTEN } from './posted-query.ts';
import type { Connection, ThreadNode, WrittenComment } from './posted-query.ts';
import { idOf, noSuchPull, ownedBy } from './posted.ts';
import type { Requests } from './requests.ts';

const FIRSTS_QUERY = `
query Threads($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        ${PAGE} nodes { id comments(first: 1) { nodes { fullDatabaseId } } }
      }
    }
  }
}`;

const THREAD_QUERY = `
query Thread($thread: ID!, $after: String) {
  node(id: $thread) {
    ... on PullRequestReviewThread {
      path diffSide line originalLine isResolved subjectType
      comments(first: 100, after: $after) { ${PAGE} nodes { ${WRITTEN} state diffHunk } }
    }
  }
}`;

interface FirstsAnswer {
  repository: {
    pullRequest: {
      reviewThreads: Connection<{
        id: string;
        comments: { nodes: { fullDatabaseId: string }[] };
      }>;
    } | null;
  } | null;
}

type Node = Omit<ThreadNode, 'id' | 'comments'> & {
  comments: Connection<WrittenComment & { diffHunk: string }>;
};

/** One thread with everybody's comments. REST does not tell whether it is resolved. */
export async function readThread(
  client: GitHubClient,
  requests: Requests,
  identity: Identity,
  ref: PullRef,
  first: number,
): Promise<Thread | null> {
  const id = await findThread(client, requests, ref, first);
  if (id === null) return null;
  const isOurs = ownedBy(identity);
  let thread: Thread | null = null;
  let after: string | undefined;
  for (let more = true; more;) {
    const { node }: { node: Node | null } = await requests.repeat((request) =>
      client.graphql<{ node: Node | null }>(THREAD_QUERY, { thread: id, after, request }),
    );
    if (node === null) return thread;
    const written = node.comments.nodes.filter(({ state }) => state === 'SUBMITTED');
    const onLine = node.subjectType === 'LINE';
    thread ??= {
      path: node.path,
      side: node.diffSide,
      line: onLine ? node.line : null,
      originalLine: onLine ? node.originalLine : null,
      resolved: node.isResolved,
      hunk: onLine ? (written[0]?.diffHunk ?? '') : '',
      comments: [],
    };
    thread.comments.push(
      ...written.map((one) => ({
        id: idOf(one),
        author: one.author?.login ?? null,
        isBot: one.author?.type === 'Bot',
        isOurs: isOurs(one),
        body: one.body,
      })),
    );
    const { endCursor, hasNextPage } = node.comments.pageInfo;
    after = endCursor ?? undefined;
    more = hasNextPage;
  }
  return thread?.comments.length === 0 ? null : thread;
}

/** GraphQL's id of the thread that starts with a comment. */
async function findThread(
  client: GitHubClient,
  requests: Requests,
  ref: PullRef,
  first: number,
): Promise<string | null> {
  const { owner, repo, number } = ref;
  let after: string | undefined;
  for (;;) {
    const { repository }: FirstsAnswer = await requests.repeat((request) =>
      client.graphql<FirstsAnswer>(FIRSTS_QUERY, { owner, repo, number, after, request }),
    );
    const threads = repository?.pullRequest?.reviewThreads;
    if (threads === undefined) throw noSuchPull(ref);
    const found = threads.nodes.find(
      ({ comments }) => Number(comments.nodes[0]?.fullDatabaseId) === first,
    );
    if (found !== undefined) return found.id;
    if (!threads.pageInfo.hasNextPage) return null;
    after = threads.pageInfo.endCursor ?? undefined;
  }
}
