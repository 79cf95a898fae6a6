import { agentOf } from '../../core/ledger/ledger.ts';
import { readLedger } from '../../core/ledger/read-ledger.ts';
import { readTotals } from '../../core/ledger/totals.ts';
import { isOutcome, readMarkers } from '../../core/plan/marker.ts';
import type {
  Feedback,
  FeedbackWish,
  OwnFinding,
  PullFeedback,
  RepositoryName,
  Vote,
} from '../../ports/feedback.ts';
import { GitHubError } from '../../ports/github-error.ts';
import type { Posted, PostedThread } from '../../ports/pull-requests.ts';
import { CHECK_NAME } from './checks.ts';
import type { GitHubClient, Identity } from './client.ts';
import { checkTexts } from './own-checks.ts';
import { PULLS_QUERY, VOTES_QUERY } from './own-findings-query.ts';
import type { Opening, PullNode, PullsAnswer, VotesAnswer } from './own-findings-query.ts';
import { noSuchPull, readPosted } from './posted.ts';
import { createRequests, type GitHubOptions, type Requests } from './requests.ts';

/** Pull requests a request: more take longer than GitHub lets a request take. */
const PULLS_A_PAGE = 10;

/** Who asks: a client, how it sends, and whose comments count. */
interface Reader {
  client: GitHubClient;
  requests: Requests;
  identity: Identity;
}

/**
 * Reads what our identity said on the pull requests of a repository and what people made of it:
 * one request for ten pull requests, and more only for those with longer lists than most.
 */
export function createFeedback(
  client: GitHubClient,
  identity: Identity,
  options: GitHubOptions = {},
): Feedback {
  const reader = { client, identity, requests: createRequests(client, options) };
  return { pulls: (repository, wish) => readPulls(reader, repository, wish) };
}

async function* readPulls(
  reader: Reader,
  { owner, repo }: RepositoryName,
  { limit, since, withChecks }: FeedbackWish,
): AsyncGenerator<PullFeedback> {
  const { client, requests, identity } = reader;
  // A person can't have check runs.
  const checked = withChecks && identity.rest.endsWith('[bot]');
  let after: string | null = null;
  for (let left = limit; left > 0;) {
    const size = Math.min(left, PULLS_A_PAGE);
    const asked: Record<string, unknown> = { owner, repo, size, after, withChecks: checked };
    const { repository }: PullsAnswer = await requests.repeat((request) =>
      client.graphql<PullsAnswer>(PULLS_QUERY, { ...asked, checkName: CHECK_NAME, request }),
    );
    if (repository === null) throw noSuchRepository(`${owner}/${repo}`);
    const { nodes, pageInfo } = repository.pullRequests;
    for (const node of nodes) {
      if (since !== null && Date.parse(node.createdAt) < since.getTime()) return;
      yield await readPull(reader, { owner, repo }, node);
    }
    left -= nodes.length;
    if (!pageInfo.hasNextPage || nodes.length === 0) return;
    after = pageInfo.endCursor;
  }
}

async function readPull(
  reader: Reader,
  repository: RepositoryName,
  node: PullNode,
): Promise<PullFeedback> {
  const { client, requests, identity } = reader;
  const ref = { ...repository, number: node.number };
  const posted = await readPosted(client, requests, identity, ref, undefined, node);
  const { nodes: threads, pageInfo } = node.reviewThreads;
  const openings = pageInfo.hasNextPage
    ? await readOpenings(reader, ref)
    : threads.map(({ opening }) => opening);
  const votes = votesOf(openings, identity);
  const { entries, state } = readLedger(posted);
  const { author, commits, timelineItems } = node;
  const checked =
    commits === undefined || timelineItems === undefined
      ? []
      : checkTexts({ commits, timelineItems }, identity, node.number);
  return {
    ref,
    title: node.title,
    url: node.url,
    author:
      author === null
        ? null
        : {
            login: author.type === 'Bot' ? `${author.login}[bot]` : author.login,
            isBot: author.type === 'Bot',
          },
    state: STATES[node.state],
    createdAt: node.createdAt,
    reviews: reviewedHeads(posted),
    ...readTotals(state, checked),
    findings: entries.map((entry): OwnFinding => {
      const thread = posted.threads.find(({ first }) => first === entry.comment);
      const body = posted.comments.find(({ id }) => id === entry.comment)?.body ?? '';
      const mark = readMarkers(body).find((marker) => marker.kind === 'finding');
      return {
        ...entry,
        agent: agentOf(mark?.agent),
        votes: votes.get(entry.comment ?? 0) ?? [],
        replies: thread?.replies ?? [],
        dismissal: dismissalOf(thread),
        resolvedBy: thread?.resolvedBy ?? null,
      };
    }),
  };
}

const STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;

/** The first comments of all threads of a pull request with more threads than a page holds. */
async function readOpenings(
  { client, requests }: Reader,
  ref: PullFeedback['ref'],
): Promise<Opening[]> {
  const openings: Opening[] = [];
  let after: string | null = null;
  for (;;) {
    const { repository }: VotesAnswer = await requests.repeat((request) =>
      client.graphql<VotesAnswer>(VOTES_QUERY, { ...ref, after, request }),
    );
    const threads = repository?.pullRequest?.reviewThreads;
    if (threads === undefined) throw noSuchPull(ref);
    openings.push(...threads.nodes.map(({ opening }) => opening));
    if (!threads.pageInfo.hasNextPage) return openings;
    after = threads.pageInfo.endCursor;
  }
}

/** By the comment's id. An App's own login may be a person's too; a person's own is not theirs to count. */
function votesOf(openings: readonly Opening[], { rest }: Identity): Map<number, Vote[]> {
  const own = rest.toLowerCase();
  return new Map(
    openings.flatMap(({ nodes }) =>
      nodes.map(({ fullDatabaseId, reactions }): [number, Vote[]] => [
        Number(fullDatabaseId),
        reactions.nodes.flatMap(({ content, user }) => {
          const counts = content === 'THUMBS_UP' || content === 'THUMBS_DOWN';
          if (!counts || user === null || user.login.toLowerCase() === own) return [];
          return [{ login: user.login, up: content === 'THUMBS_UP' }];
        }),
      ]),
    ),
  );
}

function reviewedHeads({ reviews }: Posted): string[] {
  const marks = reviews
    .filter(({ pending }) => !pending)
    .flatMap(({ body }) => readMarkers(body))
    .filter((marker) => marker.kind === 'review');
  return [...new Map(marks.map(({ run, head }) => [run, head])).values()];
}

/** The last word of ours in the thread, when it is a dismissal. */
function dismissalOf(thread: PostedThread | undefined): OwnFinding['dismissal'] {
  const said = (thread?.replies ?? [])
    .filter(({ isOurs }) => isOurs)
    .flatMap(({ body }) => readMarkers(body))
    .findLast(isOutcome);
  if (said?.kind !== 'dismissal') return null;
  const { by, reason } = said;
  return {
    by: typeof by === 'string' ? by : '',
    reason: typeof reason === 'string' ? reason : '',
  };
}

function noSuchRepository(name: string): GitHubError {
  const words = `there is no repository ${name}, or the token may not see it`;
  const details = { words, method: 'POST', path: '/graphql', status: 200 };
  return new GitHubError('not_found', `GitHub: ${words}`, details);
}
