import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { git, runGit } from '../../support/github/git.ts';
import { AT, lines, openSmallPull, REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;
let dir: string;
beforeEach(async () => {
  scene = await startScene();
  dir = await mkdtemp(join(tmpdir(), 'git-http-'));
});
afterEach(async () => {
  await scene.github.close();
  await rm(dir, { recursive: true, force: true });
});

const url = (token: string): string =>
  `${scene.github.origin.replace('//', `//x-access-token:${token}@`)}/${REPO}.git`;

async function installationToken(permissions: Record<string, string>): Promise<string> {
  const { installationId: installation_id, asApp } = scene;
  const { data } = await asApp.rest.apps.createInstallationAccessToken({
    installation_id,
    permissions,
  });
  return data.token;
}

it('serves shallow fetches of any commit to a token that may read contents', async () => {
  const number = await openSmallPull(scene);
  const token = await installationToken({ contents: 'read' });
  const { data } = await scene.octokit.rest.repos.compareCommitsWithBasehead({
    ...AT,
    basehead: 'main...topic',
  });
  await git(dir, ['init', '-q', '--bare']);
  const wanted = [data.merge_base_commit.sha, `refs/pull/${number}/head:refs/heads/pr`];
  await git(dir, ['fetch', '-q', '--depth=1', '--no-tags', url(token), ...wanted]);
  const read = await git(dir, ['cat-file', 'blob', 'pr:src/a.ts']);
  expect(read.toString('utf8')).toContain('newer\n');
  const merge = await git(dir, ['ls-remote', url(token), `refs/pull/${number}/merge`]);
  expect(merge.toString('utf8')).toMatch(/^[0-9a-f]{40}\trefs\/pull/);
});

it.each([
  ['no token', async () => `${scene.github.origin}/${REPO}.git`],
  ['an unknown token', async () => url('ghs_unknown')],
  ['a token without contents', async () => url(await installationToken({ issues: 'read' }))],
])('refuses a fetch with %s', async (_what, address) => {
  const { code } = await runGit(dir, ['ls-remote', await address()]);
  expect(code).not.toBe(0);
});

it('turns a push into a push event and a new head', async () => {
  const { github, as } = scene;
  const pull_number = await openSmallPull(scene);
  await git(dir, ['clone', '-q', '-b', 'topic', url(github.createToken('dev')), 'work']);
  const work = join(dir, 'work');
  const identity = ['-c', 'user.name=dev', '-c', 'user.email=dev@example.com'];
  await git(work, [...identity, 'commit', '-q', '--allow-empty', '-m', 'Again']);
  await git(work, ['push', '-q', 'origin', 'HEAD:topic']);
  const head = (await git(work, ['rev-parse', 'HEAD'])).toString('utf8').trim();
  const { data } = await as('dev').rest.pulls.get({ ...AT, pull_number });
  expect(data.head.sha).toBe(head);
  const { code } = await runGit(work, [
    'push',
    '-q',
    url(github.createToken('stranger')),
    'HEAD:x',
  ]);
  expect(code).not.toBe(0);
  expect(github.violations).toEqual([]);
});

it('shows a pull request from a fork with renames and a binary', async () => {
  const { github, octokit } = scene;
  await github.fork(REPO, 'dev');
  const moved = lines('b', 40).replace('b 5\n', 'b five\n');
  await github.push('dev/shop', {
    branch: 'mine',
    files: {
      'src/b.ts': null,
      'src/moved.ts': moved,
      'logo.png': Buffer.from([0x89, 0x50, 0, 1, 2]),
      'src/a.ts': null,
      'src/same.ts': lines('a', 12),
    },
    user: 'dev',
  });
  const pull_number = (
    await github.openPullRequest({ repo: REPO, head: 'mine', fromFork: 'dev/shop', user: 'dev' })
  ).number;
  const { data } = await octokit.rest.pulls.listFiles({ ...AT, pull_number });
  expect(
    data.map((f) => [f.filename, f.status, f.previous_filename, f.patch === undefined]),
  ).toEqual([
    ['logo.png', 'added', undefined, true],
    ['src/moved.ts', 'renamed', 'src/b.ts', false],
    ['src/same.ts', 'renamed', 'src/a.ts', true],
  ]);
  const { data: pull } = await octokit.rest.pulls.get({ ...AT, pull_number });
  expect([pull.head.label, pull.head.repo.full_name, pull.base.label]).toEqual([
    'dev:mine',
    'dev/shop',
    'acme:main',
  ]);
  await octokit.rest.pulls.createReview({
    ...AT,
    pull_number,
    event: 'COMMENT',
    body: 'x',
    comments: [{ path: 'src/moved.ts', line: 5, side: 'LEFT', body: 'old' }],
  });
  expect((await github.pull(REPO, pull_number)).comments[0]?.text).toBe('b 5');
  expect(github.violations).toEqual([]);
});
