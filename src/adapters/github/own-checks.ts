import type { Identity } from './client.ts';

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

/**
 * A pull request's last commits with our check runs, and the heads that were pushed over: those are
 * no commits of it any more, but its timeline has them.
 */
export interface CheckedPull {
  commits: { nodes: { commit: CheckedCommit }[] };
  /** `beforeCommit` is null once GitHub has dropped the commit. */
  timelineItems: { nodes: { beforeCommit: CheckedCommit | null }[] };
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

/** What our finished check runs for the pull request with that number say, the newest first. */
export function checkTexts(pull: CheckedPull, identity: Identity, number: number): string[] {
  // Times are told to the second: of equal ones the later commit counts.
  const commits = [
    ...pull.commits.nodes.map(({ commit }) => commit).reverse(),
    ...pull.timelineItems.nodes.flatMap(({ beforeCommit }) => beforeCommit ?? []).reverse(),
  ];
  return [...new Map(commits.map((commit) => [commit.oid, commit])).values()]
    .flatMap((commit) => ownRuns(commit, identity, number))
    .flatMap(({ completedAt, summary }) =>
      completedAt !== null && summary !== null ? [{ completedAt, summary }] : [],
    )
    .toSorted((one, other) => Date.parse(other.completedAt) - Date.parse(one.completedAt))
    .map(({ summary }) => summary);
}

/** Whether a commit of the pull request has a check run of ours for it, however far that is. */
export function hasCheck(
  pull: CheckedPull,
  oid: string,
  identity: Identity,
  number: number,
): boolean {
  const commit = pull.commits.nodes.find((node) => node.commit.oid === oid)?.commit;
  return commit !== undefined && ownRuns(commit, identity, number).length > 0;
}

/** The last one first. One commit may be the head of two pull requests: the name tells them apart. */
function ownRuns({ checkSuites }: CheckedCommit, identity: Identity, number: number) {
  return (checkSuites?.nodes ?? [])
    .filter(({ app }) => app?.slug.toLowerCase() === identity.graphql.toLowerCase())
    .flatMap(({ checkRuns }) => checkRuns.nodes.toReversed())
    .filter(({ externalId }) => externalId === String(number));
}
