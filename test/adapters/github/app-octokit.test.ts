import { Probot } from 'probot';
import { expect, it } from 'vitest';
import { AppOctokit } from '../../../src/adapters/github/app-octokit.ts';
import { startGitHub } from '../../support/github/stand-in.ts';

it('a token that is renewed comes from the host that the App is registered with', async () => {
  await using github = await startGitHub();
  const app = github.createApp();
  const id = app.install('acme');
  const probot = new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    secret: app.webhookSecret,
    baseUrl: github.apiUrl,
    Octokit: AppOctokit,
  });
  const octokit = await probot.auth(id);
  const first = await octokit.auth({ type: 'installation' });
  const second = await octokit.auth({ type: 'installation', refresh: true });
  expect(second).toMatchObject({ token: expect.stringMatching(/^ghs_/) as string });
  expect((second as { token: string }).token).not.toBe((first as { token: string }).token);
});
