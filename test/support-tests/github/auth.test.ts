import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AT, openSmallPull, REPO, type Scene, SILENT, startScene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.github.close());

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function jwt(claims: object, privateKey: string, alg = 'RS256'): string {
  const head = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  const signature =
    alg === 'RS256'
      ? sign('RSA-SHA256', Buffer.from(head), privateKey).toString('base64url')
      : createHmac('sha256', privateKey).update(head).digest('base64url');
  return `${head}.${signature}`;
}

it('believes an App by its own signature alone, for ten minutes at most', async () => {
  const { app, github } = scene;
  const now = Math.floor(Date.now() / 1000);
  const good = { iat: now - 30, exp: now + 500, iss: String(app.id) };
  const other = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  const ask = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${github.apiUrl}/app`, { headers })).status;
  };
  expect(await ask(jwt(good, app.privateKey))).toBe(200);
  expect(await ask(jwt(good, other))).toBe(401);
  expect(await ask(jwt(good, app.privateKey, 'HS256'))).toBe(401);
  expect(await ask(jwt({ ...good, exp: now + 700 }, app.privateKey))).toBe(401);
  expect(await ask(jwt({ ...good, exp: now - 1 }, app.privateKey))).toBe(401);
  expect(await ask(jwt({ ...good, iat: now + 120 }, app.privateKey))).toBe(401);
  expect(await ask(jwt({ ...good, iss: '7' }, app.privateKey))).toBe(404);
  expect(github.violations).toEqual([]);
});

it('narrows tokens to permissions and repositories, and ends them after an hour', async () => {
  const { asApp, github, installationId: installation_id } = scene;
  const pull_number = await openSmallPull(scene);
  await github.createRepository('acme/other', { files: { a: 'a\n' } });
  await github.createRepository('elsewhere/hidden', { files: { a: 'a\n' } });
  const { data } = await asApp.rest.apps.createInstallationAccessToken({
    installation_id,
    repositories: ['shop'],
    permissions: { pull_requests: 'read' },
  });
  const narrow = new Octokit({ baseUrl: github.origin, auth: data.token, log: SILENT });
  await narrow.rest.pulls.get({ ...AT, pull_number });
  const listed = await narrow.rest.apps.listReposAccessibleToInstallation();
  expect(listed.data.repositories.map((one) => one.full_name)).toEqual([REPO]);
  await expect(narrow.rest.repos.get({ owner: 'acme', repo: 'other' })).rejects.toMatchObject({
    status: 404,
  });
  const write = narrow.rest.issues.createComment({ ...AT, issue_number: pull_number, body: 'x' });
  await expect(write).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration'),
  });
  const wider = asApp.rest.apps.createInstallationAccessToken({
    installation_id,
    permissions: { contents: 'write' },
  });
  await expect(wider).rejects.toMatchObject({ status: 422 });
  const outside = asApp.rest.apps.createInstallationAccessToken({
    installation_id,
    repositories: ['hidden'],
  });
  await expect(outside).rejects.toMatchObject({ status: 422 });
  github.clock.advance(3_600_000);
  await expect(narrow.rest.pulls.get({ ...AT, pull_number })).rejects.toMatchObject({
    status: 401,
  });
  expect(github.violations).toEqual([]);
});

it('finds installations and refuses an App where it is not installed', async () => {
  const { asApp, github, installationId } = scene;
  await github.createRepository('elsewhere/hidden', { files: { a: 'a\n' } });
  const found = await asApp.rest.apps.getRepoInstallation(AT);
  expect(found.data.id).toBe(installationId);
  const none = asApp.rest.apps.getRepoInstallation({ owner: 'elsewhere', repo: 'hidden' });
  await expect(none).rejects.toMatchObject({ status: 404 });
  const { data } = await asApp.rest.apps.listInstallations();
  expect(data.map((one) => one.id)).toEqual([installationId]);
  expect((await asApp.rest.apps.getAuthenticated()).data).toMatchObject({ slug: 'backline' });
  expect(github.violations).toEqual([]);
});

it('lets people do what their role allows', async () => {
  const { as, github, octokit } = scene;
  const issue_number = await openSmallPull(scene);
  await as('stranger').rest.issues.createComment({ ...AT, issue_number, body: '/review' });
  const label = as('stranger').rest.issues.addLabels({ ...AT, issue_number, labels: ['x'] });
  await expect(label).rejects.toMatchObject({ status: 403 });
  await as('dev').rest.issues.addLabels({ ...AT, issue_number, labels: ['x'] });
  const nobody = as('nobody').rest.pulls.get({ ...AT, pull_number: issue_number });
  await expect(nobody).rejects.toMatchObject({ status: 404 });
  const check = as('dev').rest.checks.create({ ...AT, name: 'x', head_sha: '0'.repeat(40) });
  await expect(check).rejects.toMatchObject({ status: 403 });
  const levels = await Promise.all(
    ['acme', 'dev', 'stranger', 'nobody'].map((username) =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ ...AT, username }),
    ),
  );
  expect(levels.map((one) => one.data.permission)).toEqual(['admin', 'write', 'read', 'none']);
  expect((await as('dev').rest.users.getAuthenticated()).data.login).toBe('dev');
  const bot = await octokit.rest.users.getByUsername({ username: 'backline[bot]' });
  expect(bot.data.type).toBe('Bot');
  expect((await github.pull(REPO, issue_number)).labels).toEqual(['x']);
  expect(github.violations).toEqual([]);
});

it('counts requests against the hour and says what is left', async () => {
  const github = scene.github;
  await github.close();
  scene = await startScene({ limits: { requestsPerHour: 2 } });
  const dev = scene.as('dev');
  const { headers } = await dev.rest.repos.get(AT);
  expect(headers['x-ratelimit-remaining']).toBe('1');
  await dev.rest.repos.get(AT);
  await expect(dev.rest.repos.get(AT)).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('rate limit exceeded'),
  });
  scene.github.clock.advance(3_600_001);
  await dev.rest.repos.get(AT);
});
