import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startGitHub, type GitHubStandIn } from '../support/github/stand-in.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { appEnvironment } from '../support/app-environment.ts';
import { startApp } from './app/app-run.ts';

let github: GitHubStandIn;
let cwd: string;
let env: Record<string, string>;

beforeEach(async () => {
  github = await startGitHub();
  cwd = await mkdtemp(join(tmpdir(), 'backline-served-'));
  const app = github.createApp({ slug: 'served' });
  env = { ...appEnvironment(github, app), BACKLINE_DATA: join(cwd, 'data'), DATABASE_URL: '' };
});
afterEach(async () => {
  await github.close();
  await rm(cwd, { recursive: true, force: true, maxRetries: 3 });
});

const jobs = (...args: string[]): Promise<CliRun> => runCli(['jobs', ...args], { cwd, env });

it('asks backline serve while it has the folder, and opens the folder once it has stopped', async () => {
  const server = await startApp(env, { cwd });
  expect(await readdir(join(cwd, 'data'))).toContain('control.sock');
  expect(await jobs('list')).toEqual({ code: 0, stdout: 'No jobs.\n', stderr: '' });
  expect((await jobs('retry', 'abcdef')).stderr).toContain('There is no job abcdef');
  await server.stop();
  expect(await readdir(join(cwd, 'data'))).not.toContain('control.sock');
  expect(await jobs('list')).toEqual({ code: 0, stdout: 'No jobs.\n', stderr: '' });
}, 120_000);
