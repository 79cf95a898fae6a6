import type { PullOverview, PullRef, PullRequest } from '../../ports/pull-requests.ts';
import { CHECK_NAME } from './checks.ts';
import type { GitHubClient, Identity } from './client.ts';
import { checkTexts, hasCheck } from './own-checks.ts';
import { OVERVIEW_QUERY } from './overview-query.ts';
import type { HistoryCommit, OverviewAnswer, OverviewNode } from './overview-query.ts';
import { noSuchPull, readPosted } from './posted.ts';
import { isKind, type Requests } from './requests.ts';

/**
 * All that a review has to know of a pull request before it starts, by GraphQL: one request, where
 * REST would take five. Lists with more than a hundred entries are read on.
 */
export async function readOverview(
  client: GitHubClient,
  requests: Requests,
  identity: Identity,
  ref: PullRef,
): Promise<PullOverview> {
  const ask = async (withChecks: boolean): Promise<OverviewNode> => {
    const asked = { ...ref, checkName: CHECK_NAME, withChecks };
    const { repository } = await requests.repeat((request) =>
      client.graphql<OverviewAnswer>(OVERVIEW_QUERY, { ...asked, request }),
    );
    const found = repository?.pullRequest;
    if (found === null || found === undefined) throw noSuchPull(ref);
    return found;
  };
  // A person can't have check runs. That they may not be read, or that it takes GitHub longer than it
  // lets a request take, is no reason to give up.
  const isApp = identity.rest.endsWith('[bot]');
  const node = await ask(isApp).catch((error: unknown) => {
    if (isApp && isKind(error, 'forbidden', 'server')) return ask(false);
    throw error;
  });
  const { commits, timelineItems, headRefOid: head } = node;
  const checked =
    commits === undefined || timelineItems === undefined ? null : { commits, timelineItems };
  return {
    pull: toPull(ref, node),
    posted: await readPosted(client, requests, identity, ref, undefined, node),
    checks: checked === null ? [] : checkTexts(checked, identity, ref.number),
    isHeadChecked: checked !== null && hasCheck(checked, head, identity, ref.number),
    mergeBase: startOfLine(node),
  };
}

/** REST has a name of its own for GitHub's coding agent, which is the one that people know. */
const OTHER_NAMES: Readonly<Record<string, string>> = { 'copilot-swe-agent': 'Copilot' };

/** As REST spells an author. */
function toAuthor(author: OverviewNode['author']): PullRequest['author'] {
  // GitHub shows what belonged to an account that is gone as this one's.
  if (author === null) return { login: 'ghost', isBot: false };
  const { type, login } = author;
  if (type !== 'Bot') return { login, isBot: false };
  return { login: OTHER_NAMES[login] ?? `${login}[bot]`, isBot: true };
}

function toPull(ref: PullRef, node: OverviewNode): PullRequest {
  return {
    ref,
    title: node.title,
    body: node.body,
    author: toAuthor(node.author),
    open: node.state === 'OPEN',
    draft: node.isDraft,
    labels: (node.labels?.nodes ?? []).map(({ name }) => name),
    base: { branch: node.baseRefName, sha: node.baseRefOid },
    head: { branch: node.headRefName, sha: node.headRefOid },
    changedFiles: node.changedFiles,
  };
}

/**
 * Where a pull request without merges leaves its base: the parent of its first commit, since each
 * of its commits has a single parent and all lead to its head. Null where that can't be told.
 */
function startOfLine({ history, headRefOid }: OverviewNode): string | null {
  const commits = new Map<string, HistoryCommit>(
    history.nodes.map(({ commit }) => [commit.oid, commit]),
  );
  if (commits.size !== history.totalCount) return null;
  let oid = headRefOid;
  for (let steps = 0; steps < commits.size; steps++) {
    const parents = commits.get(oid)?.parents.nodes;
    if (parents?.length !== 1) return null;
    oid = parents[0]!.oid;
  }
  return commits.size === 0 || commits.has(oid) ? null : oid;
}
