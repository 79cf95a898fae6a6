import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';
import { makeFolder, removeFolders, runHook } from './support.ts';

const EARLIER = 'pre-push.before-backline';
const OTHER = Buffer.from('#!/bin/sh\n# \xff no text, really\nexit 0\n', 'latin1');

let repository: TestRepository;
let hooks: string;
const folders: string[] = [];

beforeEach(async () => {
  repository = await createRepository();
  folders.push(repository.dir);
  hooks = join(repository.dir, '.git', 'hooks');
  await rm(hooks, { recursive: true, force: true });
  await mkdir(hooks);
});
afterEach(() => removeFolders(folders));

const hook = (...args: string[]) => runHook(args, { cwd: repository.dir });

async function putOther(folder = hooks): Promise<void> {
  await writeFile(join(folder, 'pre-push'), OTHER);
  await chmod(join(folder, 'pre-push'), 0o750);
}

describe('backline hook install', () => {
  it('puts an executable hook where git runs it, and nothing else', async () => {
    const { code, stdout, stderr } = await hook('install');
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Installed ${join(hooks, 'pre-push')}\n`,
      stderr: '',
    });
    expect(await readdir(hooks)).toEqual(['pre-push']);
    expect((await stat(join(hooks, 'pre-push'))).mode & 0o777).toBe(0o755);
  });

  it('changes nothing the second time, and takes new options', async () => {
    await putOther();
    await hook('install');
    const before = await stat(join(hooks, 'pre-push'));
    expect((await hook('install')).stdout).toContain('nothing changed');
    expect((await stat(join(hooks, 'pre-push'))).ino).toBe(before.ino);

    expect((await hook('install', '--strict', '--max-time', '7')).stdout).toContain('Updated');
    expect((await hook('status')).stdout).toContain('(at most 7 s, strict)');
    expect(await readFile(join(hooks, EARLIER))).toEqual(OTHER);
  });

  it('keeps the hook that was there, and uninstalling brings it back to the byte', async () => {
    await putOther();
    expect((await hook('install')).stdout).toContain(`it is now ${EARLIER}`);
    expect((await readdir(hooks)).sort()).toEqual(['pre-push', EARLIER]);

    expect((await hook('uninstall')).stdout).toContain('is back');
    expect(await readdir(hooks)).toEqual(['pre-push']);
    expect(await readFile(join(hooks, 'pre-push'))).toEqual(OTHER);
    expect((await stat(join(hooks, 'pre-push'))).mode & 0o777).toBe(0o750);
  });

  it('keeps a hook that is a symlink, also one that leads nowhere', async () => {
    await symlink('../../gone', join(hooks, 'pre-push'));
    await hook('install');
    await hook('uninstall');
    await writeFile(join(repository.dir, 'gone'), OTHER);
    expect(await readdir(hooks)).toEqual(['pre-push']);
    expect(await readFile(join(hooks, 'pre-push'))).toEqual(OTHER);
  });

  it('leaves no folder behind that was not there', async () => {
    await rm(hooks, { recursive: true });
    await hook('install');
    expect(await readdir(hooks)).toEqual(['pre-push']);
    await hook('uninstall');
    expect(await readdir(join(repository.dir, '.git'))).not.toContain('hooks');
  });

  it("does not lose somebody's lines: edited hooks and leftovers are refused by name", async () => {
    await hook('install');
    await writeFile(join(hooks, 'pre-push'), 'npm test\n', { flag: 'a' });
    for (const command of ['install', 'uninstall']) {
      const { code, stderr } = await hook(command);
      expect([code, stderr]).toEqual([2, expect.stringContaining('was edited by hand')]);
    }
    expect((await hook('status')).stdout).toContain('edited by hand');
    expect((await hook('install', '--force')).stdout).toContain('Updated');

    await hook('uninstall');
    await writeFile(join(hooks, EARLIER), 'left over');
    await putOther();
    const { code, stderr } = await hook('install');
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${EARLIER} is left`)]);
    expect(await readFile(join(hooks, 'pre-push'))).toEqual(OTHER);
    expect((await hook('uninstall')).stderr).toContain('it never runs');
  });

  it('comes back after a hook manager wrote its own hook over it', async () => {
    await putOther();
    await hook('install');
    await rm(join(hooks, 'pre-push'));
    await putOther();
    expect((await hook('status')).code).toBe(1);
    expect((await hook('install')).code).toBe(0);
    await hook('uninstall');
    expect(await readdir(hooks)).toEqual(['pre-push']);
    expect(await readFile(join(hooks, 'pre-push'))).toEqual(OTHER);
  });
});

describe('backline hook status', () => {
  it('tells the four states apart, with 0 for a hook that works alone', async () => {
    expect(await hook('status')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Not installed: there is no/),
    });
    await putOther();
    expect(await hook('status')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/is another hook/),
    });
    await hook('install');
    expect(await hook('status')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Installed: .*\nRuns first: /),
    });

    const program = { node: process.execPath, program: join(repository.dir, 'gone.js') };
    await runHook(['install'], { cwd: repository.dir, program });
    expect(await hook('status')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/gone\.js is gone/),
    });
  });
});

describe('core.hooksPath', () => {
  const configure = (value: string) => repository.git('config', 'core.hooksPath', value);

  it('counts from the top of the work tree, from a subfolder too', async () => {
    await repository.write('.githooks/pre-commit', '#!/bin/sh\n');
    await repository.write('deep/down/file', '');
    await configure('.githooks');
    const { stdout, stderr } = await runHook(['install'], {
      cwd: join(repository.dir, 'deep', 'down'),
    });
    expect(stdout).toBe(`Installed ${join(repository.dir, '.githooks', 'pre-push')}\n`);
    expect(stderr).toContain("in the work tree: other clones and work trees don't run this hook");

    await repository.git('add', '.githooks/pre-commit');
    expect((await hook('install')).stderr).toContain("committed: don't commit this hook");
  });

  it("warns of husky's folder, which does not keep it", async () => {
    await repository.write('.husky/_/h', '');
    await configure('.husky/_');
    expect((await hook('install')).stderr).toContain('.husky/pre-push');
  });

  it('may be below the home folder and serve many repositories', async () => {
    const home = await makeFolder();
    folders.push(home);
    await mkdir(join(home, 'hooks'));
    await writeFile(join(home, 'config'), '[core]\n\thooksPath = ~/hooks\n');
    const { stdout, stderr } = await runHook(['install'], {
      cwd: repository.dir,
      env: { HOME: home, GIT_CONFIG_GLOBAL: join(home, 'config') },
    });
    expect(stdout).toContain(join(home, 'hooks', 'pre-push'));
    expect(stderr).toContain('each repository that uses it now runs this hook');
  });

  it.each([
    ['', 'set to nothing'],
    ['/dev/null', 'git runs no hooks here'],
    ['no/such/folder', 'not even the folder around it exists'],
  ])('%j is one clear line', async (value, line) => {
    await configure(value);
    const { code, stderr } = await hook('install');
    expect([code, stderr]).toEqual([2, expect.stringContaining(line)]);
  });
});
