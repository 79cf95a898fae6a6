import type { PullRef } from '../../ports/pull-requests.ts';
import { CHECK_NAME } from './checks.ts';
import type { GitHubClient, Identity } from './client.ts';
import { noSuchPull } from './posted.ts';
import { isKind, type Requests } from './requests.ts';

interface CheckedCommit {
  oid: string;
  checkSuites: {
    nodes: {
      app: { slug: string } | null;
      checkRuns: {
        nodes: { externalId: string | null; completedAt: string | null; summary: string | null }[];
      };
    }[];
  } | null;
}

/** A pull request's last commits and the heads that were pushed over, with our check runs. */
export interface CheckedPull {
  commits: { nodes: { commit: CheckedCommit }[] };
  /** `beforeCommit` is null once GitHub has dropped the commit. */
  timelineItems: { nodes: { beforeCommit: CheckedCommit | null }[] };
}

interface ChecksAnswer {
  repository: { pullRequest: CheckedPull | null } | null;
}

/** The fragment `Checked` on a commit, for a query with the variable `$checkName`. */
export const CHECKED_COMMIT = `
fragment Checked on Commit {
  oid
  checkSuites(first: 5, filterBy: { checkName: $checkName }) {
    nodes {
      app { slug }
      checkRuns(first: 10, filterBy: { checkName: $checkName, checkType: ALL }) {
        nodes { externalId completedAt summary }
      }
    }
  }
}`;

/** Heads that were pushed over are no commits of the pull request any more: its timeline has them. */
const CHECKS_QUERY = `
query OwnChecks($owner: String!, $repo: String!, $number: Int!, $checkName: String!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      commits(last: 50) { nodes { commit { ...Checked } } }
      timelineItems(last: 20, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
        nodes { ... on HeadRefForcePushedEvent { beforeCommit { ...Checked } } }
      }
    }
  }
}
${CHECKED_COMMIT}`;

/**
 * What our finished check runs for a pull request say, the newest first: those on its last 50
 * commits, and on the last 20 heads that were pushed over. Empty for a person, who can't have any,
 * and where checks may not be read.
 */
export async function readOwnChecks(
  client: GitHubClient,
  requests: Requests,
  identity: Identity,
  ref: PullRef,
): Promise<string[]> {
  if (!identity.rest.endsWith('[bot]')) return [];
  let answer: ChecksAnswer;
  try {
    answer = await requests.repeat((request) =>
      client.graphql<ChecksAnswer>(CHECKS_QUERY, { ...ref, checkName: CHECK_NAME, request }),
    );
  } catch (error) {
    if (isKind(error, 'forbidden')) return [];
    throw error;
  }
  const pull = answer.repository?.pullRequest;
  if (pull === null || pull === undefined) throw noSuchPull(ref);
  return checkTexts(pull, identity, ref.number);
}

/** What our finished check runs for the pull request with that number say, the newest first. */
export function checkTexts(pull: CheckedPull, identity: Identity, number: number): string[] {
  // Times are told to the second: of equal ones the later commit counts.
  const commits = [
    ...pull.commits.nodes.map(({ commit }) => commit).reverse(),
    ...pull.timelineItems.nodes.flatMap(({ beforeCommit }) => beforeCommit ?? []).reverse(),
  ];
  const runs = new Map(commits.map(({ oid, checkSuites }) => [oid, checkSuites?.nodes ?? []]));
  return [...runs.values()]
    .flat()
    .filter(({ app }) => app?.slug.toLowerCase() === identity.graphql.toLowerCase())
    .flatMap(({ checkRuns }) => checkRuns.nodes.toReversed())
    .flatMap(({ externalId, completedAt, summary }) =>
      // One commit may be the head of two pull requests.
      externalId === String(number) && completedAt !== null && summary !== null
        ? [{ completedAt, summary }]
        : [],
    )
    .toSorted((one, other) => Date.parse(other.completedAt) - Date.parse(one.completedAt))
    .map(({ summary }) => summary);
}
