import type { KeyObject } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Deliveries } from './webhooks.ts';
import type { Faults } from './faults.ts';

/** What a person may do in a repository, weakest first. */
export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export type Access = 'read' | 'write';
export type Permissions = Record<string, Access>;
export type Side = 'LEFT' | 'RIGHT';

export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Bot' | 'Organization';
}

export interface App {
  id: number;
  slug: string;
  owner: Account;
  /** `slug[bot]`, the author of what the App writes. */
  bot: Account;
  privateKey: string;
  publicKey: KeyObject;
  webhookSecret: string;
  /** Where events go; without one nothing is sent. */
  webhookUrl: string | undefined;
  permissions: Permissions;
  events: string[];
  createdAt: Date;
}

export interface Installation {
  id: number;
  app: App;
  account: Account;
  /** Repository ids, or every repository of the account. */
  repositories: Set<number> | 'all';
  permissions: Permissions;
  createdAt: Date;
}

export type Token =
  | {
      kind: 'installation';
      value: string;
      installation: Installation;
      permissions: Permissions;
      repositories: Set<number> | 'all';
      expiresAt: Date;
    }
  | { kind: 'user'; value: string; account: Account; expiresAt: Date | null };

export interface Reaction {
  id: number;
  user: Account;
  content: string;
  createdAt: Date;
}

interface Written {
  id: number;
  user: Account;
  app: App | null;
  body: string;
  createdAt: Date;
  updatedAt: Date;
  reactions: Reaction[];
  minimized: string | null;
}

export interface IssueComment extends Written {
  kind: 'issue-comment';
  pull: PullRequest;
}

export interface Review extends Written {
  kind: 'review';
  pull: PullRequest;
  state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  commit: string;
  submittedAt: Date | null;
}

/** Where a comment sits in the diff of one commit of the pull request. */
export interface Spot {
  commit: string;
  /** The merge base that the diff was taken against, and the file's path there. */
  mergeBase: string;
  oldPath: string;
  line: number;
  startLine: number | null;
  position: number;
}

export interface ReviewComment extends Written {
  kind: 'review-comment';
  pull: PullRequest;
  review: Review;
  thread: Thread;
  path: string;
  subject: 'line' | 'file';
  side: Side;
  /** Where it was written; for a file's comment the line is 0. */
  original: Spot;
  /** Where it is now, or null once outdated. */
  current: Spot | null;
  /** The newest head at which it was not outdated. */
  commit: string;
  hunk: string;
  inReplyTo: number | null;
}

export interface Thread {
  kind: 'thread';
  id: number;
  pull: PullRequest;
  comments: ReviewComment[];
  resolvedBy: Account | null;
}

export interface Label {
  id: number;
  name: string;
  color: string;
}

export interface PullRequest {
  kind: 'pull';
  id: number;
  number: number;
  repo: Repository;
  headRepo: Repository;
  headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  title: string;
  body: string | null;
  user: Account;
  state: 'open' | 'closed';
  merged: boolean;
  mergeCommit: string | null;
  draft: boolean;
  labels: Label[];
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  comments: IssueComment[];
  reviews: Review[];
  threads: Thread[];
  reactions: Reaction[];
}

export interface CheckRun {
  id: number;
  repo: Repository;
  app: App;
  suite: CheckSuite;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string;
  status: string;
  conclusion: string | null;
  startedAt: Date;
  completedAt: Date | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: unknown[];
  actions: unknown[];
}

export interface CheckSuite {
  id: number;
  app: App;
  headSha: string;
  headBranch: string | null;
  createdAt: Date;
}

export interface CommitStatus {
  id: number;
  sha: string;
  state: string;
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: Account;
  createdAt: Date;
}

export interface Repository {
  kind: 'repository';
  id: number;
  owner: Account;
  name: string;
  /** The bare repository on disk. */
  dir: string;
  private: boolean;
  defaultBranch: string;
  parent: Repository | null;
  collaborators: Map<string, Role>;
  labels: Label[];
  pulls: PullRequest[];
  checkRuns: CheckRun[];
  checkSuites: CheckSuite[];
  statuses: CommitStatus[];
  createdAt: Date;
}

/** Sizes at which GitHub cuts off, from its REST documentation; tests may shrink them. */
export interface Limits {
  /** Most files that listing a pull request's files returns. */
  listedFiles: number;
  /** Most files, lines and bytes of a diff asked for as one text. */
  diffFiles: number;
  diffLines: number;
  diffBytes: number;
  /** Beyond these a file has no `patch`. */
  patchLines: number;
  patchBytes: number;
  /** Most characters of a body. */
  body: number;
  /** Requests an hour for one token's owner. */
  requestsPerHour: number;
  /** New comments, reviews and the like a minute before the secondary limit answers. */
  contentPerMinute: number;
}

export const GITHUB_LIMITS: Limits = {
  listedFiles: 3000,
  diffFiles: 300,
  diffLines: 20_000,
  diffBytes: 1_000_000,
  patchLines: 20_000,
  patchBytes: 500_000,
  body: 65_536,
  requestsPerHour: 5000,
  contentPerMinute: Number.POSITIVE_INFINITY,
};

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
