import { iso } from '../clock.ts';
import type { CheckRun, CheckSuite, CommitStatus, PullRequest, Repository } from '../model.ts';
import type { World } from '../state.ts';
import { appJson } from './app.ts';
import type { Commit } from './commit.ts';
import { pullReference } from './pull.ts';
import { repositoryJson } from './repository.ts';
import { type Json, nodeId, repositoryUrl, userJson, webUrl } from './shared.ts';

export function checkRunJson(world: World, run: CheckRun): Json {
  const url = `${repositoryUrl(world, run.repo)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${webUrl(world, run.repo)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: iso(run.startedAt),
    completed_at: run.completedAt === null ? null : iso(run.completedAt),
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: { id: run.suite.id },
    app: appJson(world, run.app),
    pull_requests: pullsOf(run).map((pull) => pullReference(world, pull)),
  };
}

/** The suite as it stands inside a webhook's check run. */
export function checkSuiteJson(world: World, suite: CheckSuite, run: CheckRun): Json {
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: run.status,
    conclusion: run.conclusion === 'skipped' ? 'neutral' : run.conclusion,
    url: `${repositoryUrl(world, run.repo)}/check-suites/${suite.id}`,
    before: null,
    after: suite.headSha,
    pull_requests: pullsOf(run).map((pull) => pullReference(world, pull)),
    app: appJson(world, suite.app),
    created_at: iso(suite.createdAt),
    updated_at: iso(suite.createdAt),
  };
}

export function statusJson(
  world: World,
  run: { repo: CheckRun['repo'] },
  status: CommitStatus,
): Json {
  return {
    url: `${repositoryUrl(world, run.repo)}/statuses/${status.sha}`,
    avatar_url: `${world.origin}/avatars/u/${status.creator.id}`,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    creator: userJson(world, status.creator),
  };
}

/** The suite as lists show it: as done, and as well, as the newest of its runs. */
export function listedSuiteJson(
  world: World,
  repo: Repository,
  suite: CheckSuite,
  commit: Commit,
): Json {
  const runs = repo.checkRuns.filter((one) => one.suite === suite);
  const [newest] = runs.toReversed();
  const url = `${repositoryUrl(world, repo)}/check-suites/${suite.id}`;
  const person = ({ name, email }: Commit['author']): Json => ({ name, email });
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: newest?.status ?? 'queued',
    conclusion: newest?.conclusion ?? null,
    url,
    before: null,
    after: suite.headSha,
    pull_requests: newest === undefined ? [] : pullsOf(newest).map((p) => pullReference(world, p)),
    app: appJson(world, suite.app),
    repository: repositoryJson(world, repo),
    created_at: iso(suite.createdAt),
    updated_at: iso(suite.createdAt),
    head_commit: {
      id: commit.sha,
      tree_id: commit.tree,
      message: commit.message,
      timestamp: commit.committer.date,
      author: person(commit.author),
      committer: person(commit.committer),
    },
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
  };
}

/** Open pull requests at that head; GitHub names none that come from forks. */
function pullsOf(run: CheckRun): PullRequest[] {
  return run.repo.pulls.filter(
    (pull) => pull.headSha === run.headSha && pull.headRepo === run.repo && pull.state === 'open',
  );
}
