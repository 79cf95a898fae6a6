import { iso } from './clock.ts';
import type {
  Account,
  CheckRun,
  IssueComment,
  PullRequest,
  Repository,
  Review,
  ReviewComment,
  Thread,
} from './model.ts';
import { fullNameOf, type World } from './state.ts';
import { association, nodeId } from './json/shared.ts';
import { issueUrl, pullWebUrl } from './json/pull.ts';
import type { Actor } from './auth.ts';
import { changedFiles } from './diff.ts';
import { parentsOf } from './history.ts';
import { commitsOf, comparedFrom } from './pulls.ts';

export type Node = Record<string, unknown>;

/** A part of GitHub's schema that the stand-in does not know. */
export class Unserved extends Error {}

interface Paging {
  first?: number;
  last?: number;
  after?: string | null;
  before?: string | null;
}

/** A page of a list, 100 at most, as every connection of GitHub's. */
function connection<T>(items: readonly T[], node: (item: T) => Node) {
  return (args: Paging): Node => {
    if (args.first === undefined && args.last === undefined) {
      throw new Unserved('a connection needs `first` or `last`');
    }
    const size = Math.min(args.first ?? args.last ?? 0, 100);
    const from =
      args.first === undefined
        ? Math.max(items.length - size, 0)
        : args.after === undefined || args.after === null
          ? 0
          : Number(Buffer.from(args.after, 'base64').toString('utf8').slice(7));
    const shown = items.slice(from, from + size);
    const cursor = (index: number): string => Buffer.from(`cursor:${index}`).toString('base64');
    return {
      totalCount: items.length,
      nodes: shown.map(node),
      edges: shown.map((item, i) => ({ cursor: cursor(from + i + 1), node: node(item) })),
      pageInfo: {
        hasNextPage: from + size < items.length,
        hasPreviousPage: from > 0,
        startCursor: shown.length === 0 ? null : cursor(from + 1),
        endCursor: shown.length === 0 ? null : cursor(from + shown.length),
      },
    };
  };
}

/** GraphQL's login of a bot has no `[bot]`. */
export function actorNode(world: World, account: Account): Node {
  const bot = account.type === 'Bot';
  const login = account.login.replace(/\[bot\]$/, '');
  return {
    __typename: account.type,
    id: nodeId(bot ? 'BOT' : 'U', account.id),
    databaseId: account.id,
    login,
    url: `${world.origin}/${bot ? `apps/${login}` : login}`,
    avatarUrl: `${world.origin}/avatars/u/${account.id}`,
  };
}

export function repositoryNode(world: World, actor: Actor, repo: Repository): Node {
  return {
    __typename: 'Repository',
    id: nodeId('R', repo.id),
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: fullNameOf(repo),
    isPrivate: repo.private,
    owner: actorNode(world, repo.owner),
    pullRequest: ({ number }: { number: number }) => {
      const pull = repo.pulls.find((one) => one.number === number);
      return pull === undefined ? null : pullNode(world, actor, pull);
    },
    pullRequests: (args: Paging & { orderBy?: { field: string; direction: string } }) => {
      const { orderBy = { field: 'CREATED_AT', direction: 'ASC' } } = args;
      if (orderBy.field !== 'CREATED_AT') throw new Unserved(`no order by ${orderBy.field}`);
      const pulls = orderBy.direction === 'ASC' ? repo.pulls : repo.pulls.toReversed();
      return connection(pulls, (pull) => pullNode(world, actor, pull))(args);
    },
  };
}

export function pullNode(world: World, actor: Actor, pull: PullRequest): Node {
  const visible = pull.reviews.filter((one) => seenBy(actor, one));
  const threads = pull.threads.filter((one) => one.comments.some((c) => seenBy(actor, c.review)));
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', pull.id),
    databaseId: pull.id,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    url: pullWebUrl(world, pull),
    state: pull.merged ? 'MERGED' : pull.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.merged,
    closed: pull.state === 'closed',
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    changedFiles: async () =>
      (await changedFiles(pull.repo.dir, await comparedFrom(pull), pull.headSha)).length,
    labels: connection(pull.labels, ({ name }) => ({ __typename: 'Label', name })),
    createdAt: iso(pull.createdAt),
    updatedAt: iso(pull.updatedAt),
    author: actorNode(world, pull.user),
    repository: () => repositoryNode(world, actor, pull.repo),
    reviewThreads: connection(threads, (thread) => threadNode(world, actor, thread)),
    reviews: connection(visible, (review) => reviewNode(world, actor, review)),
    comments: connection(pull.comments, (comment) => issueCommentNode(world, actor, comment)),
    commits: async (args: Paging) =>
      connection(await commitsOf(pull), (oid) => ({
        __typename: 'PullRequestCommit',
        commit: commitNode(pull.repo, oid),
      }))(args),
    timelineItems: (args: Paging & { itemTypes?: string[] }) => {
      if (args.itemTypes?.join() !== 'HEAD_REF_FORCE_PUSHED_EVENT') {
        throw new Unserved('the timeline has force pushes alone');
      }
      return connection(pull.pushedOver, (oid) => ({
        __typename: 'HeadRefForcePushedEvent',
        beforeCommit: commitNode(pull.repo, oid),
      }))(args);
    },
  };
}

function commitNode(repo: Repository, oid: string): Node {
  const suites = repo.checkSuites.filter(({ headSha }) => headSha === oid);
  return {
    __typename: 'Commit',
    oid,
    parents: async (args: Paging) =>
      connection(await parentsOf(repo.dir, oid), (parent) => commitNode(repo, parent))(args),
    checkSuites: connection(suites, (suite) => ({
      __typename: 'CheckSuite',
      app: { __typename: 'App', slug: suite.app.slug },
      checkRuns: (args: Paging & { filterBy?: { checkName?: string; checkType?: string } }) => {
        const { checkName, checkType = 'LATEST' } = args.filterBy ?? {};
        const named = repo.checkRuns.filter(
          (run) => run.suite === suite && (checkName === undefined || run.name === checkName),
        );
        const latest = named.filter((run, at) => !named.slice(at + 1).some(isNamed(run.name)));
        return connection(checkType === 'LATEST' ? latest : named, checkRunNode)(args);
      },
    })),
  };
}

const isNamed = (name: string) => (run: CheckRun) => run.name === name;

function checkRunNode({ id, name, conclusion, output, externalId, completedAt }: CheckRun): Node {
  const { title, summary } = output;
  return {
    __typename: 'CheckRun',
    databaseId: id,
    name,
    externalId,
    conclusion: conclusion?.toUpperCase() ?? null,
    completedAt: completedAt === null ? null : iso(completedAt),
    title,
    summary,
  };
}

export function threadNode(world: World, actor: Actor, thread: Thread): Node {
  const [first] = thread.comments;
  const onLine = first?.subject === 'line';
  const line = onLine ? (first.current?.line ?? null) : null;
  return {
    __typename: 'PullRequestReviewThread',
    id: nodeId('PRRT', thread.id),
    isResolved: thread.resolvedBy !== null,
    isOutdated: first === undefined || first.current === null,
    isCollapsed: thread.resolvedBy !== null,
    resolvedBy: thread.resolvedBy === null ? null : actorNode(world, thread.resolvedBy),
    path: first?.path ?? '',
    subjectType: onLine ? 'LINE' : 'FILE',
    line,
    startLine: onLine ? (first.current?.startLine ?? null) : null,
    originalLine: onLine ? first.original.line : null,
    originalStartLine: onLine ? first.original.startLine : null,
    diffSide: first?.side ?? 'RIGHT',
    startDiffSide: onLine && first.original.startLine !== null ? first.side : null,
    viewerCanResolve: thread.resolvedBy === null,
    viewerCanUnresolve: thread.resolvedBy !== null,
    viewerCanReply: true,
    pullRequest: () => pullNode(world, actor, thread.pull),
    comments: connection(
      thread.comments.filter((one) => seenBy(actor, one.review)),
      (comment) => reviewCommentNode(world, actor, comment),
    ),
  };
}

export function reviewCommentNode(world: World, actor: Actor, comment: ReviewComment): Node {
  return {
    __typename: 'PullRequestReviewComment',
    ...written(world, 'PRRC', comment),
    url: `${pullWebUrl(world, comment.pull)}#discussion_r${comment.id}`,
    path: comment.path,
    line: comment.current?.line ?? null,
    originalLine: comment.original.line,
    diffHunk: comment.hunk,
    outdated: comment.current === null,
    state: comment.review.state === 'PENDING' ? 'PENDING' : 'SUBMITTED',
    subjectType: comment.subject.toUpperCase(),
    replyTo: () => {
      const parent = comment.thread.comments.find((one) => one.id === comment.inReplyTo);
      return parent === undefined ? null : reviewCommentNode(world, actor, parent);
    },
    pullRequestReview: () => reviewNode(world, actor, comment.review),
    commit: { __typename: 'Commit', oid: comment.commit },
    originalCommit: { __typename: 'Commit', oid: comment.original.commit },
  };
}

export function reviewNode(world: World, actor: Actor, review: Review): Node {
  const comments = review.pull.threads
    .flatMap((thread) => thread.comments)
    .filter((one) => one.review === review);
  return {
    __typename: 'PullRequestReview',
    ...written(world, 'PRR', review),
    url: `${pullWebUrl(world, review.pull)}#pullrequestreview-${review.id}`,
    state: review.state,
    submittedAt: review.submittedAt === null ? null : iso(review.submittedAt),
    commit: { __typename: 'Commit', oid: review.commit },
    pullRequest: () => pullNode(world, actor, review.pull),
    comments: connection(comments, (comment) => reviewCommentNode(world, actor, comment)),
  };
}

export function issueCommentNode(world: World, actor: Actor, comment: IssueComment): Node {
  return {
    __typename: 'IssueComment',
    ...written(world, 'IC', comment),
    url: `${issueUrl(world, comment.pull)}#issuecomment-${comment.id}`,
    pullRequest: () => pullNode(world, actor, comment.pull),
  };
}

function written(world: World, kind: string, one: Review | ReviewComment | IssueComment): Node {
  return {
    id: nodeId(kind, one.id),
    databaseId: one.id,
    fullDatabaseId: String(one.id),
    body: one.body,
    bodyText: one.body,
    author: actorNode(world, one.user),
    authorAssociation: association(one.pull.repo, one.user),
    createdAt: iso(one.createdAt),
    updatedAt: iso(one.updatedAt),
    lastEditedAt: one.updatedAt > one.createdAt ? iso(one.updatedAt) : null,
    isMinimized: one.minimized !== null,
    minimizedReason: one.minimized === null ? null : one.minimized.toLowerCase(),
    viewerDidAuthor: false,
    reactions: connection(one.reactions, (reaction) => ({
      __typename: 'Reaction',
      id: nodeId('REA', reaction.id),
      databaseId: reaction.id,
      content: REACTION_CONTENT[reaction.content],
      createdAt: iso(reaction.createdAt),
      user: reaction.user.type === 'User' ? actorNode(world, reaction.user) : null,
    })),
    reactionGroups: Object.entries(REACTION_CONTENT).map(([content, name]) => {
      const all = one.reactions.filter((reaction) => reaction.content === content);
      return {
        content: name,
        createdAt: all[0] === undefined ? null : iso(all[0].createdAt),
        viewerHasReacted: false,
        reactors: connection(all, (reaction) => actorNode(world, reaction.user)),
        users: connection(all, (reaction) => actorNode(world, reaction.user)),
      };
    }),
  };
}

/** REST's names of reactions and GraphQL's. */
export const REACTION_CONTENT: Record<string, string> = {
  '+1': 'THUMBS_UP',
  '-1': 'THUMBS_DOWN',
  laugh: 'LAUGH',
  hooray: 'HOORAY',
  confused: 'CONFUSED',
  heart: 'HEART',
  rocket: 'ROCKET',
  eyes: 'EYES',
};

function seenBy(actor: Actor, review: Review): boolean {
  if (review.state !== 'PENDING') return true;
  return actor.kind !== 'anonymous' && actor.account.id === review.user.id;
}
