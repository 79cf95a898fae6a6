import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRunningApp, type RunningApp } from '../../support/running-app.ts';
import { reviewAnswer, type ScriptedFinding } from '../../support/scripted-reviewer.ts';

const FINDING: ScriptedFinding = { path: 'src/orders.ts', row: 'drop table' };

let running: RunningApp | undefined;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-operator-'));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** The App under an operator's file, with a pull request in `acme/shop`. */
async function start(operator: string): Promise<RunningApp> {
  const file = join(folder, 'operator.yml');
  await writeFile(file, operator);
  running = await startRunningApp({
    answer: (context) => reviewAnswer(context, [FINDING]),
    env: { BACKLINE_CONFIG: file },
  });
  return running;
}

async function openPull(
  { github }: RunningApp,
  { config = '', title = 'Drop it' }: { config?: string; title?: string } = {},
): Promise<number> {
  await github.createRepository('acme/shop', {
    files: {
      'src/orders.ts': 'export const all = "select";\n',
      ...(config === '' ? {} : { '.github/backline.yml': config }),
    },
    collaborators: { dev: 'write' },
  });
  await github.push('acme/shop', {
    branch: 'topic',
    files: { 'src/orders.ts': 'export const all = "drop table orders";\n' },
    user: 'dev',
  });
  const pull = { repo: 'acme/shop', head: 'topic', title, user: 'dev' };
  return (await github.openPullRequest(pull)).number;
}

const asked = ({ claude }: RunningApp): string[] =>
  claude.requests
    .filter(({ path }) => path === '/v1/messages')
    .map(({ body }) => String(body?.model));

describe("the operator's file", () => {
  it('leaves a repository alone that is not served: no check, no comment, no request', async () => {
    const app = await start('allow: { repositories: ["!acme"] }');
    const number = await openPull(app);
    await app.finished(1);
    const pull = await app.github.pull('acme/shop', number);
    expect(pull).toMatchObject({ checks: [], reviews: [], issueComments: [] });
    expect(asked(app)).toEqual([]);
    expect(app.log()).toContain('not served');
  });

  it('reviews with a model that is allowed, whatever the repository asks for', async () => {
    const app = await start('allow: { models: [sonnet] }');
    const number = await openPull(app, { config: 'model: opus\nfallback_models: [haiku]\n' });
    await app.finished(1);
    expect((await app.github.pull('acme/shop', number)).reviews).toHaveLength(1);
    expect(new Set(asked(app))).toEqual(new Set(['claude-sonnet-5-5']));
  });

  it('ends a review at its limit, which a repository can not raise', async () => {
    const app = await start(
      'budget: { per_review_usd: 0.001 }\nallow: { models: [claude-opus-5-5] }',
    );
    const number = await openPull(app, { config: 'budget: { per_review_usd: 100 }\n' });
    await app.finished(1);
    // The first answer goes beyond it; the second reader is not asked any more.
    expect(asked(app)).toHaveLength(1);
    const pull = await app.github.pull('acme/shop', number);
    expect(JSON.stringify([pull.checks, pull.issueComments])).toContain(
      'the cost limit of $0.001 is reached',
    );
  });

  it.each([
    ['Drop it', "Not reviewed: today's budget is spent"],
    ['주문 테이블을 삭제합니다', '오늘 예산을 다 썼거나'],
  ])('says on %s that the day’s money is gone, and asks nothing', async (title, says) => {
    const app = await start('budget: { per_day_usd: 0.002 }');
    const number = await openPull(app, { title });
    await app.finished(1);
    const before = asked(app).length;
    expect(before).toBeGreaterThan(0);

    await app.github.push('acme/shop', {
      branch: 'topic',
      files: { 'src/orders.ts': 'export const all = "drop table orders, users";\n' },
      user: 'dev',
    });
    await app.finished(2);
    expect(asked(app)).toHaveLength(before);
    const pull = await app.github.pull('acme/shop', number);
    const check = pull.checks.find(({ headSha }) => headSha === pull.head)!;
    expect(check).toMatchObject({ status: 'completed', conclusion: 'neutral' });
    expect(JSON.stringify(check)).toContain(says);

    await app.github.comment('acme/shop', number, 'dev', '/review');
    await app.finished(3);
    expect(asked(app)).toHaveLength(before);
    const { issueComments } = await app.github.pull('acme/shop', number);
    expect(issueComments.map(({ body }) => body).join('\n')).toContain("today's budget is spent");
  });

  it('that is wrong keeps the server from starting', async () => {
    await expect(start('budjet: {}')).rejects.toThrow(/operator\.yml:1: unknown key "budjet"/);
  });
});
