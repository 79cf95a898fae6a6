import type { Side } from '../../core/diff/model.ts';

export interface Connection<T> {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: T[];
}

/** Something written by somebody; `author` is null when the account is gone. */
export interface Written {
  fullDatabaseId: string;
  author: { type: string; login: string } | null;
  body: string;
}

/** `state` is PENDING as long as its review is. */
export interface WrittenComment extends Written {
  state: 'PENDING' | 'SUBMITTED';
}

/** A comment of a thread with what `posted` tells of it besides. */
export interface ThreadedComment extends WrittenComment {
  url: string;
  /** Left out where the reactions themselves are read. */
  reactionGroups?: { content: string; reactors: { totalCount: number } }[] | null;
}

export interface ThreadNode {
  id: string;
  path: string;
  diffSide: Side;
  line: number | null;
  originalLine: number | null;
  isResolved: boolean;
  subjectType: 'LINE' | 'FILE';
  resolvedBy: { login: string } | null;
  comments: Connection<ThreadedComment>;
}

/** A page of each list of what is written on a pull request. */
export interface PostedPage {
  headRefOid: string;
  reviews?: Connection<Written & { state: string }>;
  comments?: Connection<Written>;
  reviewThreads?: Connection<ThreadNode>;
}

export interface PostedAnswer {
  repository: { pullRequest: PostedPage | null } | null;
}

export const WRITTEN = `fullDatabaseId author { type: __typename login } body`;
/** What is asked of a thread's comments. */
const THREADED = `${WRITTEN} state url reactionGroups { content reactors(first: 1) { totalCount } }`;
export const PAGE = `pageInfo { hasNextPage endCursor }`;

/** The lists of what is written on a pull request. */
export const LISTS = `
fragment Reviews on PullRequest {
  reviews(first: 100, after: $afterReviews) { ${PAGE} nodes { ${WRITTEN} state } }
}
fragment Notes on PullRequest {
  comments(first: 100, after: $afterNotes) { ${PAGE} nodes { ${WRITTEN} } }
}
fragment Threads on PullRequest {
  reviewThreads(first: 100, after: $afterThreads) {
    ${PAGE}
    nodes {
      id path diffSide line originalLine isResolved subjectType
      resolvedBy { login }
      comments(first: 20) { ${PAGE} nodes { ${THREADED} } }
    }
  }
}`;

/** The lists of what is written on a pull request, each left out or read on from a cursor. */
export const POSTED_QUERY = `
query Posted(
  $owner: String!, $repo: String!, $number: Int!,
  $withReviews: Boolean!, $withThreads: Boolean!, $withNotes: Boolean!,
  $afterReviews: String, $afterThreads: String, $afterNotes: String
) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      headRefOid
      ...Reviews @include(if: $withReviews)
      ...Notes @include(if: $withNotes)
      ...Threads @include(if: $withThreads)
    }
  }
}
${LISTS}`;

/** The comments of one thread behind a cursor. */
export const COMMENTS_QUERY = `
query ThreadComments($thread: ID!, $after: String) {
  node(id: $thread) {
    ... on PullRequestReviewThread {
      comments(first: 100, after: $after) { ${PAGE} nodes { ${THREADED} } }
    }
  }
}`;
