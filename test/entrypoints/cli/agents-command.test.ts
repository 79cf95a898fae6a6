import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentsCommand } from '../../../src/entrypoints/cli/agents-command.ts';
import type { CliIo } from '../../../src/entrypoints/io.ts';
import { PACKAGE_ROOT } from '../../../src/entrypoints/package-root.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-agents-'));
  await mkdir(join(folder, '.git'));
  await mkdir(join(folder, '.claude/agents/team'), { recursive: true });
  await mkdir(join(folder, 'src'));
  const korean = new URL('../../fixtures/agents/korean-reviewer.md', import.meta.url);
  await writeFile(join(folder, '.claude/agents/korean-reviewer.md'), await readFile(korean));
  await writeFile(
    join(folder, '.claude/agents/team/plain.md'),
    '---\nname: plain\ndescription: "Plain \\e[31mred.\\nSecond line."\nmodell: opus\n---\n',
  );
  await writeFile(join(folder, '.claude/agents/broken.md'), '---js\nthrow 1\n---\n');
});

afterAll(() => rm(folder, { recursive: true }));

async function run(
  args: string[],
  cwd = folder,
): Promise<{ out: string; err: string; exitCode: number }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io: CliIo = {
    cwd,
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: {},
    signal: new AbortController().signal,
    exitCode: 0,
  };
  try {
    await agentsCommand(io).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    io.exitCode = error.exitCode === 0 ? 0 : 2;
  }
  const text = (stream: PassThrough): string => ((stream.read() ?? '') as Buffer).toString();
  return { out: text(stdout), err: text(stderr), exitCode: io.exitCode };
}

describe('backline agents list', () => {
  it('prints name, model, source and first line, from any folder of the repository', async () => {
    const { out, exitCode } = await run(['list'], join(folder, 'src'));
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^korean-reviewer +opus +\.claude\/agents\/korean-reviewer\.md \(repaired\)\n {2}Call this agent when server code changes: [^\n]+\n/m,
    );
    expect(out).toMatch(/^\(broken\) +\.claude\/agents\/broken\.md\n {2}.*never run/m);
    expect(out).toMatch(/^plain +\.claude\/agents\/team\/plain\.md\n {2}Plain ␛\[31mred\.\n/m);
    expect(out).toMatch(/^backend-developer-expert +opus +built in\n/m);
    expect(out).not.toContain('\u001b');
  });

  it('sets apart what Backline calls by itself', async () => {
    const { out } = await run(['list']);
    const [agents, roles] = out.split(/^Roles, .*\n/m);
    expect(agents).toMatch(/^backend-developer-expert /m);
    expect(agents).not.toMatch(/^(?:finding-verifier|eval-judge) /m);
    expect(roles).toMatch(/^finding-verifier +inherit +built in, verifier$/m);
    expect(roles).toMatch(/^eval-judge +opus +built in, judge$/m);
    const json = JSON.parse((await run(['list', '--format', 'json'])).out) as {
      agents: { name: string }[];
      roles: object[];
    };
    expect(json.agents.map(({ name }) => name).sort()).toEqual([
      'backend-developer-expert',
      'korean-reviewer',
      'plain',
    ]);
    expect(json.roles).toMatchObject([
      { name: 'eval-judge', role: 'judge' },
      { name: 'finding-verifier', role: 'verifier' },
    ]);
  });

  it('prints JSON for scripts, with our other texts for the model left out', async () => {
    const { out } = await run(['list', '--format', 'json'], tmpdir());
    const { schema, agents, broken } = JSON.parse(out) as {
      schema: string;
      agents: { name: string; source: string; model: string | null; repaired: boolean }[];
      broken: unknown[];
    };
    expect(schema).toBe('backline.agents/1');
    expect(agents).toContainEqual(
      expect.objectContaining({
        name: 'backend-developer-expert',
        source: 'built in',
        model: 'opus',
        repaired: false,
        warnings: [],
      }),
    );
    expect(agents.map(({ name }) => name)).not.toContain('review-instructions');
    expect(broken).toEqual([]);
  });
});

describe('backline agents check', () => {
  it('says ok and repaired, with what to know', async () => {
    const { out, exitCode } = await run([
      'check',
      '.claude/agents/korean-reviewer.md',
      '.claude/agents/team/plain.md',
      join(PACKAGE_ROOT, 'agents/backend-developer-expert.md'),
    ]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^repaired {2}\.claude\/agents\/korean-reviewer\.md \(korean-reviewer\)\n {10}front matter is not strict YAML .+: description$/m,
    );
    expect(out).toMatch(
      /^ok {8}\.claude\/agents\/team\/plain\.md \(plain\)\n {10}unknown key.*"modell"$/m,
    );
    expect(out).toMatch(/^ok {8}\S+backend-developer-expert\.md \(backend-developer-expert\)\n$/m);
  });

  it('goes through all files and ends with 2 when one is broken', async () => {
    const { out, exitCode } = await run([
      'check',
      '.claude/agents/broken.md',
      'none.md',
      'src',
      '.claude/agents/team/plain.md',
    ]);
    expect(exitCode).toBe(2);
    expect(out.match(/^broken {4}\S+: .+$/gm)).toHaveLength(3);
    expect(out).toContain('ok        .claude/agents/team/plain.md');
  });

  it.each([['check'], ['check', '--no-such-flag', 'a.md'], ['list', '--format', 'xml'], ['lst']])(
    'is wrong usage: %s %s',
    async (...args) => {
      const { err, exitCode } = await run(args);
      expect(exitCode).toBe(2);
      expect(err).toMatch(/error: /);
    },
  );

  it('shows an example in the help', async () => {
    const { out, exitCode } = await run(['check', '--help']);
    expect(exitCode).toBe(0);
    expect(out).toContain('Example:\n  backline agents check');
  });
});
