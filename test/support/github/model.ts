import type { KeyObject } from 'node:crypto';

/** What a person may do in a repository, weakest first. */
export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof ROLES)[number];

type Access = 'read' | 'write';
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
  /** Heads that a push took out of the pull request, oldest first. */
  pushedOver: string[];
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
