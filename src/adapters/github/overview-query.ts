import { CHECKED_COMMIT, type CheckedPull } from './own-checks.ts';
import { LISTS, type PostedPage } from './posted-query.ts';

/** A commit with its first two parents: one with a single one is no merge. */
export interface HistoryCommit {
  oid: string;
  parents: { nodes: { oid: string }[] };
}

/** A pull request with the first page of all that is written on it. */
export interface OverviewNode extends PostedPage, Partial<CheckedPull> {
  title: string;
  body: string;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  isDraft: boolean;
  /** Null when the account is gone. */
  author: { type: string; login: string } | null;
  labels: { nodes: { name: string }[] } | null;
  baseRefName: string;
  baseRefOid: string;
  headRefName: string;
  changedFiles: number;
  history: { totalCount: number; nodes: { commit: HistoryCommit }[] };
}

export interface OverviewAnswer {
  repository: { pullRequest: OverviewNode | null } | null;
}

/** Our check runs on its last 50 commits, and on the last 20 heads that were pushed over. */
const CHECKS = `
fragment Checks on PullRequest {
  commits(last: 50) { nodes { commit { ...Checked } } }
  timelineItems(last: 20, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
    nodes { ... on HeadRefForcePushedEvent { beforeCommit { ...Checked } } }
  }
}
${CHECKED_COMMIT}`;

export const OVERVIEW_QUERY = `
query Overview(
  $owner: String!, $repo: String!, $number: Int!, $checkName: String!, $withChecks: Boolean!,
  $afterReviews: String, $afterThreads: String, $afterNotes: String
) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      title body state isDraft
      author { type: __typename login }
      labels(first: 100) { nodes { name } }
      baseRefName baseRefOid headRefName headRefOid
      changedFiles
      history: commits(first: 100) {
        totalCount
        nodes { commit { oid parents(first: 2) { nodes { oid } } } }
      }
      ...Reviews ...Notes ...Threads
      ...Checks @include(if: $withChecks)
    }
  }
}
${CHECKS}
${LISTS}`;
