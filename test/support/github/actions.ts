import { commitFiles, type FileChanges } from './commits.ts';
import { checkRunEvent, mergeGroupEvent, pullEvent } from './events.ts';
import { git } from './git.ts';
import { refs } from './git-http.ts';
import { resolveCommit } from './history.ts';
import type { PullRequest, Repository } from './model.ts';
import { mergeCommit, moveBase, updatePullRefs } from './pulls.ts';
import { afterPush, oneAtATime } from './pushed.ts';
import { setRef } from './refs.ts';
import { labelOf } from './routes/issues.ts';
import { accountOf, pullOf, repositoryOf, type World } from './state.ts';

interface OpenPullRequest {
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

interface PushOptions {
  branch: string;
  files?: FileChanges;
  message?: string;
  user?: string;
  /** What the commit builds on; the branch itself, else the default branch. */
  onto?: string;
  /** Points the branch at a commit that is there already, instead of making one. */
  to?: string;
}

/** What people do to branches and pull requests; each tells the Apps that listen. */
export interface Actions {
  openPullRequest: (options: OpenPullRequest) => Promise<PullRequest>;
  /** Moves a branch as a push does. @returns the branch's new commit */
  push: (repo: string, options: PushOptions) => Promise<string>;
  /** Runs git in the bare repository, for histories that `push` cannot make. */
  git: (repo: string, ...args: string[]) => Promise<string>;
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
  /** Merges into the base branch, which is a push of its own. */
  merge: (repo: string, number: number, user?: string) => Promise<void>;
  /** Puts a pull request into the merge queue. @returns the commit that is to be checked */
  queueMerge: (repo: string, number: number) => Promise<string>;
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
    merge: async (repo, number, user) => {
      const pull = pullOf(world, repo, number);
      const to = await mergeCommit(pull);
      const pusher = someone(pull, user).login;
      await push(world, repo, { branch: pull.baseRef, to, user: pusher });
      await state(repo, number, 'closed', user, () => {
        Object.assign(pull, { state: 'closed', merged: true, mergeCommit: to });
        pull.closedAt = world.clock.now();
      });
    },
    queueMerge: async (repo, number) => {
      const pull = pullOf(world, repo, number);
      const sha = await mergeCommit(pull);
      const ref = `refs/heads/gh-readonly-queue/${pull.baseRef}/pr-${number}-${pull.baseSha}`;
      setRef(pull.repo.dir, ref, sha);
      await mergeGroupEvent(world, pull, ref, sha);
      return sha;
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
    pushedOver: [],
  };
  repo.pulls.push(pull);
  await updatePullRefs(pull);
  await pullEvent(world, pull, 'opened', user);
  return pull;
}

function push(world: World, fullName: string, options: PushOptions): Promise<string> {
  const repo = repositoryOf(world, fullName);
  return oneAtATime(repo, () => moveBranch(world, repo, options));
}

async function moveBranch(world: World, repo: Repository, options: PushOptions): Promise<string> {
  const { branch, to, files = {}, message = 'Change', user = repo.owner.login } = options;
  const before = refs(repo);
  const tip = before.get(`refs/heads/${branch}`) ?? before.get(`refs/heads/${repo.defaultBranch}`);
  const parent =
    options.onto === undefined ? (tip ?? null) : await resolveCommit(repo.dir, options.onto);
  if (to === undefined) {
    await commitFiles(repo.dir, branch, files, message, { author: user, parent });
  } else {
    const commit = await resolveCommit(repo.dir, to);
    if (commit === null) throw new Error(`no commit ${to}`);
    setRef(repo.dir, `refs/heads/${branch}`, commit);
  }
  const after = refs(repo);
  await afterPush(world, repo, before, after, accountOf(world, user));
  const head = after.get(`refs/heads/${branch}`);
  if (head === undefined) throw new Error(`the push left no branch ${branch}`);
  return head;
}
