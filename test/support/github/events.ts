import { changedFiles } from './diff.ts';
import { issueCommentJson, reviewCommentJson, reviewJson } from './json/comment.ts';
import { checkRunJson, checkSuiteJson } from './json/check.ts';
import { readCommits, type Commit } from './json/commit.ts';
import { fullPullJson, issueJson, pullJson } from './json/pull.ts';
import { labelJson, repositoryJson } from './json/repository.ts';
import { type Json, nodeId, userJson, webUrl } from './json/shared.ts';
import { isAncestor } from './history.ts';
import type {
  Account,
  CheckRun,
  IssueComment,
  Label,
  PullRequest,
  Repository,
  Review,
  ReviewComment,
  Thread,
} from './model.ts';
import type { World } from './state.ts';

const NOTHING = '0'.repeat(40);

/** What every payload ends with. */
function frame(world: World, repo: Repository, sender: Account): Json {
  return { repository: repositoryJson(world, repo), sender: userJson(world, sender) };
}

export async function pullEvent(
  world: World,
  pull: PullRequest,
  action: string,
  sender: Account,
  more: Json & { label?: Label } = {},
): Promise<void> {
  if (!world.deliveries.heard(pull.repo, 'pull_request')) return;
  const { label, ...rest } = more;
  const body = await fullPullJson(world, pull);
  world.deliveries.emit(pull.repo, 'pull_request', {
    action,
    number: pull.number,
    pull_request: body,
    ...rest,
    ...(label === undefined ? {} : { label: labelJson(world, pull.repo, label) }),
    ...frame(world, pull.repo, sender),
  });
}

export function issueCommentEvent(
  world: World,
  comment: IssueComment,
  action: 'created' | 'edited' | 'deleted',
  sender: Account,
  more: Json = {},
): void {
  const { repo } = comment.pull;
  world.deliveries.emit(repo, 'issue_comment', {
    action,
    issue: issueJson(world, comment.pull),
    comment: issueCommentJson(world, comment),
    ...more,
    ...frame(world, repo, sender),
  });
}

export function reviewEvent(
  world: World,
  review: Review,
  action: 'submitted' | 'edited' | 'dismissed',
  sender: Account,
  more: Json = {},
): void {
  const json = reviewJson(world, review);
  const { repo } = review.pull;
  world.deliveries.emit(repo, 'pull_request_review', {
    action,
    review: {
      ...json,
      body: review.body === '' ? null : review.body,
      state: review.state.toLowerCase(),
      submitted_at: json['submitted_at'] ?? null,
    },
    pull_request: pullJson(world, review.pull),
    ...more,
    ...frame(world, repo, sender),
  });
}

export function reviewCommentEvent(
  world: World,
  comment: ReviewComment,
  action: 'created' | 'edited' | 'deleted',
  sender: Account,
  more: Json = {},
): void {
  const { repo } = comment.pull;
  world.deliveries.emit(repo, 'pull_request_review_comment', {
    action,
    comment: reviewCommentJson(world, comment),
    pull_request: pullJson(world, comment.pull),
    ...more,
    ...frame(world, repo, sender),
  });
}

export function threadEvent(
  world: World,
  thread: Thread,
  action: 'resolved' | 'unresolved',
  sender: Account,
): void {
  const { repo } = thread.pull;
  world.deliveries.emit(repo, 'pull_request_review_thread', {
    action,
    thread: {
      node_id: nodeId('PRRT', thread.id),
      comments: thread.comments.map((comment) => reviewCommentJson(world, comment)),
    },
    pull_request: pullJson(world, thread.pull),
    ...frame(world, repo, sender),
  });
}

export function checkRunEvent(
  world: World,
  run: CheckRun,
  action: 'created' | 'completed' | 'rerequested',
  sender: Account,
): void {
  world.deliveries.emit(
    run.repo,
    'check_run',
    {
      action,
      check_run: {
        ...checkRunJson(world, run),
        check_suite: checkSuiteJson(world, run.suite, run),
      },
      ...frame(world, run.repo, sender),
    },
    action === 'rerequested' ? run.app : undefined,
  );
}

export interface Push {
  ref: string;
  before: string;
  after: string;
}

export async function pushEvent(
  world: World,
  repo: Repository,
  push: Push,
  sender: Account,
): Promise<void> {
  if (!world.deliveries.heard(repo, 'push')) return;
  const { ref, before, after } = push;
  const created = before === NOTHING;
  const deleted = after === NOTHING;
  const range = created ? ['-1', after] : [`${before}..${after}`];
  const commits = deleted ? [] : await readCommits(repo.dir, ['--reverse', ...range]);
  const shown = await Promise.all(commits.map((one) => pushedCommit(world, repo, one)));
  const forced = !created && !deleted && !(await isAncestor(repo.dir, before, after));
  world.deliveries.emit(repo, 'push', {
    ref,
    before,
    after,
    created,
    deleted,
    forced,
    base_ref: null,
    compare: `${webUrl(world, repo)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: shown,
    head_commit: shown.at(-1) ?? null,
    pusher: { name: sender.login, email: `${sender.login}@users.noreply.github.example` },
    ...frame(world, repo, sender),
  });
}

export async function mergeGroupEvent(
  world: World,
  pull: PullRequest,
  ref: string,
  sha: string,
): Promise<void> {
  const [commit] = await readCommits(pull.repo.dir, ['-1', sha]);
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  world.deliveries.emit(pull.repo, 'merge_group', {
    action: 'checks_requested',
    merge_group: {
      head_sha: sha,
      head_ref: ref,
      base_sha: pull.baseSha,
      base_ref: `refs/heads/${pull.baseRef}`,
      head_commit: {
        id: sha,
        tree_id: commit.tree,
        message: commit.message,
        timestamp: commit.committer.date,
        author: { name: commit.author.name, email: commit.author.email },
        committer: { name: commit.committer.name, email: commit.committer.email },
      },
    },
    ...frame(world, pull.repo, pull.user),
  });
}

async function pushedCommit(world: World, repo: Repository, commit: Commit): Promise<Json> {
  const [parent] = commit.parents;
  const files = parent === undefined ? [] : await changedFiles(repo.dir, parent, commit.sha);
  const named = (...status: string[]): string[] =>
    files.filter((file) => status.includes(file.status)).map((file) => file.filename);
  const person = ({ name, email, date }: Commit['author']): Json => ({ name, email, date });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${webUrl(world, repo)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: named('added', 'renamed'),
    modified: named('modified', 'changed'),
    removed: named('removed'),
  };
}
