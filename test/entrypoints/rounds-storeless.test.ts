import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppOctokit } from '../../src/adapters/github/app-octokit.ts';
import { tokenOf } from '../../src/adapters/github/client.ts';
import { REPO, startFlawedShop, type FlawedShop } from '../support/flawed-shop.ts';
import { HISTORIES } from '../support/histories.ts';
import { pullEnvironment } from '../support/pull-environment.ts';
import { runCli } from '../support/run-cli.ts';

let shop: FlawedShop;
let folder: string;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-pr-'));
  shop = await startFlawedShop({ install: false, checkContract: false, review });
  const { github, app } = shop.running;
  // Nobody listens: every review is the command's, which has no store, in a process without a past.
  app.webhookUrl = undefined;
  const auth = {
    appId: app.id,
    privateKey: app.privateKey,
    installationId: app.install('acme'),
  };
  token = (await tokenOf(new AppOctokit({ baseUrl: github.apiUrl, auth })))!;
});
afterAll(async () => {
  await shop.running.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

async function review(number: number): Promise<string> {
  const { code, stderr } = await runCli(['pr', '--quiet', `${REPO}#${number}`, '--post'], {
    cwd: folder,
    env: pullEnvironment(shop.running, token, folder),
  });
  if (code > 1) throw new Error(stderr);
  return code === 1 ? 'failure' : 'success';
}

describe('without a store the page is the same after each push, when', () => {
  it.each(HISTORIES)('%s', async (_name, ...steps) => {
    const history = await shop.open();
    expect(await history.page()).toBe('A:said B:said | first');
    for (const [act, expected, unasked = false] of steps) {
      const asked = shop.questions();
      await act(history);
      expect(shop.questions() === asked).toBe(unasked);
      expect(await history.page()).toBe(expected);
      const open = Number(/(\d+) open/.exec(expected)![1]);
      expect(await history.conclusion()).toBe(open > 0 ? 'failure' : 'success');
    }
  });
});
