import { CHECKED_COMMIT, type CheckedPull } from './own-checks.ts';
import { PAGE, WRITTEN } from './posted-query.ts';
import type { Connection, PostedPage, ThreadNode } from './posted-query.ts';

/** A thread's first comment with who reacted to it; `user` is null for an App. */
export interface Opening {
  nodes: {
    fullDatabaseId: string;
    reactions: { nodes: { content: string; user: { login: string } | null }[] };
  }[];
}

interface VotedThread extends ThreadNode {
  opening: Opening;
}

/** Its checks are there only when they were asked for. */
export interface PullNode extends PostedPage, Partial<CheckedPull> {
  number: number;
  title: string;
  url: string;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  createdAt: string;
  author: { type: string; login: string } | null;
  reviewThreads: Connection<VotedThread>;
}

export interface PullsAnswer {
  repository: { pullRequests: Connection<PullNode> } | null;
}

export interface VotesAnswer {
  repository: {
    pullRequest: { reviewThreads: Connection<{ opening: Opening }> } | null;
  } | null;
}

const OPENING = `opening: comments(first: 1) {
  nodes { fullDatabaseId reactions(first: 50) { nodes { content user { login } } } }
}`;

/**
 * Pull requests, newest first, each with the first page of what is written on it. GitHub counts a
 * request by its lists: a page of ten costs some 10 of the hour's 5,000 points, with checks 30.
 */
export const PULLS_QUERY = `
query OwnFindings(
  $owner: String!, $repo: String!, $size: Int!, $after: String,
  $checkName: String!, $withChecks: Boolean!
) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: $size, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      ${PAGE}
      nodes {
        number title url state createdAt headRefOid
        author { type: __typename login }
        reviews(first: 50) { ${PAGE} nodes { ${WRITTEN} state } }
        comments(first: 50) { ${PAGE} nodes { ${WRITTEN} } }
        reviewThreads(first: 30) {
          ${PAGE}
          nodes {
            id path diffSide line originalLine isResolved subjectType
            resolvedBy { login }
            comments(first: 20) { ${PAGE} nodes { ${WRITTEN} state url } }
            ${OPENING}
          }
        }
        commits(last: 30) @include(if: $withChecks) { nodes { commit { ...Checked } } }
        timelineItems(last: 10, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT])
          @include(if: $withChecks) {
          nodes { ... on HeadRefForcePushedEvent { beforeCommit { ...Checked } } }
        }
      }
    }
  }
}
${CHECKED_COMMIT}`;

/** Who reacted to the first comments of all threads of one pull request. */
export const VOTES_QUERY = `
query Votes($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) { ${PAGE} nodes { ${OPENING} } }
    }
  }
}`;
