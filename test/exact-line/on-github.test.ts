import { afterEach, describe, expect, it } from 'vitest';
import type { Limits } from '../support/github/limits.ts';
import type { PullView } from '../support/github/view.ts';
import { startRunningApp, type RunningApp } from '../support/running-app.ts';
import { reviewAnswer, type ScriptedFinding } from '../support/scripted-reviewer.ts';

const REPO = 'acme/shop';
let running: RunningApp;

afterEach(async () => {
  await running.stop();
});

/** A source file of twenty lines; `wrong` adds one that is to be found. */
function source(name: string, wrong = false): string {
  const lines = Array.from({ length: 20 }, (_, n) => `export const ${name}${n} = load(${n});`);
  if (wrong) lines.splice(10, 0, `export const ${name}Wrong = unsafe('${name}');`);
  return `${lines.join('\n')}\n`;
}

function findingIn(path: string, row = 'unsafe('): ScriptedFinding {
  return { path, row, title: `Unsafe in ${path}`, confidence: 0.95, severity: 'high' };
}

async function start(findings: ScriptedFinding[], limits: Partial<Limits> = {}): Promise<void> {
  running = await startRunningApp({ answer: (context) => reviewAnswer(context, findings), limits });
}

/** Opens a pull request that brings a file from one content to another, and waits for its review. */
async function review(
  before: Record<string, string | Buffer>,
  after: Record<string, string | Buffer | null>,
): Promise<{ number: number; pull: PullView }> {
  await running.github.createRepository(REPO, { files: before, collaborators: { dev: 'write' } });
  await running.github.push(REPO, { branch: 'topic', files: after, user: 'dev' });
  const { number } = await running.github.openPullRequest({
    repo: REPO,
    head: 'topic',
    user: 'dev',
  });
  await running.finished(1);
  return { number, pull: await running.github.pull(REPO, number) };
}

const ONE = { 'src/one.go': source('one') };
const ONE_WRONG = { 'src/one.go': source('one', true) };
const WRONG_ROW = "export const oneWrong = unsafe('one');";

describe('a large pull request', () => {
  it('of 120 files over several pages has its comments on the rows, at most 30, the rest listed', async () => {
    const names = Array.from({ length: 120 }, (_, n) => `f${String(n).padStart(3, '0')}`);
    const files = (wrong: boolean) =>
      Object.fromEntries(names.map((name) => [`src/${name}.go`, source(name, wrong)]));
    const wanted = names.filter((_, n) => n % 3 === 0);
    await start(wanted.map((name) => findingIn(`src/${name}.go`)));
    const { pull } = await review(files(false), files(true));

    expect(pull.reviews).toHaveLength(1);
    expect(pull.comments).toHaveLength(30);
    for (const { path, line, text } of pull.comments) {
      const name = path.slice(4, -3);
      expect({ line, text }).toEqual({
        line: 11,
        text: `export const ${name}Wrong = unsafe('${name}');`,
      });
    }
    expect(pull.issueComments).toHaveLength(1);
    const told = pull.comments.map(({ path }) => path);
    const rest = wanted.map((name) => `src/${name}.go`).filter((path) => !told.includes(path));
    expect(rest).toHaveLength(10);
    const summary = pull.issueComments[0]!.body;
    for (const path of rest) expect(summary).toContain(`Unsafe in ${path}`);
    const pages = running.github.requests.filter(({ path }) => /\/pulls\/\d+\/files/.test(path));
    expect(pages.length).toBeGreaterThanOrEqual(3);
    expect(running.github.violations).toEqual([]);
  });

  it('with more files than GitHub lists is reviewed in full, and says what stands only here', async () => {
    const paths = ['a', 'b', 'c', 'd'].map((name) => `src/${name}.go`);
    const files = (wrong: boolean) =>
      Object.fromEntries(paths.map((path) => [path, source('x', wrong)]));
    await start(
      paths.map((path) => findingIn(path)),
      { listedFiles: 2 },
    );
    const { pull } = await review(files(false), files(true));
    expect(pull.comments.map(({ path }) => path).sort()).toEqual(['src/a.go', 'src/b.go']);
    const summary = pull.issueComments[0]!.body;
    expect(summary).toContain('Unsafe in src/c.go');
    expect(summary).toContain('Unsafe in src/d.go');
    expect(summary).toContain('2 of 4');
    expect(running.github.violations).toEqual([]);
  });
});

describe('files that take no comment on a line', () => {
  it('are commented on as a whole, and renamed ones under their new name', async () => {
    const moved = source('moved');
    const big = Array.from({ length: 300 }, (_, n) => `export const big${n} = ${n};`).join('\n');
    await start([findingIn('src/big.go'), findingIn('lib/moved.go')], { patchLines: 50 });
    const { pull } = await review(
      { 'src/moved.go': moved, 'src/big.go': '', 'src/logo.png': Buffer.from([0, 1, 2, 255]) },
      {
        'src/moved.go': null,
        'lib/moved.go': moved.replace('load(5)', 'unsafe(5)'),
        'src/big.go': `${big}\nunsafe(1);\n`,
        'src/logo.png': Buffer.from([0, 9, 2, 255]),
      },
    );
    expect(
      pull.comments.map(({ path, subject, line, text }) => ({ path, subject, line, text })),
    ).toEqual([
      { path: 'lib/moved.go', subject: 'line', line: 6, text: 'export const moved5 = unsafe(5);' },
      { path: 'src/big.go', subject: 'file', line: null, text: null },
    ]);
    expect(pull.comments[1]!.body).toContain('GitHub shows no diff of this file');
    expect(running.github.violations).toEqual([]);
  });
});

describe('an answer of GitHub that goes wrong', () => {
  const REVIEWS = /\/pulls\/\d+\/reviews$/;

  async function expectOnce(number: number): Promise<PullView> {
    const pull = await running.github.pull(REPO, number);
    expect(pull.reviews.map(({ state }) => state)).toEqual(['COMMENTED']);
    expect(pull.comments.map(({ line, text }) => ({ line, text }))).toEqual([
      { line: 11, text: WRONG_ROW },
    ]);
    expect(pull.issueComments).toHaveLength(1);
    expect(running.github.violations).toEqual([]);
    return pull;
  }

  it.each([
    ['a 502 after the review was stored', { path: REVIEWS, status: 502, afterStoring: true }],
    [
      'a cut connection after the review was stored',
      { path: REVIEWS, cut: true, afterStoring: true },
    ],
    ['a 422 that passes', { path: REVIEWS, status: 422 }],
    [
      'a 502 after it was submitted',
      { path: /\/reviews\/\d+\/events$/, status: 502, afterStoring: true },
    ],
    [
      'a 502 after the summary was stored',
      { path: /\/issues\/\d+\/comments$/, status: 502, afterStoring: true },
    ],
  ])('%s leaves one review and one summary', async (_name, fault) => {
    await start([findingIn('src/one.go')]);
    running.github.faults.add({ method: 'POST', ...fault });
    const { number } = await review(ONE, ONE_WRONG);
    await expectOnce(number);
  });

  it('a 422 that stays: nothing is posted bit by bit, everything is listed with the reason', async () => {
    await start([findingIn('src/one.go'), findingIn('src/two.go')]);
    running.github.faults.add({ method: 'POST', path: REVIEWS, status: 422, times: 100 });
    const { pull } = await review(
      { ...ONE, 'src/two.go': source('two') },
      { ...ONE_WRONG, 'src/two.go': source('two', true) },
    );
    expect(pull.reviews).toEqual([]);
    expect(pull.comments).toEqual([]);
    const summary = pull.issueComments[0]!.body;
    expect(summary).toContain('Unsafe in src/one.go');
    expect(summary).toContain('Unsafe in src/two.go');
    expect(summary).toContain('GitHub refused it');
    const tries = running.github.requests.filter(
      ({ method, path }) => method === 'POST' && REVIEWS.test(path),
    );
    expect(tries).toHaveLength(2);
    expect(pull.checks[0]).toMatchObject({ conclusion: 'failure' });
    expect(pull.checks[0]!.summary).toContain('GitHub refused it');
  });

  it('a comment on a file that is refused is listed', async () => {
    await start([findingIn('src/one.go')], { patchLines: 0 });
    running.github.faults.add({
      method: 'POST',
      path: /\/pulls\/\d+\/comments$/,
      status: 422,
      times: 100,
    });
    const { pull } = await review(ONE, ONE_WRONG);
    expect(pull.comments).toEqual([]);
    expect(pull.issueComments[0]!.body).toContain('Unsafe in src/one.go');
  });

  it('a review left pending by a crash is cleared away by the next one', async () => {
    await start([findingIn('src/one.go')]);
    const back = running.github.faults.add({
      method: 'POST',
      path: /\/reviews\/\d+\/events$/,
      status: 404,
      times: 1000,
    });
    const { number, pull } = await review(ONE, ONE_WRONG);
    expect(pull.reviews.filter(({ state }) => state !== 'PENDING')).toEqual([]);
    back();
    await running.github.push(REPO, {
      branch: 'topic',
      files: { 'src/one.go': `${source('one', true)}// more\n` },
      user: 'dev',
    });
    await running.finished(2);
    await expectOnce(number);
  });
});

describe('a head that moves', () => {
  it('between creating and submitting the review leaves no comment on another text', async () => {
    await start([findingIn('src/one.go')]);
    running.github.faults.add({ method: 'POST', path: /\/reviews\/\d+\/events$/, delayMs: 400 });
    await running.github.createRepository(REPO, { files: ONE, collaborators: { dev: 'write' } });
    await running.github.push(REPO, { branch: 'topic', files: ONE_WRONG, user: 'dev' });
    const { number } = await running.github.openPullRequest({
      repo: REPO,
      head: 'topic',
      user: 'dev',
    });
    const submits = () =>
      running.github.requests.some(({ path }) => /\/pulls\/\d+\/reviews$/.test(path));
    await expect.poll(submits, { timeout: 10_000, interval: 5 }).toBe(true);
    await running.github.push(REPO, {
      branch: 'topic',
      files: { 'src/one.go': `// first\n// second\n${source('one', true)}` },
      user: 'dev',
    });
    await running.finished(2);
    const pull = await running.github.pull(REPO, number);
    expect(pull.reviews.filter(({ state }) => state === 'PENDING')).toEqual([]);
    expect(pull.comments).toHaveLength(1);
    expect(pull.comments[0]).toMatchObject({
      line: expect.toSatisfy((line) => line === 11 || line === 13),
      text: WRONG_ROW,
    });
    expect(pull.issueComments).toHaveLength(1);
    expect(running.github.violations).toEqual([]);
  });
});
