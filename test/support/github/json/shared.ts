import type { Account, Reaction, Repository } from '../model.ts';
import { fullNameOf, roleIn, type World } from '../state.ts';

export type Json = Record<string, unknown>;

export function apiUrl(world: World): string {
  return `${world.origin}/api/v3`;
}

export function repositoryUrl(world: World, repo: Repository): string {
  return `${apiUrl(world)}/repos/${fullNameOf(repo)}`;
}

export function webUrl(world: World, repo: Repository): string {
  return `${world.origin}/${fullNameOf(repo)}`;
}

export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}

/** The id behind a node id, with the kind it names. */
export function readNodeId(node: string): { kind: string; id: number } {
  const cut = node.lastIndexOf('_');
  const id = Number(Buffer.from(node.slice(cut + 1), 'base64url').toString('utf8'));
  return { kind: node.slice(0, cut), id };
}

export function userJson(world: World, account: Account): Json {
  const url = `${apiUrl(world)}/users/${encodeURIComponent(account.login)}`;
  const page = account.login.replace(/^(.*)\[bot\]$/, 'apps/$1');
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type === 'Bot' ? 'BOT' : 'U', account.id),
    avatar_url: `${world.origin}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${world.origin}/${page}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

const REACTIONS = {
  '+1': '+1',
  '-1': '-1',
  laugh: 'laugh',
  confused: 'confused',
  heart: 'heart',
  hooray: 'hooray',
  eyes: 'eyes',
  rocket: 'rocket',
};

/** How many reacted with what. */
export function reactionRollup(url: string, reactions: readonly Reaction[]): Json {
  const counts = Object.keys(REACTIONS).map((content) => [
    content,
    reactions.filter((one) => one.content === content).length,
  ]);
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...(Object.fromEntries(counts) as Json),
  };
}

/** What a user is to a repository, in GitHub's words. */
export function association(repo: Repository, account: Account): string {
  if (account.login === repo.owner.login) return 'OWNER';
  if (account.type === 'Bot') return 'NONE';
  const role = roleIn(repo, account);
  if (['write', 'maintain', 'admin', 'triage'].includes(role)) return 'COLLABORATOR';
  return 'NONE';
}
