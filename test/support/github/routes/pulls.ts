import { type ChangedFile, changedFiles, diffText, withinLimits } from '../diff.ts';
import { mergeBase, resolveCommit } from '../history.ts';
import { notFound, ok, page, Refusal, type Reply, type RepositoryCall } from '../http.ts';
import { commitJson, readCommit, readCommits } from '../json/commit.ts';
import { fullPullJson, issueJson, pullJson } from '../json/pull.ts';
import { type Json, repositoryUrl, webUrl } from '../json/shared.ts';
import { comparedFrom, isPartOf } from '../pulls.ts';
import type { RepositoryRoute } from '../router.ts';
import { commitAt } from './repositories.ts';
import type { PullRequest, Repository } from '../model.ts';
import type { World } from '../state.ts';

export const pullRoutes: RepositoryRoute[] = [
  { method: 'GET', path: '/pulls', needs: ['pull_requests:read'], serve: list },
  { method: 'GET', path: '/pulls/{pull_number}', needs: ['pull_requests:read'], serve: get },
  {
    method: 'GET',
    path: '/pulls/{pull_number}/files',
    needs: ['pull_requests:read'],
    serve: files,
  },
  {
    method: 'GET',
    path: '/pulls/{pull_number}/commits',
    needs: ['pull_requests:read'],
    serve: async (call) => {
      const pull = pullAt(call);
      const from = await comparedFrom(pull);
      const range = ['--reverse', `${from}..${pull.headSha}`];
      // GitHub lists 250 commits of a pull request at most.
      const all = (await readCommits(pull.repo.dir, range)).slice(0, 250);
      return ok(page(call, all).map((one) => commitJson(call.world, pull.repo, one)));
    },
  },
  {
    method: 'GET',
    path: '/commits/{commit_sha}/pulls',
    needs: ['pull_requests:read'],
    serve: async (call) => {
      const sha = await commitAt(call, call.params['commit_sha'] ?? '');
      const holding = await Promise.all(
        call.repo.pulls.map(async (pull) => ((await isPartOf(pull, sha)) ? [pull] : [])),
      );
      return ok(page(call, holding.flat()).map((pull) => pullJson(call.world, pull)));
    },
  },
  {
    method: 'GET',
    path: '/issues/{issue_number}',
    needs: ['issues:read'],
    serve: (call) => ok(issueJson(call.world, pullAt(call))),
  },
  { method: 'GET', path: '/compare/{basehead}', needs: ['contents:read'], serve: compare },
];

/** The pull request that a path names, as a pull request or as an issue. */
export function pullAt({ repo, params }: RepositoryCall): PullRequest {
  const number = Number(params['pull_number'] ?? params['issue_number']);
  const pull = repo.pulls.find((one) => one.number === number);
  if (pull === undefined) throw notFound();
  return pull;
}

function list(call: RepositoryCall): Reply {
  const { repo, query, world } = call;
  const state = query['state'] ?? 'open';
  const found = repo.pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (query['base'] === undefined || pull.baseRef === query['base']) &&
      (query['head'] === undefined ||
        `${pull.headRepo.owner.login}:${pull.headRef}` === query['head']),
  );
  const newestFirst = query['direction'] !== 'asc';
  const key = query['sort'] === 'updated' ? 'updatedAt' : 'createdAt';
  const sorted = found.sort((a, b) => a[key].getTime() - b[key].getTime() || a.number - b.number);
  if (newestFirst) sorted.reverse();
  return ok(page(call, sorted).map((pull) => pullJson(world, pull)));
}

async function get(call: RepositoryCall): Promise<Reply> {
  const pull = pullAt(call);
  if (!/\b(diff|patch)\b/.test(call.accept)) return ok(await fullPullJson(call.world, pull));
  const { dir } = pull.repo;
  const from = await comparedFrom(pull);
  const { diffFiles, diffLines, diffBytes } = call.world.limits;
  const changed = await changedFiles(dir, from, pull.headSha);
  const text = await diffText(dir, from, pull.headSha);
  const lines = text.split('\n').length;
  const over =
    (changed.length > diffFiles && `the maximum number of files (${diffFiles})`) ||
    (lines > diffLines && `the maximum number of lines (${diffLines})`) ||
    (text.length > diffBytes && `the maximum size (${diffBytes} bytes)`);
  if (over !== false) {
    throw new Refusal(406, `Sorry, the diff exceeded ${over}`, [
      { resource: 'PullRequest', field: 'diff', code: 'too_large' },
    ]);
  }
  return { status: 200, body: text, type: 'application/vnd.github.diff; charset=utf-8' };
}

async function files(call: RepositoryCall): Promise<Reply> {
  const pull = pullAt(call);
  const { world } = call;
  const all = await changedFiles(pull.repo.dir, await comparedFrom(pull), pull.headSha);
  const listed = all.slice(0, world.limits.listedFiles);
  return ok(page(call, listed).map((file) => fileJson(world, pull.repo, pull.headSha, file)));
}

async function compare(call: RepositoryCall): Promise<Reply> {
  const { world, repo, params } = call;
  const [left = '', right = ''] = (params['basehead'] ?? '').split('...');
  const [base, head] = await Promise.all([tip(world, repo, left), tip(world, repo, right)]);
  if (base === null || head === null) throw notFound();
  const from = await mergeBase(repo.dir, base, head);
  if (from === null) throw new Refusal(404, `No common ancestor between ${left} and ${right}.`);
  if (/\bdiff\b/.test(call.accept)) {
    const text = await diffText(repo.dir, from, head);
    return { status: 200, body: text, type: 'application/vnd.github.diff; charset=utf-8' };
  }
  const [ahead, behind, changed] = await Promise.all([
    readCommits(repo.dir, ['--reverse', `${base}..${head}`]),
    readCommits(repo.dir, [`${head}..${base}`]),
    changedFiles(repo.dir, from, head),
  ]);
  const commits = call.query['per_page'] === undefined ? ahead.slice(0, 250) : page(call, ahead);
  const first = (Number(call.query['page'] ?? 1) || 1) === 1;
  const url = `${repositoryUrl(world, repo)}/compare/${base}...${head}`;
  const web = `${webUrl(world, repo)}/compare/${base}...${head}`;
  const status =
    behind.length > 0
      ? ahead.length > 0
        ? 'diverged'
        : 'behind'
      : ahead.length > 0
        ? 'ahead'
        : 'identical';
  return ok({
    url,
    html_url: web,
    permalink_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: commitJson(world, repo, await readCommit(repo.dir, base)),
    merge_base_commit: commitJson(world, repo, await readCommit(repo.dir, from)),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: commits.map((one) => commitJson(world, repo, one)),
    // Files come with the first page alone, 300 at most.
    ...(first
      ? { files: changed.slice(0, 300).map((file) => fileJson(world, repo, head, file)) }
      : {}),
  });
}

/** A revision, also `OWNER:BRANCH` for a fork whose commits the repository knows. */
async function tip(world: World, repo: Repository, name: string): Promise<string | null> {
  const cut = name.indexOf(':');
  if (cut < 0) return resolveCommit(repo.dir, name);
  const owner = name.slice(0, cut);
  const fork = world.repositories.find(
    (one) => one.owner.login === owner && (one === repo || one.parent === repo),
  );
  const sha = fork === undefined ? null : await resolveCommit(fork.dir, name.slice(cut + 1));
  return sha === null ? null : resolveCommit(repo.dir, sha);
}

function fileJson(world: World, repo: Repository, commit: string, whole: ChangedFile): Json {
  const file = withinLimits(whole, world.limits);
  const path = file.filename.split('/').map(encodeURIComponent).join('/');
  const { patch, previousFilename } = file;
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${webUrl(world, repo)}/blob/${commit}/${path}`,
    raw_url: `${webUrl(world, repo)}/raw/${commit}/${path}`,
    contents_url: `${repositoryUrl(world, repo)}/contents/${path}?ref=${commit}`,
    ...(patch === undefined ? {} : { patch }),
    ...(previousFilename === undefined ? {} : { previous_filename: previousFilename }),
  };
}
