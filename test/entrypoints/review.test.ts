import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReviewResult } from '../../src/core/finding/review-result.ts';
import type { Answer } from '../support/claude/answer.ts';
import type { AnswerContext } from '../support/claude/context.ts';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { createRepository, type TestRepository } from '../support/git-repository.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';
import { reviewAnswer, type ScriptedFinding } from '../support/scripted-reviewer.ts';

const KEY = 'sk-test-0123456789abcdef';

let repository: TestRepository;
let claude: ClaudeStandIn;
let answer: (context: AnswerContext) => Answer;
let folder: string;

beforeEach(async () => {
  answer = () => ({ json: { findings: [], choices: [] } });
  claude = await startClaude({ apiKey: KEY, answer: (_request, context) => answer(context) });
  folder = await mkdtemp(join(tmpdir(), 'backline-test-'));
  repository = await createRepository();
  await repository.write(
    'src/orders.ts',
    [
      "import { db } from './db';",
      '',
      'export async function find(id: string) {',
      '  assertAllowed(id);',
      '  return db.one("select * from orders where id = $1", [id]);',
      '}',
      '',
    ].join('\n'),
  );
  await repository.write('src/db.ts', 'export const db = connect(process.env.DATABASE_URL);\n');
  await repository.write('web/button.tsx', 'export const Button = () => <button />;\n');
  await repository.commit('Start');
  await repository.git('switch', '-q', '-c', 'feature');
  await repository.write(
    'src/orders.ts',
    [
      "import { db } from './db';",
      '',
      'export async function find(id: string) {',
      '  return db.one(`select * from orders where id = ${id}`);',
      '}',
      '',
    ].join('\n'),
  );
  await repository.write(
    'web/button.tsx',
    'export const Button = () => <button type="button" />;\n',
  );
  await repository.commit('Find orders faster');
});

afterEach(async () => {
  await claude.close();
  await repository.remove();
  await rm(folder, { recursive: true, force: true });
});

function backline(...args: string[]): Promise<CliRun> {
  return runCli(args, {
    cwd: repository.dir,
    env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url, NO_COLOR: '1' },
  });
}

async function reviewJson(...args: string[]): Promise<{ code: number; result: ReviewResult }> {
  const { code, stdout, stderr } = await backline('review', '--format', 'json', ...args);
  if (stdout === '') throw new Error(stderr);
  return { code, result: JSON.parse(stdout) as ReviewResult };
}

const INJECTION: ScriptedFinding = {
  path: 'src/orders.ts',
  row: 'return db.one(`select',
  title: 'The id goes into the SQL text',
  severity: 'critical',
  category: 'security',
  suggestion: '  return db.one("select * from orders where id = $1", [id]);',
};

describe('backline review', () => {
  it('puts a finding on the row it quotes, with a fix that can be applied', async () => {
    answer = (context) => reviewAnswer(context, [INJECTION]);
    const { code, result } = await reviewJson();
    expect(code).toBe(1);
    expect(result).toMatchObject({
      schema: 'backline.review/1',
      outcome: 'findings',
      replayed: false,
      agent: { name: 'backend-developer-expert', source: 'built in', repaired: false },
      coverage: [
        { path: 'src/orders.ts', status: 'reviewed' },
        { path: 'web/button.tsx', status: 'skipped' },
      ],
    });
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]).toMatchObject({
      path: 'src/orders.ts',
      side: 'RIGHT',
      startLine: 4,
      line: 4,
      anchor: 'line',
      severity: 'critical',
      posted: true,
      suggestion: { startLine: 4, line: 4, code: INJECTION.suggestion },
      evidence: [{ verified: true }],
    });
  });

  it('comments on a removed check on the old side', async () => {
    answer = (context) =>
      reviewAnswer(context, [
        { path: 'src/orders.ts', row: 'assertAllowed(id);', deleted: true, severity: 'high' },
      ]);
    const { result } = await reviewJson();
    expect(result.findings[0]).toMatchObject({
      side: 'LEFT',
      startLine: 4,
      line: 4,
      anchor: 'line',
    });
  });

  it('lets the model read the repository at the head, not the work tree', async () => {
    await repository.write('src/db.ts', 'not committed\n');
    const read: string[] = [];
    answer = (context) => {
      if (context.turn > 1) {
        read.push(...context.toolResults.map(({ content }) => content));
        return { json: { findings: [], choices: [] } };
      }
      return {
        toolCalls: [
          { name: 'read_file', input: { path: 'src/db.ts' } },
          { name: 'search', input: { pattern: 'select .* from orders' } },
          { name: 'list_files', input: {} },
          { name: 'show_base', input: { path: 'src/orders.ts', start_line: 4, end_line: 4 } },
          { name: 'read_file', input: { path: '../outside' } },
          { name: 'no_such_tool', input: {} },
        ],
      };
    };
    const { result } = await reviewJson();
    expect(result.outcome).toBe('clean');
    expect(read[0]).toBe('1|export const db = connect(process.env.DATABASE_URL);');
    expect(read[1]).toBe(
      'src/orders.ts:4|  return db.one(`select * from orders where id = ${id}`);',
    );
    expect(read[2]).toBe('src/db.ts\nsrc/orders.ts\nweb/button.tsx');
    expect(read[3]).toContain('4|  assertAllowed(id);');
    expect(read[4]).toContain('There is no file at');
    expect(read[5]).toContain('There is no tool no_such_tool');
  });

  it('asks once more when an answer does not fit, and then says that it is incomplete', async () => {
    let asked = 0;
    answer = () => {
      asked++;
      return { text: '{"findings": [{"path": "src/orders.ts"}], "choices": []}' };
    };
    const { code, result } = await reviewJson();
    expect(asked).toBe(2);
    expect(code).toBe(3);
    expect(result.outcome).toBe('incomplete');
    expect(result.incomplete?.[0]?.why).toContain('does not fit the schema');
    expect(result.coverage[0]).toMatchObject({ path: 'src/orders.ts', status: 'failed' });
  });

  it('takes the repaired answer', async () => {
    answer = (context) =>
      context.turn === 1 ? { text: 'Here you are.' } : reviewAnswer(context, [INJECTION]);
    const { result } = await reviewJson();
    expect(result.findings).toHaveLength(1);
  });

  it('asks again where a finding belongs, with the rows that its quote fits', async () => {
    await repository.write('src/twice.ts', 'run();\nrun();\n');
    await repository.commit('Run twice');
    let asked = '';
    answer = (context) => {
      const finding = { path: 'src/twice.ts', row: 'run();' };
      const first = reviewAnswer(context, [finding]) as { json: { findings: object[] } };
      if (context.turn === 1)
        Object.assign(first.json.findings[0]!, { start_row: 'R7.zz', end_row: 'R7.zz' });
      else asked = context.lastUserText;
      return first;
    };
    const { result } = await reviewJson();
    expect(asked).toMatch(/candidates:\n\+R1\.\w\w\|run\(\);/);
    expect(result.findings[0]).toMatchObject({
      anchor: 'line',
      line: 1,
      anchorReason: 'placed when asked again',
    });
  });

  it.each([
    ['refusal', { stop: 'refusal' as const }, 'refused'],
    ['max_tokens', { text: '{"find', stop: 'max_tokens' as const }, 'cut off'],
    ['context window', { stop: 'model_context_window_exceeded' as const }, "model's window"],
  ])('is incomplete after %s', async (_name, stopped, why) => {
    answer = () => stopped;
    const { code, result } = await reviewJson();
    expect(code).toBe(3);
    expect(result.incomplete?.[0]?.why).toContain(why);
    expect(result.findings).toEqual([]);
  });

  it('ends an endless tool loop', async () => {
    answer = () => ({ toolCalls: [{ name: 'list_files', input: {} }] });
    const { code, result } = await reviewJson();
    expect(code).toBe(3);
    expect(result.incomplete?.[0]?.why).toContain('calling tools');
    expect(claude.requests.filter(({ path }) => path === '/v1/messages').length).toBeLessThan(45);
  });

  it('stops at the cost limit and says so', async () => {
    answer = () => ({ toolCalls: [{ name: 'list_files', input: {} }] });
    const { code, result } = await reviewJson('--max-cost', '0.0001');
    expect(code).toBe(3);
    expect(result.incomplete?.[0]?.why).toContain('cost limit');
    expect(result.usage.requests).toBe(1);
  });

  it('stops at the time limit and says so', async () => {
    claude.faults.next({ hang: true });
    const { code, result } = await reviewJson('--max-time', '0.2');
    expect(code).toBe(3);
    expect(result.incomplete?.[0]?.why).toContain('time limit of 0.2 s');
  });

  it('ends at once on Ctrl-C, with 130 and no result', async () => {
    claude.faults.next({ hang: true });
    const interrupt = new AbortController();
    const running = runCli(['review', '--format', 'json'], {
      cwd: repository.dir,
      env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url },
      signal: interrupt.signal,
    });
    await expect.poll(() => claude.requests.some(({ path }) => path === '/v1/messages')).toBe(true);
    interrupt.abort();
    const { code, stdout, stderr } = await running;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('interrupted');
  });

  it('replays what it recorded, and a changed question is a miss', async () => {
    answer = (context) => reviewAnswer(context, [INJECTION]);
    const recorded = await reviewJson('--record', folder);
    expect((await readdir(folder)).length).toBeGreaterThan(0);
    for (const name of await readdir(folder)) {
      expect(await readFile(join(folder, name), 'utf8')).not.toContain(KEY);
    }
    await claude.close();
    const replayed = await reviewJson('--replay', folder);
    expect(replayed.code).toBe(1);
    expect(replayed.result.replayed).toBe(true);
    expect(replayed.result.findings).toEqual(recorded.result.findings);

    const missed = await reviewJson('--replay', folder, '--instructions', 'look at names');
    expect(missed.code).toBe(3);
    expect(missed.result).toMatchObject({ outcome: 'incomplete', findings: [] });
    expect(missed.result.incomplete?.[0]?.why).toContain('hold no answer');
    claude = await startClaude({ answer: () => ({ text: '' }) });
  });

  it('is skipped when no backend file changed, and asks no model', async () => {
    const { code, result } = await reviewJson('--', 'web');
    expect(code).toBe(0);
    expect(result.outcome).toBe('skipped');
    expect(claude.requests).toEqual([]);
  });

  it('never lets a finding below the choice fail the run', async () => {
    answer = (context) => reviewAnswer(context, [{ ...INJECTION, wouldPost: false }]);
    const { code, result } = await reviewJson();
    expect(code).toBe(0);
    expect(result.outcome).toBe('clean');
    expect(result.findings[0]).toMatchObject({ posted: false });
    expect(result.findings[0]?.notPostedBecause).toContain('score');
  });

  it.each([
    ['critical', 0],
    ['high', 1],
    ['never', 0],
  ])('with --fail-on %s a high finding gives %i', async (failOn, expected) => {
    answer = (context) => reviewAnswer(context, [{ ...INJECTION, severity: 'high' }]);
    const { code } = await reviewJson('--fail-on', failOn);
    expect(code).toBe(expected);
  });

  it('reviews what is staged, what is in the work tree, and a patch', async () => {
    answer = (context) =>
      reviewAnswer(context, [{ path: 'src/db.ts', row: 'export const db = open();' }]);
    await repository.write('src/db.ts', 'export const db = open();\n');
    const worktree = await reviewJson('--worktree');
    expect(worktree.result).toMatchObject({
      head: null,
      findings: [{ line: 1, path: 'src/db.ts' }],
    });
    expect((await reviewJson('--staged')).result.outcome).toBe('skipped');
    await repository.git('add', '-A');
    expect((await reviewJson('--staged')).result.findings).toHaveLength(1);

    const patch = await repository.git('diff', '--cached');
    const { code, stdout } = await runCli(['review', '--patch', '-', '--format', 'json'], {
      cwd: folder,
      stdin: `${patch}\n`,
      env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url },
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ line: 1, anchor: 'line' }] });
  });

  it('masks a secret before anything leaves, and reports it without its value', async () => {
    const secret = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');
    await repository.write('src/client.ts', `export const token = '${secret}';\n`);
    await repository.commit('Add a client');
    let read = '';
    answer = (context) => {
      read = context.toolResults.map(({ content }) => content).join('\n');
      return context.turn === 1
        ? {
            toolCalls: [
              { name: 'read_file', input: { path: 'src/client.ts' } },
              { name: 'search', input: { pattern: secret.slice(0, 12) } },
            ],
          }
        : reviewAnswer(context, [INJECTION]);
    };
    const { code, stdout } = await backline('review', '--format', 'json');
    expect(code).toBe(1);
    expect(read).toContain('[masked: GitHub token');
    expect(JSON.stringify(claude.requests)).not.toContain(secret);
    expect(stdout).not.toContain(secret);
    const result = JSON.parse(stdout) as ReviewResult;
    expect(result.findings.map(({ path, severity }) => [path, severity])).toContainEqual([
      'src/client.ts',
      'critical',
    ]);
    for (const format of ['terminal', 'markdown', 'sarif']) {
      expect((await backline('review', '--format', format)).stdout).not.toContain(secret);
    }
  });

  it('estimates without asking, with a key and without one', async () => {
    const withKey = await backline('review', '--estimate');
    expect(withKey.code).toBe(0);
    expect(withKey.stdout).toContain('1 of 2 changed files would be reviewed');
    expect(withKey.stdout).toMatch(/Cost +\$\d/);
    expect(claude.requests.some(({ path }) => path === '/v1/messages')).toBe(false);

    const without = await runCli(['review', '--estimate', '--format', 'json'], {
      cwd: repository.dir,
    });
    expect(JSON.parse(without.stdout)).toMatchObject({
      schema: 'backline.estimate/1',
      exact: false,
    });
  });
});
