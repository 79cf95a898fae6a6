import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { createRepository, repositoryAt, type TestRepository } from '../support/git-repository.ts';
import { runCli } from '../support/run-cli.ts';

const KEY = 'sk-test-0123456789abcdef';

let repository: TestRepository;
let claude: ClaudeStandIn;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  claude = await startClaude({
    apiKey: KEY,
    answer: () => ({ json: { findings: [], choices: [] } }),
  });
  env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url };
  folder = await mkdtemp(join(tmpdir(), 'backline-test-'));
  repository = await createRepository();
  await repository.write('main.go', 'package main\n');
  await repository.write('README.md', '# A\n');
  await repository.commit('Start');
  await repository.git('switch', '-q', '-c', 'feature');
  await repository.write('main.go', 'package main\n\nfunc main() { run() }\n');
  await repository.commit('Run');
});

afterAll(async () => {
  await claude.close();
  await repository.remove();
  await rm(folder, { recursive: true, force: true });
});

/** One line, and nothing on stdout. */
async function refused(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, {
    cwd: options.cwd ?? repository.dir,
    env: options.env ?? env,
  });
  expect(stdout).toBe('');
  expect(code).toBe(2);
  const said = stderr.split('\n').filter((line) => /^(?:backline: |error: )/.test(line));
  expect(said).toHaveLength(1);
  return said[0]!;
}

describe('what the user did wrong is one line with the way out, and exit code 2', () => {
  it('no key', async () => {
    expect(await refused(['review', '--quiet'], { env: {} })).toContain('set ANTHROPIC_API_KEY');
  });

  it('a wrong key, which is not printed', async () => {
    const line = await refused(['review', '--quiet'], {
      env: { ...env, ANTHROPIC_API_KEY: 'sk-wrong-4711' },
    });
    expect(line).toContain('key');
    expect(line).not.toContain('4711');
  });

  it.each(['s3cret', ': s3cret', 'Bearer s3cret: x', 'Authorization Bearer s3cret'])(
    'a line of headers that is none, which is not printed: %s',
    async (line) => {
      const said = await refused(['review', '--quiet'], {
        env: { ...env, ANTHROPIC_CUSTOM_HEADERS: `X-Team: backend\n${line}` },
      });
      expect(said).toContain('ANTHROPIC_CUSTOM_HEADERS: line 2 is no header');
      expect(said).not.toContain('s3cret');
    },
  );

  it('no repository', async () => {
    const line = await refused(['review', '--quiet'], { cwd: folder });
    expect(line).toMatch(/no git repository at .*: change to a folder of one; .*--patch FILE/);
  });

  it('an unknown base, with the nearest name', async () => {
    expect(await refused(['review', '--quiet', '--base', 'mian'])).toContain('main');
  });

  it('an unknown head', async () => {
    expect(await refused(['diff', '--head', 'nowhere'])).toContain('nowhere');
  });

  it('an unknown flag, with the nearest', async () => {
    const { code, stderr } = await runCli(['review', '--bsae', 'main'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('--base');
  });

  it('an unknown command, with the nearest', async () => {
    const { code, stderr } = await runCli(['reveiw'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('review');
  });

  it.each([
    [['review', '--format', 'xml']],
    [['review', '--fail-on', 'blocker']],
    [['review', '--max-cost', 'much']],
    [['review', '--effort', 'huge']],
    [['review', '--language', '!!']],
    [['review', '--language', 'Korean, please']],
    [['review', '--language', '']],
    [['pr', '--language', 'kor_KR', 'acme/shop#1']],
    [['ask', '--language', '!!', 'Why?']],
  ])('%j', async (args) => {
    expect(await refused(args)).toContain(args[1]!);
  });

  it('options that exclude each other', async () => {
    expect(await refused(['review', '--staged', '--worktree'])).toContain('exclude each other');
  });

  it('a path outside of the repository', async () => {
    expect(await refused(['diff', '--', '../x'])).toContain('outside');
  });

  it('an agent that nobody has, with the nearest', async () => {
    const line = await refused(['review', '--quiet', '--agent', 'backend-developer-expret']);
    expect(line).toContain('backend-developer-expert');
  });

  it('a broken agent file', async () => {
    await repository.write('broken.md', '---\nname: x\n');
    expect(await refused(['review', '--quiet', '--agent', 'broken.md'])).toContain('broken.md');
    await rm(join(repository.dir, 'broken.md'));
  });

  it('a broken configuration, with key and line', async () => {
    await repository.write('.github/backline.yml', 'language: ko\nmax_coments: 3\n');
    const line = await refused(['review', '--quiet']);
    expect(line).toMatch(/backline\.yml:2\b.*max_coments.*max_comments/);
    await rm(join(repository.dir, '.github'), { recursive: true });
  });

  it('a configuration that is a link or a folder, which would look as if there were none', async () => {
    const dir = join(folder, 'linked');
    await repository.git('clone', '-q', repository.dir, dir);
    const clone = repositoryAt(dir);
    const config = join(dir, '.github/backline.yml');
    const says = async (words: string, cwd = dir): Promise<void> => {
      for (const command of [['review', '--quiet'], ['diff'], ['ask', 'Why?', '--quiet']]) {
        const line = await refused([...command, '--base', 'HEAD~1'], { cwd });
        expect(line).toContain(`.github/backline.yml: ${words}`);
      }
    };
    await clone.write('settings.yml', 'language: ko\n');
    await clone.write('.github/backline.yml/part.yml', 'language: ko\n');
    await says('is a folder, not a file');
    await rm(config, { recursive: true });
    for (const target of ['../settings.yml', '/etc/hostname', 'nowhere']) {
      await symlink(target, config);
      await says('is a symbolic link, which is never followed');
      expect(await refused(['config', 'check'], { cwd: dir })).toContain('is a symbolic link');
      await rm(config);
    }
    await symlink('../settings.yml', config);
    await clone.commit('Link');
    // Without a work tree the commit says it.
    const bare = join(folder, 'linked.git');
    await repository.git('clone', '-q', '--bare', dir, bare);
    await says('is a symbolic link', bare);
  });

  it('a patch that is not there, is none, or is cut off', async () => {
    expect(await refused(['diff', '--patch', 'no.patch'])).toContain('no.patch');
    await repository.write('prose.patch', 'Dear all,\n');
    expect(await refused(['diff', '--patch', 'prose.patch'])).toContain('diff');
    const whole = await repository.git('diff', 'main', 'feature');
    await repository.write('cut.patch', whole.split('\n').slice(0, -1).join('\n'));
    expect(await refused(['diff', '--patch', 'cut.patch'])).toContain('cut off');
    await rm(join(repository.dir, 'prose.patch'));
    await rm(join(repository.dir, 'cut.patch'));
  });

  it('a model that there is not, in an estimate without a key too', async () => {
    for (const model of ['gpt-9', 'opsu']) {
      const line = await refused(['review', '--quiet', '--estimate', '--model', model], {
        env: {},
      });
      expect(line).toContain(`no model "${model}"`);
      expect(line).toContain('opus');
    }
  });

  it('a folder that holds no recordings', async () => {
    expect(await refused(['review', '--quiet', '--replay', join(folder, 'none')])).toContain(
      'none',
    );
  });

  it('an output file that can not be written, before anything is paid for it', async () => {
    const asked = claude.requests.length;
    expect(await refused(['review', '--quiet', '--output', 'no/such/folder.json'])).toContain(
      "no/such/folder.json can't be written: there is no such folder",
    );
    expect(await refused(['ask', 'Why?', '--quiet', '--output', '.'])).toContain('it is a folder');
    expect(claude.requests).toHaveLength(asked);
  });

  it('a folder for recordings that can not be made, before anything is paid for it', async () => {
    const asked = claude.requests.length;
    const commands = [['review'], ['ask', 'Why?'], ['review', '--estimate']];
    for (const command of commands) {
      expect(await refused([...command, '--quiet', '--record', 'main.go'])).toContain(
        "main.go can't be written: it is a file",
      );
    }
    expect(await refused(['review', '--quiet', '--record', 'main.go/answers'])).toContain(
      'there is no such folder',
    );
    expect(claude.requests).toHaveLength(asked);
  });

  it('a shallow clone without the base', async () => {
    const dir = join(folder, 'shallow');
    const url = pathToFileURL(repository.dir).href;
    await repository.git('clone', '-q', '--depth=1', '--branch=feature', url, dir);
    expect(await refused(['review', '--quiet', '--base', 'main'], { cwd: dir })).toContain(
      'git fetch --unshallow',
    );
  });

  it('a commit before the start of a shallow clone, and one before the first of a whole one', async () => {
    const dir = join(folder, 'cut');
    const url = pathToFileURL(repository.dir).href;
    await repository.git('clone', '-q', '--depth=1', '--branch=feature', url, dir);
    for (const base of ['HEAD~1', 'HEAD^^2~3', 'feature~3', 'origin/feature~1']) {
      const line = await refused(['review', '--quiet', '--base', base], { cwd: dir });
      expect(line).toContain(`shallow and ends before "${base}"`);
      expect(line).toMatch(/git fetch --deepen=\d+.*git fetch --unshallow/);
    }
    const line = await refused(['diff', '--head', 'main~9'], {});
    expect(line).toContain('past the first commit of main');
  });

  it('an unknown branch with steps back, with the nearest name', async () => {
    const line = await refused(['review', '--quiet', '--base', 'mian~1']);
    expect(line).toContain('Did you mean main~1?');
  });

  it('an empty repository', async () => {
    const empty = await createRepository();
    expect(await refused(['review', '--quiet'], { cwd: empty.dir })).toContain('commit');
    await empty.remove();
  });

  it('a work tree with conflicts', async () => {
    const dir = join(folder, 'conflict');
    await repository.git('clone', '-q', repository.dir, dir);
    const clone = repositoryAt(dir);
    await clone.git('switch', '-q', '-c', 'other', 'origin/main');
    await clone.write('main.go', 'package other\n');
    await clone.commit('Other');
    await clone.git('merge', '-q', 'origin/feature').catch(() => undefined);
    expect(await refused(['review', '--quiet', '--worktree'], { cwd: dir })).toContain('conflict');
    expect(await refused(['review', '--quiet', '--staged'], { cwd: dir })).toContain('conflict');
  });

  it('a bare repository has no work tree to look at', async () => {
    const dir = join(folder, 'bare.git');
    await repository.git('clone', '-q', '--bare', repository.dir, dir);
    expect(await refused(['review', '--quiet', '--worktree'], { cwd: dir })).toContain('bare');
    const { code } = await runCli(['review', '--quiet', '--base', 'main', '--head', 'feature'], {
      cwd: dir,
      env,
    });
    expect(code).toBe(0);
  });
});

it.runIf(existsSync('/dev/full'))('a full disk behind stdout is told, as no finding', async () => {
  const bin = join(import.meta.dirname, '../../src/entrypoints/bin.ts');
  const command = `"${process.execPath}" "${bin}" agents list > /dev/full`;
  await expect(promisify(execFile)('sh', ['-c', command])).rejects.toMatchObject({
    code: 2,
    stderr: "backline: the output can't be written (ENOSPC)\n",
  });
});

describe('what is not wrong', () => {
  it('an estimate when the model can not be reached: a rough count, 0', async () => {
    const { code, stdout } = await runCli(['review', '--estimate', '--format', 'json'], {
      cwd: repository.dir,
      env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      exact: false,
      notes: expect.arrayContaining([expect.stringContaining('a rough count: Could not reach')]),
    });
  });

  it.each([[[]], [['--verbose']]])(
    'a path where nothing changed is named once, since it may be misspelt: %j',
    async (more) => {
      const args = ['review', '--base', 'main', ...more, '--', 'scr/'];
      const { code, stdout } = await runCli(args, { cwd: repository.dir, env });
      expect(code).toBe(0);
      expect(stdout.split('nothing changed at or below scr/')).toHaveLength(2);
    },
  );

  it("a gateway's own name of a model: it is asked for", async () => {
    const { stdout } = await runCli(['review', '--model', 'team/large', '--format', 'json'], {
      cwd: repository.dir,
      env,
    });
    expect(JSON.parse(stdout)).toMatchObject({ model: 'team/large' });
  });

  it('an id that no list has yet, without a key', async () => {
    const args = ['review', '--estimate', '--format', 'json', '--model', 'claude-opus-9'];
    const { code, stdout } = await runCli(args, { cwd: repository.dir });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'claude-opus-9',
      notes: expect.arrayContaining([expect.stringContaining('could not be checked')]),
    });
  });

  it('an estimate of nothing: no cost', async () => {
    const { code, stdout } = await runCli(
      ['review', '--estimate', '--base', 'HEAD', '--format', 'json'],
      { cwd: repository.dir, env },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ groups: [], leastUsd: 0, likelyUsd: 0 });
  });

  it('an output that is a pipe: it is written to, not replaced', async () => {
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const [text, { code }] = await Promise.all([
      readFile(pipe, 'utf8'),
      runCli(['diff', '--format', 'json', '--output', pipe], { cwd: repository.dir }),
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ schema: 'backline.diff/1' });
  });

  it('nothing changed: skipped, 0', async () => {
    const { code, stdout } = await runCli(['review', '--base', 'HEAD', '--format', 'json'], {
      cwd: repository.dir,
      env,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'skipped', coverage: [] });
  });

  it('no backend file: skipped with the reasons, 0, and no key is needed', async () => {
    await repository.git('switch', '-q', '-c', 'docs', 'main');
    await repository.write('README.md', '# B\n');
    await repository.commit('Say B');
    const { code, stdout } = await runCli(['review', '--format', 'json'], {
      cwd: repository.dir,
    });
    await repository.git('switch', '-q', 'feature');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'skipped',
      coverage: [{ path: 'README.md', status: 'skipped', reason: expect.any(String) }],
    });
  });

  it('a detached head is reviewed', async () => {
    await repository.git('switch', '-q', '--detach', 'feature');
    const { code } = await runCli(['review', '--quiet'], { cwd: repository.dir, env });
    await repository.git('switch', '-q', 'feature');
    expect(code).toBe(0);
  });

  it("the model's server down: incomplete, 3, and it says where it was looked for", async () => {
    const gone = await startClaude({ answer: () => ({ text: '' }) });
    await gone.close();
    const { code, stdout } = await runCli(['review', '--format', 'json', '--max-time', '20'], {
      cwd: repository.dir,
      env: { ...env, ANTHROPIC_BASE_URL: gone.url },
    });
    expect(code).toBe(3);
    const result = JSON.parse(stdout) as { outcome: string; incomplete: { why: string }[] };
    expect(result.outcome).toBe('incomplete');
    expect(result.incomplete[0]?.why).toContain(gone.url);
  });

  it('help and version', async () => {
    for (const args of [
      ['--help'],
      ['review', '--help'],
      ['diff', '--help'],
      ['agents', '--help'],
    ]) {
      const { code, stdout } = await runCli(args, { cwd: folder });
      expect(code).toBe(0);
      expect(stdout).toContain('Usage: backline');
    }
    const { stdout } = await runCli(['--version'], { cwd: folder });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
