import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { startGitHub, type GitHubStandIn } from '../support/github/stand-in.ts';
import { pullEnvironment } from '../support/pull-environment.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { reviewAnswer } from '../support/scripted-reviewer.ts';

let github: GitHubStandIn;
let claude: ClaudeStandIn;
let folder: string;
let token: string;
let number: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-pr-'));
  github = await startGitHub();
  claude = await startClaude({
    answer: (_request, context) =>
      reviewAnswer(context, [{ path: 'src/a.ts', row: 'db.one', title: 'The id is pasted in' }]),
  });
  await github.createRepository('acme/shop', {
    files: { 'src/a.ts': 'export const find = () => null;\n' },
    collaborators: { dev: 'write' },
  });
  token = github.createToken('dev');
  await github.push('acme/shop', {
    branch: 'topic',
    files: { 'src/a.ts': 'export const find = (id) => db.one(`select ${id}`);\n' },
    user: 'dev',
  });
  ({ number } = await github.openPullRequest({ repo: 'acme/shop', head: 'topic', user: 'dev' }));
});

afterEach(async () => {
  await claude.close();
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

function pr(args: string[], env: Record<string, string> = {}): Promise<CliRun> {
  return runCli(['pr', '--quiet', ...args], {
    cwd: folder,
    env: { ...pullEnvironment({ github, claude }, token, folder), ...env },
  });
}

describe('backline pr', () => {
  it('prints what it would post, and posts nothing', async () => {
    const { code, stdout } = await pr([`acme/shop#${number}`]);
    expect(code).toBe(1);
    expect(stdout).toContain('The id is pasted in');
    expect(stdout).toContain('Would post: 1 comment on lines');
    const pull = await github.pull('acme/shop', number);
    expect(pull).toMatchObject({ reviews: [], comments: [], issueComments: [], checks: [] });
  });

  it('posts the same plan as the owner of the token, and the same again posts nothing', async () => {
    const page = `${github.origin}/acme/shop/pull/${number}`;
    const { code, stderr } = await pr([page, '--post', '--format', 'json']);
    expect(code).toBe(1);
    expect(stderr).toContain('posted 1 comment on');
    await pr([page, '--post', '--format', 'json']);
    const pull = await github.pull('acme/shop', number);
    expect(pull.reviews).toEqual([expect.objectContaining({ user: 'dev', state: 'COMMENTED' })]);
    expect(pull.comments).toEqual([
      expect.objectContaining({
        path: 'src/a.ts',
        line: 1,
        text: 'export const find = (id) => db.one(`select ${id}`);',
      }),
    ]);
    expect(pull.issueComments).toHaveLength(1);
    expect(github.violations).toEqual([]);
  });

  it('estimates without asking', async () => {
    const { code, stdout } = await pr([`acme/shop#${number}`, '--estimate']);
    expect(code).toBe(0);
    expect(stdout).toContain('1 of 1 changed files would be reviewed');
    expect(claude.requests.some(({ path }) => path === '/v1/messages')).toBe(false);
  });

  it('refuses a base whose configuration is no file', async () => {
    await github.push('acme/shop', {
      branch: 'main',
      files: { '.github/backline.yml/part.yml': 'language: ko\n' },
      user: 'dev',
    });
    await github.push('acme/shop', {
      branch: 'later',
      files: { 'src/a.ts': 'export const find = (id) => db.one(id);\n' },
      user: 'dev',
    });
    const later = await github.openPullRequest({ repo: 'acme/shop', head: 'later', user: 'dev' });
    const { code, stdout, stderr } = await pr([`acme/shop#${later.number}`]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('backline: .github/backline.yml: is a folder, not a file.\n');
  });

  it.each([
    ['no token', ['acme/shop#1'], { GITHUB_TOKEN: '', PATH: '' }, 'no token'],
    ['a wrong token', ['acme/shop#1'], { GITHUB_TOKEN: 'ghp_wrong' }, '401'],
    ['a pull request that is not there', ['acme/shop#99'], {}, 'acme/shop'],
    ['a name that is none', ['acme/shop'], {}, 'OWNER/REPO#NUMBER'],
  ])('%s is one line, and exit code 2', async (_name, args, env, said) => {
    const { code, stdout, stderr } = await pr(args, env);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(said);
  });
});
