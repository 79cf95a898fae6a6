import {
  checkRunEvent,
  issueCommentEvent,
  mergeGroupEvent,
  pullEvent,
  reviewCommentEvent,
  reviewEvent,
} from './events.ts';
import { git, resolveCommit } from './git.ts';
import { refs } from './git-http.ts';
import type { Anchor } from './anchors.ts';
import { mergeCommit, moveBase, updatePullRefs } from './pulls.ts';
import { afterPush } from './pushed.ts';
import { addIssueComment, addReview, replyTo, startThread, submitReview } from './reviewing.ts';
import { react } from './reacting.ts';
import { labelOf } from './routes/issues.ts';
import { commitFiles, type FileChanges } from './setup.ts';
import {
  accountOf,
  type IssueComment,
  type PullRequest,
  pullOf,
  repositoryOf,
  type ReviewComment,
  reviewComments,
  type World,
} from './state.ts';

export interface OpenPullRequest {
  repo: string;
  /** A branch of the repository, or of `fromFork`. */
  head: string;
  base?: string;
  title?: string;
  body?: string | null;
  user?: string;
  draft?: boolean;
  /** `OWNER/NAME` of the fork that holds the head. */
  fromFork?: string;
}

export interface PushOptions {
  branch: string;
  files?: FileChanges;
  message?: string;
  user?: string;
  /** What the commit builds on; the branch itself, else the default branch. */
  onto?: string;
  /** Points the branch at a commit that is there already, instead of making one. */
  to?: string;
}

/** What people do on GitHub; each tells the Apps that listen. */
export interface Actions {
  openPullRequest: (options: OpenPullRequest) => Promise<PullRequest>;
  /** Moves a branch as a push does. @returns the branch's new commit */
  push: (repo: string, options: PushOptions) => Promise<string>;
  /** Runs git in the bare repository, for histories that `push` cannot make. */
  git: (repo: string, ...args: string[]) => Promise<string>;
  comment: (repo: string, number: number, user: string, body: string) => Promise<IssueComment>;
  editComment: (comment: IssueComment | ReviewComment, body: string, user?: string) => void;
  deleteComment: (comment: IssueComment, user?: string) => void;
  reply: (repo: string, number: number, to: number, user: string, body: string) => ReviewComment;
  /** A person's own review, with comments on lines. */
  review: (
    repo: string,
    number: number,
    user: string,
    body: string,
    comments?: (Omit<Anchor, 'subject'> & { body: string })[],
  ) => Promise<void>;
  react: (on: IssueComment | ReviewComment | number, user: string, content: string) => void;
  label: (repo: string, number: number, name: string, user?: string) => Promise<void>;
  closePullRequest: (repo: string, number: number, user?: string) => Promise<void>;
  reopen: (repo: string, number: number, user?: string) => Promise<void>;
  readyForReview: (repo: string, number: number, user?: string) => Promise<void>;
  convertToDraft: (repo: string, number: number, user?: string) => Promise<void>;
  edit: (
    repo: string,
    number: number,
    changes: { title?: string; body?: string; base?: string },
    user?: string,
  ) => Promise<void>;
  /** As the button "Re-run" of a check. */
  rerequest: (repo: string, checkRunId: number, user?: string) => void;
  /** Puts a pull request into the merge queue. @returns the commit that is to be checked */
  queueMerge: (repo: string, number: number) => Promise<string>;
  resolveThread: (repo: string, number: number, threadOf: number, user: string) => void;
}

export function createActions(world: World): Actions {
  const someone = (pull: PullRequest, login: string | undefined) =>
    login === undefined ? pull.user : accountOf(world, login);
  const state = async (
    repo: string,
    number: number,
    action: string,
    user: string | undefined,
    change: (pull: PullRequest) => void,
  ): Promise<void> => {
    const pull = pullOf(world, repo, number);
    change(pull);
    pull.updatedAt = world.clock.now();
    await pullEvent(world, pull, action, someone(pull, user));
  };
  return {
    openPullRequest: (options) => openPullRequest(world, options),
    push: (repo, options) => push(world, repo, options),
    git: async (repo, ...args) =>
      (await git(repositoryOf(world, repo).dir, args)).toString('utf8').trim(),
    comment: async (repo, number, login, body) => {
      const user = accountOf(world, login);
      const pull = pullOf(world, repo, number);
      const comment = addIssueComment(world, pull, { user, app: null }, body);
      issueCommentEvent(world, comment, 'created', user);
      return comment;
    },
    editComment: (comment, body, login) => {
      const user = login === undefined ? comment.user : accountOf(world, login);
      const changes = { changes: { body: { from: comment.body } } };
      comment.body = body;
      comment.updatedAt = world.clock.now();
      if (comment.kind === 'issue-comment') {
        issueCommentEvent(world, comment, 'edited', user, changes);
      } else reviewCommentEvent(world, comment, 'edited', user, changes);
    },
    deleteComment: (comment, login) => {
      const user = login === undefined ? comment.user : accountOf(world, login);
      comment.pull.comments = comment.pull.comments.filter((one) => one !== comment);
      issueCommentEvent(world, comment, 'deleted', user);
    },
    reply: (repo, number, to, login, body) => {
      const pull = pullOf(world, repo, number);
      const user = accountOf(world, login);
      const review = addReview(world, pull, { user, app: null }, '', pull.headSha);
      const reply = replyTo(world, review, commentOf(pull, to), body);
      submitReview(world, review, 'COMMENT');
      reviewEvent(world, review, 'submitted', user);
      reviewCommentEvent(world, reply, 'created', user);
      return reply;
    },
    review: async (repo, number, login, body, comments = []) => {
      const pull = pullOf(world, repo, number);
      const user = accountOf(world, login);
      const review = addReview(world, pull, { user, app: null }, body, pull.headSha);
      const made: ReviewComment[] = [];
      for (const { body: text, ...anchor } of comments) {
        const where = { ...anchor, subject: 'line' as const };
        made.push(await startThread(world, review, pull.headSha, where, text));
      }
      submitReview(world, review, 'COMMENT');
      reviewEvent(world, review, 'submitted', user);
      for (const one of made) reviewCommentEvent(world, one, 'created', user);
    },
    react: (on, login, content) => {
      const target = typeof on === 'number' ? writtenById(world, on) : on;
      react(world, target, accountOf(world, login), content);
    },
    label: async (repo, number, name, login) => {
      const pull = pullOf(world, repo, number);
      const label = labelOf(world, pull.repo, name);
      pull.labels.push(label);
      await pullEvent(world, pull, 'labeled', someone(pull, login), { label });
    },
    closePullRequest: (repo, number, user) =>
      state(repo, number, 'closed', user, (pull) => {
        pull.state = 'closed';
        pull.closedAt = world.clock.now();
      }),
    reopen: (repo, number, user) =>
      state(repo, number, 'reopened', user, (pull) => {
        pull.state = 'open';
        pull.closedAt = null;
      }),
    readyForReview: (repo, number, user) =>
      state(repo, number, 'ready_for_review', user, (pull) => {
        pull.draft = false;
      }),
    convertToDraft: (repo, number, user) =>
      state(repo, number, 'converted_to_draft', user, (pull) => {
        pull.draft = true;
      }),
    edit: async (repo, number, asked, login) => {
      const pull = pullOf(world, repo, number);
      const { title, body, base } = asked;
      const changes: Record<string, unknown> = {};
      if (title !== undefined) {
        changes['title'] = { from: pull.title };
        pull.title = title;
      }
      if (body !== undefined) {
        changes['body'] = { from: pull.body ?? '' };
        pull.body = body;
      }
      if (base !== undefined) {
        changes['base'] = { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } };
        await moveBase(world, pull, base);
      }
      await pullEvent(world, pull, 'edited', someone(pull, login), { changes });
    },
    rerequest: (repo, checkRunId, login) => {
      const { checkRuns, owner } = repositoryOf(world, repo);
      const run = checkRuns.find((one) => one.id === checkRunId);
      if (run === undefined) throw new Error(`no check run ${checkRunId}`);
      const user = login === undefined ? owner : accountOf(world, login);
      checkRunEvent(world, run, 'rerequested', user);
    },
    queueMerge: async (repo, number) => {
      const pull = pullOf(world, repo, number);
      const sha = await mergeCommit(pull);
      const ref = `refs/heads/gh-readonly-queue/${pull.baseRef}/pr-${number}-${pull.baseSha}`;
      await git(pull.repo.dir, ['update-ref', ref, sha]);
      await mergeGroupEvent(world, pull, ref, sha);
      return sha;
    },
    resolveThread: (repo, number, id, login) => {
      const { thread } = commentOf(pullOf(world, repo, number), id);
      thread.resolvedBy = accountOf(world, login);
    },
  };
}

async function openPullRequest(world: World, options: OpenPullRequest): Promise<PullRequest> {
  const repo = repositoryOf(world, options.repo);
  const headRepo = options.fromFork === undefined ? repo : repositoryOf(world, options.fromFork);
  const baseRef = options.base ?? repo.defaultBranch;
  const headSha = await resolveCommit(headRepo.dir, `refs/heads/${options.head}`);
  const baseSha = await resolveCommit(repo.dir, `refs/heads/${baseRef}`);
  if (headSha === null || baseSha === null) throw new Error('no such branch');
  const user = accountOf(world, options.user ?? headRepo.owner.login);
  const now = world.clock.now();
  const pull: PullRequest = {
    kind: 'pull',
    id: world.nextId(),
    number: repo.pulls.length + 1,
    repo,
    headRepo,
    headRef: options.head,
    headSha,
    baseRef,
    baseSha,
    title: options.title ?? options.head,
    body: options.body ?? null,
    user,
    state: 'open',
    merged: false,
    mergeCommit: null,
    draft: options.draft ?? false,
    labels: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    comments: [],
    reviews: [],
    threads: [],
    reactions: [],
  };
  repo.pulls.push(pull);
  await updatePullRefs(pull);
  await pullEvent(world, pull, 'opened', user);
  return pull;
}

async function push(world: World, fullName: string, options: PushOptions): Promise<string> {
  const repo = repositoryOf(world, fullName);
  const { branch, to, files = {}, message = 'Change', user = repo.owner.login } = options;
  const before = await refs(repo);
  const tip = before.get(`refs/heads/${branch}`) ?? before.get(`refs/heads/${repo.defaultBranch}`);
  const parent =
    options.onto === undefined ? (tip ?? null) : await resolveCommit(repo.dir, options.onto);
  if (to === undefined) {
    await commitFiles(repo.dir, branch, files, message, { author: user, parent });
  } else await git(repo.dir, ['update-ref', `refs/heads/${branch}`, to]);
  const after = await refs(repo);
  await afterPush(world, repo, before, after, accountOf(world, user));
  const head = after.get(`refs/heads/${branch}`);
  if (head === undefined) throw new Error(`the push left no branch ${branch}`);
  return head;
}

function commentOf(pull: PullRequest, id: number): ReviewComment {
  const comment = reviewComments(pull).find((one) => one.id === id);
  if (comment === undefined) throw new Error(`#${pull.number} has no review comment ${id}`);
  return comment;
}

function writtenById(world: World, id: number): IssueComment | ReviewComment {
  for (const pull of world.repositories.flatMap((repo) => repo.pulls)) {
    const all = [...pull.comments, ...reviewComments(pull)];
    const found = all.find((one) => one.id === id);
    if (found !== undefined) return found;
  }
  throw new Error(`no comment ${id}`);
}
