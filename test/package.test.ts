import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClaude } from './support/claude/server.ts';
import {
  createRepository,
  cleanGitEnvironment,
  type TestRepository,
} from './support/git-repository.ts';
import { reviewAnswer } from './support/scripted-reviewer.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

let folder: string;
let repository: TestRepository | undefined;

/** Packs the project, and installs it with its production dependencies alone, as a user would. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-package-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: root });
  const [tarball] = await readdir(folder);
  await run('tar', ['xf', tarball!], { cwd: folder });
  await mkdir(join(folder, 'user', 'node_modules', '.bin'), { recursive: true });
  const installed = join(folder, 'user', 'node_modules', 'backline');
  await rename(join(folder, 'package'), installed);
  await copyFile(join(root, 'package-lock.json'), join(installed, 'package-lock.json'));
  await run('npm', ['ci', '--omit=dev', '--prefer-offline', '--ignore-scripts', '--no-audit'], {
    cwd: installed,
  });
  await symlink(
    '../backline/dist/entrypoints/bin.js',
    join(folder, 'user/node_modules/.bin/backline'),
  );

  repository = await createRepository();
  await repository.write('app.py', 'import db\n');
  await repository.commit('Start');
  await repository.git('switch', '-q', '-c', 'feature');
  await repository.write('app.py', 'import db\n\ndb.drop()\n');
  await repository.commit('Drop it');
}, 90_000);

afterAll(async () => {
  await repository?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** The installed command, run by this Node in a folder outside of the project. */
async function backline(
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = join(folder, 'user', 'node_modules', '.bin', 'backline');
  return run(process.execPath, [command, ...args], {
    cwd,
    env: { ...cleanGitEnvironment(), NODE_PATH: '', ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

describe('the package as a user gets it', () => {
  it('answers --help and --version, outside of any repository', async () => {
    const help = await backline(['--help'], folder);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('review');
    expect((await backline(['--version'], folder)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('lists the agents that ship with it', async () => {
    const { code, stdout } = await backline(['agents', 'list'], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('backend-developer-expert');
  });

  it('diffs, reviews, and replays what it recorded', async () => {
    const diff = await backline(['diff', '--format', 'json'], repository!.dir);
    expect(JSON.parse(diff.stdout)).toMatchObject({
      schema: 'backline.diff/1',
      files: [{ path: 'app.py', selected: true, verified: true }],
    });

    const claude = await startClaude({
      answer: (_request, context) =>
        reviewAnswer(context, [{ path: 'app.py', row: 'db.drop()', severity: 'critical' }]),
    });
    const recordings = join(folder, 'recordings');
    const args = ['review', '--format', 'json'];
    const recorded = await backline([...args, '--record', recordings], repository!.dir, {
      ANTHROPIC_API_KEY: 'sk-test',
      ANTHROPIC_BASE_URL: claude.url,
    });
    await claude.close();
    expect(recorded.stderr).not.toContain('fault');
    expect(recorded.code).toBe(1);
    const replayed = await backline([...args, '--replay', recordings], repository!.dir);
    expect(replayed.code).toBe(1);
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      replayed: true,
      findings: [{ path: 'app.py', line: 3, anchor: 'line' }],
    });
  });
});
