import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRunningApp, type RunningApp } from '../../support/running-app.ts';
import { reviewAnswer } from '../../support/scripted-reviewer.ts';

/** What the harness gives the App as its key for the model. */
const KEY = 'sk-test-0123456789';
const ADMIN_TOKEN = 'token-of-the-admin-page';
const PATIENT = { timeout: 10_000 };

let running: RunningApp;
beforeEach(async () => {
  running = await startRunningApp({
    answer: (context) =>
      reviewAnswer(context, [
        { path: 'src/app.ts', row: 'drop()', severity: 'high', title: 'It drops the table' },
      ]),
    env: { LOG_LEVEL: 'trace', ADMIN_TOKEN, ADMIN_PORT: '0' },
  });
  await running.github.createRepository('acme/shop', {
    files: { 'src/app.ts': 'export const a = 1;\n' },
    collaborators: { dev: 'write' },
  });
  await running.github.push('acme/shop', {
    branch: 'topic',
    files: { 'src/app.ts': 'export const a = 1;\ndb.drop();\n' },
    message: 'Drop it',
    user: 'dev',
  });
});
afterEach(() => running.stop());

interface Line {
  msg: string;
  url?: string;
  delivery?: string;
  run?: string;
  repository?: string;
  pull?: number | string;
  [field: string]: unknown;
}

function lines(): Line[] {
  return running
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

async function admin(path: string): Promise<string> {
  const url = lines().find(({ msg }) => msg === 'the admin page is open')!.url!;
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  expect(response.status).toBe(200);
  return response.text();
}

async function openPull(): Promise<number> {
  const { number } = await running.github.openPullRequest({
    repo: 'acme/shop',
    head: 'topic',
    title: 'Drop it',
    user: 'dev',
  });
  return number;
}

/** The value of a series, 0 when there is none. */
function value(metrics: string, series: string): number {
  const line = metrics.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

describe('a review', () => {
  it('can be seen in the metrics and on the page', async () => {
    const number = await openPull();
    await running.finished(1);
    const metrics = await admin('/metrics');
    const counted = (name: string): number => value(metrics, `backline_${name}`);
    expect(counted('store_up')).toBe(1);
    expect(counted('webhook_answer_seconds_count{status="200"}')).toBeGreaterThan(0);
    expect(counted('job_wait_seconds_count{job="review"}')).toBe(1);
    expect(counted('job_run_seconds_count{job="review",end="done"}')).toBe(1);
    expect(counted('job_total_seconds_count{job="review"}')).toBe(1);
    expect(counted('worker_jobs_running{job="review"}')).toBe(0);
    expect(counted('jobs{state="dead"}')).toBe(0);
    expect(counted('reviews_total{outcome="findings"}')).toBe(1);
    expect(counted('review_findings_total')).toBe(1);
    for (const phase of ['gather', 'select', 'find', 'verify', 'publish']) {
      expect([phase, counted(`review_phase_seconds_count{phase="${phase}"}`)]).toEqual([phase, 1]);
    }
    expect(counted('git_fetch_seconds_count{result="ok"}')).toBe(1);
    expect(counted('model_request_seconds_count{result="ok"}')).toBeGreaterThan(1);
    expect(counted('github_requests_total{status="2xx"}')).toBeGreaterThan(3);
    expect(metrics).toMatch(/^backline_model_tokens_total\{model="[\w-]+",kind="output"\} [1-9]/m);
    expect(metrics).toMatch(/^backline_model_cost_usd_total\{model="[\w-]+"\} 0\.\d/m);
    expect(metrics).toMatch(
      /^backline_github_rate_limit_remaining\{installation="\d+",resource="core"\} \d+$/m,
    );
    expect(metrics).not.toContain('acme');
    const page = await admin('/');
    expect(page).toContain(`acme/shop#${number}`);
    expect(page).toMatch(/data-label="Outcome">\s*findings\s*</);
  });

  it('that fails for good is counted, and is a dead letter with the way to retry it', async () => {
    running.github.faults.add({ path: /\/graphql$/, status: 403, times: 99 });
    await openPull();
    await running.finished(1);
    await expect
      .poll(() => admin('/'), PATIENT)
      .toMatch(/<code>backline jobs retry [0-9a-f-]{36}<\/code>/);
    const metrics = await admin('/metrics');
    expect(value(metrics, 'backline_jobs{state="dead"}')).toBe(1);
    expect(value(metrics, 'backline_errors_total{kind="github_forbidden"}')).toBe(1);
    expect(value(metrics, 'backline_reviews_total{outcome="failed"}')).toBe(1);
    expect(value(metrics, 'backline_github_requests_total{status="4xx"}')).toBeGreaterThan(0);
  });
});

it('writes lines of a job that say which, and never a secret', async () => {
  running.claude.faults.next({ status: 529 });
  running.github.faults.add({ path: /\/pulls\/\d+\/files$/, status: 502 });
  const number = await openPull();
  await running.finished(1);
  running.claude.faults.next({ status: 401, message: `bad key ${KEY}` });
  await running.github.comment('acme/shop', number, 'dev', `/ask is ${KEY} in it?`);
  await expect.poll(() => running.log(), PATIENT).toContain('job given up');
  expect(await admin('/metrics')).toContain(
    'backline_review_phase_seconds_count{phase="answer"} 1',
  );
  for (const headers of [{}, { authorization: `Bearer ${ADMIN_TOKEN}x` }]) {
    const url = lines().find(({ msg }) => msg === 'the admin page is open')!.url!;
    expect((await fetch(url, { headers })).status).toBe(401);
  }

  const ofJobs = lines().filter(({ run }) => run !== undefined);
  expect(ofJobs.map(({ msg }) => msg)).toContain('reviewed');
  expect(ofJobs.find(({ msg }) => msg.startsWith('job given up'))).toHaveProperty('err');
  // What is told from deep down, too: that GitHub or the model is asked again.
  expect(ofJobs.filter(({ msg }) => msg.includes('again in')).length).toBeGreaterThanOrEqual(2);
  for (const line of ofJobs) {
    expect(line).toMatchObject({
      delivery: expect.stringMatching(/^[\w-]{8,}/) as unknown,
      run: expect.stringMatching(/^[0-9a-f-]{36}\/\d$/) as unknown,
      repository: 'acme/shop',
      pull: number,
    });
  }
  // Every line that names the pull request in its text or fields says which delivery it is from.
  for (const line of lines().filter(({ pull }) => pull !== undefined)) {
    expect(line.delivery).toEqual(expect.stringMatching(/^[\w-]{8,}/));
  }

  const log = running.log();
  const [, keyLine = ''] = running.app.privateKey.split('\n');
  for (const secret of [KEY, ADMIN_TOKEN, running.app.webhookSecret, keyLine]) {
    expect(secret.length).toBeGreaterThanOrEqual(8);
    expect(log).not.toContain(secret);
  }
  expect(log).not.toMatch(/gh[sp]_\w{8}|eyJ[\w-]+\.eyJ|PRIVATE KEY|authorization/i);
});
