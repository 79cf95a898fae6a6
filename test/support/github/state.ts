import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './limits.ts';
import {
  type Account,
  type App,
  type Installation,
  type PullRequest,
  type Repository,
  type ReviewComment,
  type Role,
  ROLES,
  type Token,
} from './model.ts';
import type { Deliveries } from './webhooks.ts';

/** A request as it was served. */
export interface LoggedRequest {
  at: Date;
  method: string;
  /** Without `/api/v3` and without the query. */
  path: string;
  query: Record<string, string>;
  /** GitHub's template of the path, such as `/repos/{owner}/{repo}/pulls`, or null. */
  operation: string | null;
  as: 'app' | 'installation' | 'user' | 'anonymous' | 'git';
  /** The App's slug or the user's login. */
  who: string | null;
  body: unknown;
  status: number;
  answer: unknown;
  ms: number;
  fault: boolean;
}

/** Everything the stand-in knows. */
export interface World {
  origin: string;
  root: string;
  clock: Clock;
  limits: Limits;
  checkContract: boolean;
  nextId: () => number;
  accounts: Map<string, Account>;
  apps: App[];
  installations: Installation[];
  tokens: Map<string, Token>;
  repositories: Repository[];
  requests: LoggedRequest[];
  violations: string[];
  faults: Faults;
  deliveries: Deliveries;
  /** Requests and new content by owner of the token, for the limits. */
  spent: Map<string, Date[]>;
  created: Map<string, Date[]>;
}

/** The account of that login, made on first use. */
export function accountOf(
  world: Pick<World, 'accounts' | 'nextId'>,
  login: string,
  type: Account['type'] = login.endsWith('[bot]') ? 'Bot' : 'User',
): Account {
  const known = world.accounts.get(login.toLowerCase());
  if (known !== undefined) return known;
  const account: Account = { id: world.nextId(), login, type };
  world.accounts.set(login.toLowerCase(), account);
  return account;
}

/** @throws Error when there is no such repository. */
export function repositoryOf(world: World, fullName: string): Repository {
  const found = findRepository(world, fullName);
  if (found === undefined) throw new Error(`the stand-in has no repository ${fullName}`);
  return found;
}

export function findRepository(world: World, fullName: string): Repository | undefined {
  const wanted = fullName.toLowerCase();
  return world.repositories.find((repo) => fullNameOf(repo).toLowerCase() === wanted);
}

export function fullNameOf(repo: Repository): string {
  return `${repo.owner.login}/${repo.name}`;
}

/** @throws Error when there is no such pull request. */
export function pullOf(world: World, fullName: string, number: number): PullRequest {
  const pull = repositoryOf(world, fullName).pulls.find((one) => one.number === number);
  if (pull === undefined) throw new Error(`the stand-in has no ${fullName}#${number}`);
  return pull;
}

export function roleIn(repo: Repository, account: Account): Role {
  if (account.login === repo.owner.login) return 'admin';
  return repo.collaborators.get(account.login.toLowerCase()) ?? (repo.private ? 'none' : 'read');
}

export function atLeast(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

export function reviewComments(pull: PullRequest): ReviewComment[] {
  return pull.threads.flatMap((thread) => thread.comments).sort((a, b) => a.id - b.id);
}
