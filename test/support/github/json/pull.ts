import { iso } from '../clock.ts';
import { changedFiles } from '../diff.ts';
import { commitsOf, comparedFrom, mergeable } from '../pulls.ts';
import type { PullRequest, Repository } from '../model.ts';
import { reviewComments, type World } from '../state.ts';
import { labelJson, repositoryJson } from './repository.ts';
import {
  apiUrl,
  association,
  type Json,
  nodeId,
  repositoryUrl,
  userJson,
  webUrl,
} from './shared.ts';

/** A pull request as lists and most webhooks show it. */
export function pullJson(world: World, pull: PullRequest): Json {
  const { repo } = pull;
  const url = pullUrl(world, pull);
  const issue = issueUrl(world, pull);
  const web = pullWebUrl(world, pull);
  const links = {
    self: url,
    html: web,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${repositoryUrl(world, repo)}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${repositoryUrl(world, repo)}/statuses/${pull.headSha}`,
  };
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userJson(world, pull.user),
    body: pull.body,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : iso(pull.closedAt),
    merged_at: pull.merged && pull.closedAt !== null ? iso(pull.closedAt) : null,
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: pull.labels.map((label) => labelJson(world, repo, label)),
    milestone: null,
    draft: pull.draft,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    head: tipJson(world, pull.headRepo, pull.headRef, pull.headSha),
    base: tipJson(world, repo, pull.baseRef, pull.baseSha),
    _links: Object.fromEntries(Object.entries(links).map(([key, href]) => [key, { href }])),
    author_association: association(repo, pull.user),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** A pull request as asking for it alone shows it, with its figures. */
export async function fullPullJson(world: World, pull: PullRequest): Promise<Json> {
  const { dir } = pull.repo;
  const from = await comparedFrom(pull);
  const files = await changedFiles(dir, from, pull.headSha);
  const clean = await mergeable(pull);
  const sum = (of: 'additions' | 'deletions'): number => files.reduce((all, f) => all + f[of], 0);
  return {
    ...pullJson(world, pull),
    merged: pull.merged,
    mergeable: pull.state === 'open' ? clean : null,
    rebaseable: pull.state === 'open' ? clean : null,
    mergeable_state: pull.draft ? 'draft' : clean ? 'clean' : 'dirty',
    merged_by: pull.merged ? userJson(world, pull.user) : null,
    comments: pull.comments.length,
    review_comments: reviewComments(pull).length,
    maintainer_can_modify: pull.headRepo !== pull.repo,
    commits: (await commitsOf(pull)).length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  };
}

/** The issue that every pull request also is. */
export function issueJson(world: World, pull: PullRequest): Json {
  const { repo } = pull;
  const url = issueUrl(world, pull);
  const web = pullWebUrl(world, pull);
  return {
    url,
    repository_url: repositoryUrl(world, repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: web,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    number: pull.number,
    title: pull.title,
    user: userJson(world, pull.user),
    labels: pull.labels.map((label) => labelJson(world, repo, label)),
    state: pull.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: pull.comments.length,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.updatedAt),
    closed_at: pull.closedAt === null ? null : iso(pull.closedAt),
    author_association: association(repo, pull.user),
    active_lock_reason: null,
    draft: pull.draft,
    pull_request: {
      url: pullUrl(world, pull),
      html_url: web,
      diff_url: `${web}.diff`,
      patch_url: `${web}.patch`,
      merged_at: pull.merged && pull.closedAt !== null ? iso(pull.closedAt) : null,
    },
    body: pull.body,
    reactions: {
      url: `${url}/reactions`,
      total_count: pull.reactions.length,
      '+1': 0,
      '-1': 0,
      laugh: 0,
      hooray: 0,
      confused: 0,
      heart: 0,
      rocket: 0,
      eyes: 0,
    },
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: null,
  };
}

export function pullUrl(world: World, pull: PullRequest): string {
  return `${repositoryUrl(world, pull.repo)}/pulls/${pull.number}`;
}

export function issueUrl(world: World, pull: PullRequest): string {
  return `${repositoryUrl(world, pull.repo)}/issues/${pull.number}`;
}

export function pullWebUrl(world: World, pull: PullRequest): string {
  return `${webUrl(world, pull.repo)}/pull/${pull.number}`;
}

/** A pull request as check runs name it. */
export function pullReference(world: World, pull: PullRequest): Json {
  const side = (repo: Repository, ref: string, sha: string): Json => ({
    ref,
    sha,
    repo: { id: repo.id, url: repositoryUrl(world, repo), name: repo.name },
  });
  return {
    url: `${apiUrl(world)}/repos/${pull.repo.owner.login}/${pull.repo.name}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: side(pull.headRepo, pull.headRef, pull.headSha),
    base: side(pull.repo, pull.baseRef, pull.baseSha),
  };
}

function tipJson(world: World, repo: Repository, ref: string, sha: string): Json {
  return {
    label: `${repo.owner.login}:${ref}`,
    ref,
    sha,
    user: userJson(world, repo.owner),
    repo: repositoryJson(world, repo),
  };
}
