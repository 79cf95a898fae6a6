import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerContext } from '../support/claude/context.ts';
import type { Answer } from '../support/claude/answer.ts';
import {
  CLEAN,
  code,
  FLAWED,
  flawedAnswer,
  FLAWS,
  PAY,
  REPO,
  SQL,
  startFlawedShop,
  type FlawedShop,
} from '../support/flawed-shop.ts';
import { createRepository } from '../support/git-repository.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';

/** The flaw with the SQL is one of security, the others are of reliability. */
function answer(context: AnswerContext): Answer {
  const given = flawedAnswer(context) as { json: { findings?: { title: string }[] } };
  const findings = given.json.findings?.map((finding) =>
    finding.title === FLAWS['A']!.title ? { ...finding, category: 'security' } : finding,
  );
  return { json: { ...given.json, ...(findings && { findings }) } };
}

let shop: FlawedShop;
let folder: string;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-stats-'));
  shop = await startFlawedShop({ answer });
  const { github } = shop.running;
  token = github.createToken('dev');
  await github.createRepository('acme/mail', {
    files: { 'README.md': '# Mail\n' },
    collaborators: { dev: 'write' },
  });
});
afterAll(async () => {
  await shop.running.stop();
  await rm(folder, { recursive: true, force: true });
});

function stats(
  args: string[],
  env: Record<string, string> = {},
  cwd: string = folder,
): Promise<CliRun> {
  const { github } = shop.running;
  return runCli(['stats', ...args], {
    cwd,
    env: {
      GITHUB_TOKEN: token,
      GITHUB_SERVER_URL: github.origin,
      GITHUB_API_URL: github.apiUrl,
      GH_HOST: new URL(github.origin).host,
      ...env,
    },
  });
}

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const {
    code: exit,
    stdout,
    stderr,
  } = await stats(['--app', 'backline', '--format', 'json', ...args]);
  expect({ exit, stderr }).toMatchObject({ exit: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** What the App says of its own reviews in its log, in US dollars. */
function logged(): number[] {
  return [...shop.running.log().matchAll(/"costUsd":([\d.]+)/g)].map(([, usd]) => Number(usd));
}

/** Opens a pull request on a branch of its own and waits for its review. */
async function open(branch: string, files: Record<string, string>): Promise<number> {
  const { github, done, finished } = shop.running;
  await github.push(REPO, { branch, files, onto: 'main', user: 'dev' });
  const before = done();
  const { number } = await github.openPullRequest({ repo: REPO, head: branch, user: 'dev' });
  await finished(before + 1);
  return number;
}

describe('before anything was reviewed', () => {
  it('says so in one line, and that an App has to be named', async () => {
    const { code: exit, stdout } = await stats([REPO]);
    expect(exit).toBe(0);
    expect(stdout).toBe(
      "No reviews in acme/shop by dev: 0 pull requests read. An App's reviews are counted with --app NAME.\n",
    );
    expect((await stats([REPO, '--app', 'backline', '--since', '2026-02-28'])).stdout).toBe(
      'No reviews in acme/shop by backline[bot]: 0 pull requests opened since 2026-02-28 read.\n',
    );
    expect(await json(REPO)).toMatchObject({
      schema: 'backline.stats/1',
      overall: { pullRequests: 0, comments: 0, commentsPerPullRequest: null },
      groups: [],
    });
  });
});

describe('of what the App has left on pull requests', () => {
  beforeAll(async () => {
    const { github } = shop.running;
    const commentOn = async (number: number, flaw: string) => {
      const { comments } = await github.pull(REPO, number);
      return comments.find(({ body }) => body.includes(FLAWS[flaw]!.title))!;
    };
    // Merged: the SQL was fixed, the other flaw was not, and had a vote against it.
    const fixed = await shop.open();
    await fixed.push({ [fixed.path]: code(SQL.good, PAY.bad) });
    github.react((await commentOn(fixed.number, 'B')).id, 'kim', '-1');
    github.react((await commentOn(fixed.number, 'A')).id, 'kim', '+1');
    await github.merge(REPO, fixed.number, 'dev');
    // Open: one was dismissed by a command, the other waits.
    const open1 = await shop.open();
    const id = /\/explain ([0-9a-z]{5})/.exec((await commentOn(open1.number, 'A')).body)![1]!;
    await open1.after(() => github.comment(REPO, open1.number, 'kim', `/dismiss ${id} by design`));
    // Silent, then with both flaws: closed.
    const late = await open('late', { 'src/late.ts': CLEAN });
    const before = shop.running.done();
    await github.push(REPO, { branch: 'late', files: { 'src/late.ts': FLAWED }, user: 'dev' });
    await shop.running.finished(before + 1);
    await github.closePullRequest(REPO, late, 'dev');
    // Silent twice, the first time on a commit that was pushed over; and one with nothing to review.
    await open('clean', { 'src/clean.ts': CLEAN });
    const over = shop.running.done();
    const again = { 'src/clean.ts': `${CLEAN}// Again.\n` };
    await github.push(REPO, { branch: 'clean', files: again, onto: 'main', user: 'dev' });
    await shop.running.finished(over + 1);
    await open('prose', { 'docs/prose.md': '# Prose\n' });
    await github.idle();
  });

  it('counts each comment by what became of it, and each review', async () => {
    const report = await json(REPO);
    const costs = logged();
    const usd = costs.reduce((sum, each) => sum + each, 0);
    expect(usd).toBeGreaterThan(0);
    const quarter = { count: 1, share: 1 / 6 };
    expect(report).toEqual({
      schema: 'backline.stats/1',
      since: null,
      limit: 100,
      repositories: [
        { name: REPO, reviewer: 'backline[bot]', read: 5, reviewed: 4, checksRead: true },
      ],
      overall: {
        pullRequests: 4,
        comments: 6,
        commentsPerPullRequest: 1.5,
        outcomes: {
          actedOn: quarter,
          dismissed: quarter,
          ignored: { count: 3, share: 0.5 },
          open: quarter,
        },
        votes: { up: 1, down: 1 },
        // Two of each pull request, but for the second.
        reviews: { finished: 7, silent: 4, silentShare: 4 / 7, known: 4, unknown: 0 },
        cost: {
          usd: expect.closeTo(usd, 5) as number,
          perPullRequestUsd: expect.closeTo(usd / 4, 5) as number,
          known: 4,
          unknown: 0,
        },
      },
      by: 'category',
      groups: [
        expect.objectContaining({
          name: 'reliability',
          comments: 3,
          votes: { up: 0, down: 1 },
          reviews: null,
          cost: null,
        }),
        expect.objectContaining({
          name: 'security',
          comments: 3,
          commentsPerPullRequest: 0.75,
          outcomes: {
            actedOn: { count: 1, share: 1 / 3 },
            dismissed: { count: 1, share: 1 / 3 },
            ignored: { count: 1, share: 1 / 3 },
            open: { count: 0, share: 0 },
          },
        }),
      ],
    });
  });

  it('prints them for people', async () => {
    const { stdout } = await stats(['--app', 'backline', '--by', 'agent', REPO]);
    expect(stdout.replaceAll(/\$[\d.]+/g, '$0.00')).toMatchInlineSnapshot(`
      "acme/shop: 4 of 5 pull requests with something by backline[bot]

      pull requests        4
      comments             6; 1.50 a pull request (n=4)
      acted on             17% (1 of 6)
      dismissed            17% (1 of 6)
      ignored              50% (3 of 6)
      still open           17% (1 of 6)
      votes                1 up, 1 down
      silent reviews       57% (4 of 7)
      cost a pull request  $0.00 (n=4)

      agent                     comments (n)  a pull request  acted on  dismissed  ignored  open     up  down
      backend-developer-expert  6             1.50 (n=4)      1 (17%)   1 (17%)    3 (50%)  1 (17%)  1   1

      agent                     pull requests  silent reviews  cost a pull request
      backend-developer-expert  4              57% (4 of 7)    $0.00 (n=4)
      "
    `);
  });

  it('by repository, each named once, with a silent one beside', async () => {
    const url = `${shop.running.github.origin}/${REPO}`;
    const report = await json('--by', 'repository', 'acme/mail', REPO, url);
    expect(report).toMatchObject({
      repositories: [
        { name: 'acme/mail', read: 0, reviewed: 0 },
        { name: REPO, read: 5 },
      ],
      overall: { pullRequests: 4 },
      groups: [{ name: REPO, pullRequests: 4, reviews: { finished: 7 } }],
    });
  });

  it('where the remote origin points, when no repository is named', async () => {
    const clone = await createRepository();
    await clone.git('remote', 'add', 'origin', `${shop.running.github.origin}/${REPO}.git`);
    const { stdout } = await stats(['--app', 'backline', '--format', 'json'], {}, clone.dir);
    await clone.remove();
    expect(JSON.parse(stdout)).toMatchObject({ repositories: [{ name: REPO, read: 5 }] });
  });

  it('of as many pull requests as wanted, the newest first, and of a time', async () => {
    expect(await json('--limit', '2', REPO)).toMatchObject({
      repositories: [{ read: 2, reviewed: 1 }],
      overall: { pullRequests: 1, comments: 0, reviews: { finished: 2, silent: 2 } },
    });
    const tomorrow = new Date(shop.running.github.clock.now().getTime() + 2 * 86_400_000);
    const since = tomorrow.toISOString().slice(0, 10);
    expect(await json('--since', since, REPO)).toMatchObject({
      since,
      repositories: [{ read: 0 }],
    });
  });

  it('without the check runs, where the token may not read them, and says what is missing', async () => {
    const { github } = shop.running;
    github.faults.add({ method: 'POST', path: /graphql$/, status: 403 });
    const report = await json(REPO);
    expect(report).toMatchObject({
      repositories: [{ reviewed: 3, checksRead: false }],
      overall: { pullRequests: 3, comments: 6, reviews: { finished: 4, silent: 1 } },
    });
    github.faults.add({ method: 'POST', path: /graphql$/, status: 403 });
    const { stdout } = await stats(['--app', 'backline', REPO]);
    expect(stdout).toContain('Check runs could not be read');
    expect(github.violations).toEqual([]);
  });
});

describe('wrong use is one line, and exit code 2', () => {
  it.each([
    ['no repository here', [], {}, 'no remote called origin'],
    ['a name that is none', ['shop'], {}, 'OWNER/REPO'],
    ['a repository that is not there', ['acme/none'], {}, 'acme/none'],
    ['no token', [REPO], { GITHUB_TOKEN: '', PATH: '' }, 'no token'],
    ['a day that no month has', [REPO, '--since', '2026-02-31'], {}, 'YYYY-MM-DD'],
    ['a limit that is none', [REPO, '--limit', '0'], {}, '1 to 99999'],
    ['a grouping that is none', [REPO, '--by', 'author'], {}, 'repository, category, agent'],
  ])('%s', async (_name, args, env, said) => {
    const { code: exit, stdout, stderr } = await stats(['--quiet', ...args], env);
    expect(exit).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(said);
  });
});

it('is interrupted between two requests', async () => {
  const controller = new AbortController();
  const { github } = shop.running;
  github.faults.add({ method: 'POST', path: /graphql$/, delayMs: 60_000 });
  const seen = github.requests.length;
  const running = runCli(['stats', '--app', 'backline', '--quiet', REPO], {
    cwd: folder,
    env: {
      GITHUB_TOKEN: token,
      GITHUB_SERVER_URL: github.origin,
      GITHUB_API_URL: github.apiUrl,
      GH_HOST: new URL(github.origin).host,
    },
    signal: controller.signal,
  });
  await expect.poll(() => github.requests.length).toBeGreaterThan(seen);
  controller.abort();
  expect(await running).toMatchObject({ code: 130, stdout: '' });
});
