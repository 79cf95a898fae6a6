import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FetchError } from '../../src/adapters/git/fetch-error.ts';
import { explainFailure } from '../../src/entrypoints/failure.ts';
import { ModelError } from '../../src/ports/model.ts';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { startGitHub, type GitHubStandIn } from '../support/github/stand-in.ts';
import { pullEnvironment } from '../support/pull-environment.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { reviewAnswer } from '../support/scripted-reviewer.ts';

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';

let github: GitHubStandIn;
let claude: ClaudeStandIn;
let folder: string;
let env: Record<string, string>;
let pull: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-reach-'));
  github = await startGitHub();
  claude = await startClaude({
    answer: (_request, context) =>
      reviewAnswer(context, [{ path: 'src/a.ts', row: 'db.one', title: 'The id is pasted in' }]),
  });
  await github.createRepository('acme/shop', {
    files: { 'src/a.ts': 'export const find = () => null;\n' },
    collaborators: { dev: 'write' },
  });
  await github.push('acme/shop', {
    branch: 'topic',
    files: { 'src/a.ts': 'export const find = (id) => db.one(`select ${id}`);\n' },
    user: 'dev',
  });
  const opened = await github.openPullRequest({ repo: 'acme/shop', head: 'topic', user: 'dev' });
  pull = `acme/shop#${opened.number}`;
  env = pullEnvironment({ github, claude }, github.createToken('dev'), folder);
});
afterEach(() => github.faults.clear());
afterAll(async () => {
  await claude.close();
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

function backline(args: string[], more: Record<string, string> = {}): Promise<CliRun> {
  return runCli([...args, '--quiet'], { cwd: folder, env: { ...env, ...more } });
}

/** What stands on stderr, which is one line. */
function lineOf({ stdout, stderr }: CliRun): string {
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^backline: [^\n]+\n$/);
  return stderr;
}

describe.each([
  ['pr', () => ['pr', pull]],
  ['learn', () => ['learn', 'acme/shop']],
  ['stats', () => ['stats', 'acme/shop']],
])('%s', (_name, args) => {
  it('exits with 3 when GitHub is out of reach', async () => {
    const run = await backline(args(), { GITHUB_API_URL: NOWHERE });
    expect(lineOf(run)).toContain('no answer came');
    expect(run.code).toBe(3);
  });

  it('exits with 3 when GitHub has trouble of its own', async () => {
    github.faults.add({ path: /\/graphql$/, status: 502 });
    const run = await backline(args());
    expect(lineOf(run)).toContain('502');
    expect(run.code).toBe(3);
  });

  it('exits with 2 when the token is refused', async () => {
    const run = await backline(args(), { GITHUB_TOKEN: 'ghp_wrong' });
    expect(lineOf(run)).toContain('401');
    expect(run.code).toBe(2);
  });
});

describe('pr', () => {
  it('says in one line why git can not fetch', async () => {
    // A server that has no repositories.
    const run = await backline(['pr', pull], {
      GITHUB_SERVER_URL: claude.url,
      GH_HOST: new URL(claude.url).host,
    });
    expect(lineOf(run)).toContain('git could not fetch');
    expect(run.code).toBe(2);
  });

  it('keeps the 1 of the findings that it printed when they can not be posted', async () => {
    github.faults.add({
      method: 'POST',
      path: /\/reviews$/,
      secondaryLimit: true,
      status: 403,
      retryAfter: 3600,
    });
    const { code, stdout, stderr } = await backline(['pr', pull, '--post']);
    expect(stdout).toContain('The id is pasted in');
    expect(stderr).toMatch(/^backline: GitHub: [^\n]+\n$/);
    expect(code).toBe(1);
  });
});

it.each([
  [new FetchError('network', 'git could not fetch'), 3],
  [new FetchError('unauthorized', 'git could not fetch'), 2],
  [new ModelError('overloaded', 'The API is overloaded'), 3],
  [new ModelError('unauthorized', 'The API key was refused'), 2],
])('%s exits with %i', (error, code) => {
  expect(explainFailure(error)).toEqual({ line: error.message, code });
});
