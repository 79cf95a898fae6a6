import { afterEach, expect, it } from 'vitest';
import { AT, lines, openSmallPull, REPO, type Scene, startScene } from './scene.ts';

let scene: Scene;
afterEach(() => scene.github.close());

it('leaves out what is too large, and refuses the whole diff with 406', async () => {
  scene = await startScene({ limits: { patchLines: 5, diffFiles: 2, listedFiles: 3 } });
  const { github, octokit } = scene;
  const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((n) => [`new/${n}`, lines(n, 4)]));
  await github.push(REPO, { branch: 'big', files: { ...files, 'new/a': lines('a', 6) } });
  const { number: pull_number } = await github.openPullRequest({ repo: REPO, head: 'big' });
  const { data } = await octokit.rest.pulls.listFiles({ ...AT, pull_number });
  expect(data.map((one) => [one.filename, one.patch === undefined])).toEqual([
    ['new/a', true],
    ['new/b', false],
    ['new/c', false],
  ]);
  const whole = octokit.rest.pulls.get({ ...AT, pull_number, mediaType: { format: 'diff' } });
  await expect(whole).rejects.toMatchObject({
    status: 406,
    response: { data: { errors: [{ code: 'too_large' }] } },
  });
  const onLarge = octokit.rest.pulls.createReview({
    ...AT,
    pull_number,
    comments: [{ path: 'new/a', line: 1, body: 'x' }],
  });
  await expect(onLarge).rejects.toMatchObject({ status: 422 });
  expect(github.violations).toEqual([]);
});

it('gives the diff as text, clamps pages at 100 and links them', async () => {
  scene = await startScene();
  const { github, octokit } = scene;
  const files = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`n/${i}`, 'x\n']));
  await github.push(REPO, { branch: 'wide', files });
  const { number: pull_number } = await github.openPullRequest({ repo: REPO, head: 'wide' });
  const listed = await octokit.rest.pulls.listFiles({ ...AT, pull_number, per_page: 500 });
  expect(listed.data).toHaveLength(100);
  expect(listed.headers.link).toMatch(
    /api\/v3\/repos\/acme\/shop\/pulls\/1\/files\?per_page=500&page=2>; rel="next"/,
  );
  const format = { mediaType: { format: 'diff' } };
  const { data } = await octokit.rest.pulls.get({ ...AT, pull_number, ...format });
  expect(JSON.stringify(data).match(/diff --git /g)).toHaveLength(101);
  expect(github.violations).toEqual([]);
});

it('reads files, folders, blobs, trees, refs and commits from git itself', async () => {
  scene = await startScene({ files: { 'src/a.ts': 'one\n', 'src/deep/ü ö.ts': 'zwei\n' } });
  const { github, octokit } = scene;
  const file = await octokit.rest.repos.getContent({ ...AT, path: 'src/deep/ü ö.ts', ref: 'main' });
  if (!('content' in file.data)) throw new Error('a file was expected');
  expect(Buffer.from(file.data.content, 'base64').toString('utf8')).toBe('zwei\n');
  const raw = await octokit.rest.repos.getContent({
    ...AT,
    path: 'src/a.ts',
    mediaType: { format: 'raw' },
  });
  expect(raw.data).toBe('one\n');
  const folder = await octokit.rest.repos.getContent({ ...AT, path: 'src' });
  expect(folder.data).toMatchObject([
    { name: 'a.ts', path: 'src/a.ts', type: 'file' },
    { name: 'deep', type: 'dir' },
  ]);
  const none = octokit.rest.repos.getContent({ ...AT, path: '.github/backline.yml' });
  await expect(none).rejects.toMatchObject({ status: 404 });
  const blob = await octokit.rest.git.getBlob({ ...AT, file_sha: file.data.sha });
  expect(blob.data.size).toBe(5);
  const ref = await octokit.rest.git.getRef({ ...AT, ref: 'heads/main' });
  const { sha } = ref.data.object;
  const tree = await octokit.rest.git.getTree({ ...AT, tree_sha: sha, recursive: 'true' });
  expect(tree.data.tree.map((one) => one.path)).toContain('src/deep/ü ö.ts');
  const commit = await octokit.rest.repos.getCommit({ ...AT, ref: 'main' });
  expect(commit.data).toMatchObject({ sha, commit: { message: 'Start' } });
  const object = await octokit.rest.git.getCommit({ ...AT, commit_sha: sha });
  expect(object.data.tree.sha).toBe(tree.data.sha);
  expect(github.violations).toEqual([]);
});

it('compares and names the merge base, also with a fork and after the base went on', async () => {
  scene = await startScene();
  const { github, octokit } = scene;
  const base = await github.git(REPO, 'rev-parse', 'main');
  const number = await openSmallPull(scene);
  await github.push(REPO, { branch: 'main', files: { other: 'x\n' } });
  const ahead = await octokit.rest.repos.compareCommitsWithBasehead({
    ...AT,
    basehead: 'main...topic',
  });
  expect(ahead.data).toMatchObject({
    status: 'diverged',
    ahead_by: 1,
    behind_by: 1,
    merge_base_commit: { sha: base },
  });
  expect(ahead.data.files).toHaveLength(2);
  const { data: commits } = await octokit.rest.pulls.listCommits({ ...AT, pull_number: number });
  expect(commits.map((one) => one.author?.login)).toEqual(['dev']);
  const head = (await github.pull(REPO, number)).head;
  const holding = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
    ...AT,
    commit_sha: head,
  });
  expect(holding.data.map((one) => one.number)).toEqual([number]);
  expect(github.violations).toEqual([]);
});

it('keeps check runs, suites, statuses and reactions', async () => {
  scene = await startScene({
    app: { permissions: { checks: 'write', statuses: 'write', issues: 'write', contents: 'read' } },
  });
  const { github, octokit } = scene;
  const number = await openSmallPull(scene);
  const { head } = await github.pull(REPO, number);
  const { data: run } = await octokit.rest.checks.create({ ...AT, name: 'B', head_sha: head });
  const check_run_id = run.id;
  expect(run).toMatchObject({ status: 'queued', conclusion: null, pull_requests: [{ number }] });
  await octokit.rest.checks.update({ ...AT, check_run_id, status: 'in_progress' });
  await octokit.rest.checks.update({
    ...AT,
    check_run_id,
    conclusion: 'success',
    output: { title: 'Fine', summary: 'Nothing found.' },
  });
  const runs = await octokit.rest.checks.listForRef({ ...AT, ref: head, check_name: 'B' });
  expect(runs.data.check_runs).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
  const suites = await octokit.rest.checks.listSuitesForRef({ ...AT, ref: 'topic' });
  expect(suites.data.check_suites).toMatchObject([{ head_sha: head, conclusion: 'success' }]);
  const state = 'pending';
  await octokit.rest.repos.createCommitStatus({ ...AT, sha: head, state, context: 'b' });
  const combined = await octokit.rest.repos.getCombinedStatusForRef({ ...AT, ref: head });
  expect(combined.data).toMatchObject({ state: 'pending', total_count: 1 });
  const { id: comment_id } = await github.comment(REPO, number, 'dev', '/review');
  const content = 'eyes';
  const first = await octokit.rest.reactions.createForIssueComment({ ...AT, comment_id, content });
  const again = await octokit.rest.reactions.createForIssueComment({ ...AT, comment_id, content });
  expect([first.status, again.status]).toEqual([201, 200]);
  github.react(comment_id, 'stranger', '-1');
  const all = await octokit.rest.reactions.listForIssueComment({ ...AT, comment_id });
  expect(all.data.map((one) => [one.user?.login, one.content])).toEqual([
    ['backline[bot]', 'eyes'],
    ['stranger', '-1'],
  ]);
  const reaction_id = first.data.id;
  await octokit.rest.reactions.deleteForIssueComment({ ...AT, comment_id, reaction_id });
  const review = octokit.rest.pulls.get({ ...AT, pull_number: number });
  await expect(review).rejects.toMatchObject({ status: 403 });
  expect(github.violations).toEqual([]);
});
