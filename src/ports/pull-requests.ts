import type { Permission } from '../core/conversation/who-may.ts';
import type { Side } from '../core/diff/model.ts';

/** Names one pull request of the host that an adapter is bound to. */
export interface PullRef {
  owner: string;
  repo: string;
  number: number;
}

export interface PullAuthor {
  /** As REST spells it: apps end in `[bot]`. */
  login: string;
  isBot: boolean;
}

export interface PullRequest {
  ref: PullRef;
  title: string;
  /** Empty when there is none. */
  body: string;
  author: PullAuthor;
  open: boolean;
  draft: boolean;
  labels: string[];
  base: { branch: string; sha: string };
  head: { branch: string; sha: string };
  /** Files that GitHub says are changed; listings end at 3,000. */
  changedFiles: number;
}

/** One entry of GitHub's list of changed files. */
export interface PullFile {
  path: string;
  previousPath?: string;
  /** GitHub's word: added, removed, modified, renamed, copied, changed or unchanged. */
  status: string;
  /** The hunks as GitHub shows them; null for binary, oversized and purely renamed files. */
  patch: string | null;
}

/** A review of ours that is on the pull request. */
export interface PostedReview {
  id: number;
  pending: boolean;
  body: string;
}

/** An inline or file comment of ours that everybody sees. `line` is null once a push has outdated it. */
export interface PostedComment {
  id: number;
  path: string;
  side: Side;
  line: number | null;
  originalLine: number | null;
  body: string;
  /** GraphQL's id of the thread that it stands in, to resolve it. */
  thread: string;
  /** Whether somebody has resolved that thread. */
  resolved: boolean;
  /** The comment's own address, for people. */
  url: string;
  /** How many have given it a 👎. */
  votesDown: number;
}

/** A thread on the diff that a comment of ours began. */
export interface PostedThread {
  /** GraphQL's id. */
  id: string;
  /** The comment that it begins with. */
  first: number;
  /**
   * Null when nobody has resolved it; `login` is null when the account is gone. `isOurs` goes by the
   * login alone, which a person may share with an App.
   */
  resolvedBy: { login: string | null; isOurs: boolean } | null;
  /** Everything said after the first comment, in its order, whoever wrote it. */
  replies: ThreadComment[];
}

/** What stands on a pull request already, written by our own identity and nobody else. */
export interface Posted {
  /** The head's SHA at the moment of reading, so that a push is noticed before anything is posted. */
  head: string;
  reviews: PostedReview[];
  comments: PostedComment[];
  /** Comments of the conversation, the summary among them. */
  notes: { id: number; body: string }[];
  threads: PostedThread[];
}

/** What a review starts from, as it is at one moment. */
export interface PullOverview {
  pull: PullRequest;
  posted: Posted;
  /** What our finished check runs for it say, the newest first, earlier heads' too. */
  checks: string[];
  /** Whether its head has a check run of ours for it, finished or not. */
  isHeadChecked: boolean;
  /** Null where `mergeBase` has to be asked. */
  mergeBase: string | null;
}

/** One comment of a thread on the diff, whoever wrote it. */
interface ThreadComment {
  id: number;
  /** Null when the account is gone; apps without `[bot]`. */
  author: string | null;
  isBot: boolean;
  isOurs: boolean;
  body: string;
}

/** A thread on the diff with all that was said in it. */
export interface Thread {
  path: string;
  side: Side;
  /** Null on a whole file, and once a push has outdated it. */
  line: number | null;
  /** The line when it was written; null on a whole file. */
  originalLine: number | null;
  resolved: boolean;
  /** The end of the hunk that it was written on, as it was then; empty on a whole file. */
  hunk: string;
  /** In the order in which they were written; never empty. */
  comments: ThreadComment[];
}

/** Read access to pull requests, as one installation or user. Throws a GitHubError. */
export interface PullRequests {
  get(ref: PullRef): Promise<PullRequest>;
  overview(ref: PullRef): Promise<PullOverview>;
  /** All pages, each path once. `complete` is false when GitHub listed fewer files than are changed. */
  files(pull: PullRequest): Promise<{ files: PullFile[]; complete: boolean }>;
  /** The merge base as GitHub sees it, which is the one that its diff is made with. */
  mergeBase(pull: PullRequest): Promise<string>;
  /** Everything of ours, however many there are; pending reviews too. */
  posted(ref: PullRef): Promise<Posted>;
  /** The thread that starts with that comment; null when there is none. */
  thread(ref: PullRef, first: number): Promise<Thread | null>;
  /** What a person may do in the repository right now. */
  permission(ref: Pick<PullRef, 'owner' | 'repo'>, login: string): Promise<Permission>;
}
