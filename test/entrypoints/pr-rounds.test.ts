import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppOctokit } from '../../src/adapters/github/app-octokit.ts';
import { tokenOf } from '../../src/adapters/github/client.ts';
import {
  CLEAN,
  code,
  describePage,
  FLAWED,
  PAY,
  REPO,
  SQL,
  startFlawedShop,
  WIPE,
  type FlawedShop,
} from '../support/flawed-shop.ts';
import { pullEnvironment } from '../support/pull-environment.ts';
import { stopInOrder } from '../support/running-app.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';

let shop: FlawedShop;
let installationId: number;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-pr-'));
  shop = await startFlawedShop({ checkContract: true, install: false });
  installationId = shop.running.app.install('acme');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await stopInOrder(shop.running);
});

function pr(number: number, token: string, ...args: string[]): Promise<CliRun> {
  return runCli(['pr', '--quiet', `${REPO}#${number}`, ...args], {
    cwd: folder,
    env: pullEnvironment(shop.running, token, folder),
  });
}

/** A pull request that the App leaves alone. */
async function openAlone(name: string): Promise<{
  number: number;
  push: (text: string) => Promise<unknown>;
}> {
  const { github } = shop.running;
  const [branch, base, path] = [`own-${name}`, `own-base-${name}`, `src/own-${name}.ts`];
  const ignored = '.github/backline.yml';
  const files = { [path]: CLEAN, [ignored]: 'on: { labels: [wanted] }\n' };
  await github.push(REPO, { branch: base, files, onto: 'main', user: 'dev' });
  const push = (text: string): Promise<unknown> =>
    github.push(REPO, { branch, files: { [path]: text }, user: 'dev' });
  await github.push(REPO, { branch, files: { [path]: FLAWED }, onto: base, user: 'dev' });
  const { number } = await github.openPullRequest({ repo: REPO, head: branch, base, user: 'dev' });
  return { number, push };
}

describe('backline pr --post goes on from what it posted before', () => {
  it('posts what is new, tells what is fixed, and keeps one summary', async () => {
    const { github } = shop.running;
    const token = github.createToken('dev');
    const { number, push } = await openAlone('rounds');
    const page = (): Promise<string> => describePage(github, number, 'dev');
    const first = await pr(number, token, '--post');
    expect(first.code).toBe(1);
    expect(first.stderr).toContain(`posted 2 comments on ${REPO}#${number}\n`);
    expect(await page()).toBe('A:said B:said | first');

    // The same commit again: everything is looked at, nothing is said twice, and it still fails.
    const again = await pr(number, token, '--post');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('posted 0 comments');
    expect(again.stderr).toContain('of earlier findings 0 fixed, 2 open');
    expect(await page()).toBe('A:said B:said | 0 new, 0 fixed, 2 open');

    await push(`${code(SQL.good, PAY.bad)}${WIPE}`);
    const dry = await pr(number, token);
    expect(dry.stdout).toContain(
      'Would post: 1 comment on lines, 0 on files, 0 in the summary alone, a summary; of earlier findings 1 fixed, 1 open.',
    );
    expect(await page()).toBe('A:said B:said | 0 new, 0 fixed, 2 open');
    const posted = await pr(number, token, '--post');
    expect(posted.stderr).toContain(
      `posted 1 comment on ${REPO}#${number}; of earlier findings 1 fixed, 1 open\n`,
    );
    expect(await page()).toBe('A:said+fixed B:said C:said | 1 new, 1 fixed, 1 open');

    const asked = shop.questions();
    const estimate = await pr(number, token, '--estimate');
    expect(estimate.stdout).toContain('1 of 1 changed files');
    expect(shop.questions()).toBe(asked);
    await push(CLEAN);
    const last = await pr(number, token, '--post');
    expect(last.code).toBe(0);
    expect(await page()).toBe('A:said+fixed B:said+fixed C:said+fixed | 0 new, 2 fixed, 0 open');
  });

  it('while marks in the comments of others count for nothing', async () => {
    const { github } = shop.running;
    const { number } = await openAlone('others');
    await pr(number, github.createToken('dev'), '--post');
    await pr(number, github.createToken('kim'), '--post');
    expect(await describePage(github, number, 'dev')).toBe('A:said B:said | first');
    expect(await describePage(github, number, 'kim')).toBe('A:said B:said | first');
  });

  it("and, with the App's token, from what the App posted", async () => {
    const { github, app } = shop.running;
    const history = await shop.open();
    expect(await history.page()).toBe('A:said B:said | first');
    const auth = { appId: app.id, privateKey: app.privateKey, installationId };
    const client = new AppOctokit({ baseUrl: github.apiUrl, auth });
    const token = (await tokenOf(client))!;
    // Nothing new: as after a push, no model is asked, and the check stays as it was.
    const asked = shop.questions();
    const same = await pr(history.number, token, '--post');
    expect(same).toMatchObject({ code: 1 });
    expect(shop.questions()).toBe(asked);
    const whole = await pr(history.number, token, '--post', '--full');
    expect(whole.stderr).toContain('posted 0 comments');
    expect(shop.questions()).toBeGreaterThan(asked);
    expect(await history.page()).toBe('A:said B:said | 0 new, 0 fixed, 2 open');
    // And the App from what was posted by that token.
    await history.push({ [history.path]: `${code(SQL.good, PAY.bad)}${WIPE}` });
    expect(await history.page()).toBe('A:said+fixed B:said C:said | 1 new, 1 fixed, 1 open');
  });
});
