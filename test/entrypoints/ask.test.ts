import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../support/claude/answer.ts';
import type { AnswerContext } from '../support/claude/context.ts';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { createRepository, type TestRepository } from '../support/git-repository.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';

const KEY = `ghp_${'a1B2c3D4'.repeat(5).slice(0, 36)}`;
const TEXT = 'Use an index, @dba:\n\n```sql\nCREATE INDEX o ON orders (id);\n```';

let main: TestRepository;
let branch: TestRepository;
let claude: ClaudeStandIn;
let folder: string;
let asked: AnswerContext;
let answer: (context: AnswerContext) => Answer;

beforeAll(async () => {
  claude = await startClaude({
    answer: (_request, context) => {
      asked = context;
      return answer(context);
    },
  });
  folder = await mkdtemp(join(tmpdir(), 'backline-ask-'));
  main = await createRepository();
  await main.write(
    'api/orders.ts',
    `export const all = () =>\n  db.query("select 1");\n// ${KEY}\n`,
  );
  await main.commit('Start');
  branch = await createRepository();
  await branch.write('api/orders.ts', 'export const all = () =>\n  db.query("select 1");\n');
  await branch.commit('Start');
  await branch.git('switch', '-q', '-c', 'feature');
  await branch.write('api/orders.ts', 'export const all = () =>\n  db.query("select 2");\n');
  await branch.write('api/users.ts', 'export const users = 1;\n');
  await branch.write('lock.json', '{}\n');
  await branch.commit('Two');
});

afterAll(async () => {
  await claude.close();
  await main.remove();
  await branch.remove();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  answer = () => ({ text: TEXT });
});

function ask(
  args: string[],
  { cwd = main.dir, stdin, env = {} }: { cwd?: string; stdin?: string; env?: object } = {},
): Promise<CliRun> {
  return runCli(['ask', ...args], {
    cwd,
    ...(stdin === undefined ? {} : { stdin }),
    env: { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: claude.url, ...env },
  });
}

describe('backline ask', () => {
  it('answers about the code on the default branch, where there is no change', async () => {
    const { code, stdout, stderr } = await ask(['Why is this slow?', '--at', 'api/orders.ts:2']);
    expect(code).toBe(0);
    expect(stdout).toBe(`${TEXT}\n`);
    expect(stderr).toMatch(/claude-opus\S*, .* in .* out, \$\d/);
    expect(asked.userText).toContain('<change>\n</change>');
    expect(asked.userText).toContain('>2|  db.query("select 1");');
    expect(asked.userText).toContain('<question>\nWhy is this slow?\n</question>');
    expect(asked.systemText).toContain('Answering a question');
    expect(asked.toolNames).toContain('read_file');
    expect(asked.schema).toBeUndefined();
  });

  it('reads the repository at the head, with its secrets masked, in the question too', async () => {
    answer = ({ toolResults }) =>
      toolResults.length === 0
        ? { toolCalls: [{ name: 'read_file', input: { path: 'api/orders.ts' } }] }
        : { text: 'Seen.' };
    const { stdout } = await ask([`What is ${KEY}?`, '--at', 'api/orders.ts']);
    expect(stdout).toBe('Seen.\n');
    expect(asked.toolResults[0]!.content).toContain('2|  db.query("select 1");');
    expect(JSON.stringify(asked)).not.toContain(KEY);
  });

  it('asks for the language of the question, or the one that is named', async () => {
    answer = () => ({ text: '인덱스를 추가하세요.' });
    const { stdout } = await ask(['이 쿼리가 너무 느린데 최적화해줄 수 있어?']);
    expect(stdout).toBe('인덱스를 추가하세요.\n');
    expect(asked.lastUserText).toContain('Answer the question, in Korean');
    await ask(['Pourquoi est-ce lent ?']);
    expect(asked.lastUserText).toContain('in the language that this person writes');
    await ask(['Why?', '--language', 'ja']);
    expect(asked.lastUserText).toContain('in Japanese');
  });

  it('shows the change of the branch, or a part of it', async () => {
    await ask(['Is this right?'], { cwd: branch.dir });
    expect(asked.userText).toMatch(/\+R2\.\w\w\| {2}db\.query\("select 2"\);/);
    expect(asked.userText).toContain('users.ts');
    await ask(['Is this right?', '--', 'api/orders.ts'], { cwd: branch.dir });
    expect(asked.userText).not.toContain('users.ts');
  });

  it('takes a patch, without any repository', async () => {
    const patch = await branch.git('diff', 'main', '--', 'api/orders.ts');
    await ask(['Is this right?', '--patch', '-'], { cwd: folder, stdin: `${patch}\n` });
    expect(asked.userText).toContain('db.query("select 2");');
    expect(asked.toolNames).toEqual([]);
  });

  it('prints JSON for scripts', async () => {
    const { stdout } = await ask(
      ['Is this right?', '--format', 'json', '--at', 'orders.ts:1-2', '--quiet'],
      { cwd: join(branch.dir, 'api') },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'backline.answer/1',
      head: await branch.git('rev-parse', 'HEAD'),
      agent: { name: 'backend-developer-expert', source: 'built in' },
      outcome: 'answered',
      replayed: false,
      question: 'Is this right?',
      at: { path: 'orders.ts', startLine: 1, line: 2 },
      answer: TEXT,
      usage: { requests: 1 },
    });
  });

  it('writes Markdown that notifies nobody, to a file', async () => {
    const file = join(folder, 'answer.md');
    const { stdout } = await ask(['Why?', '--format', 'markdown', '--output', file]);
    expect(stdout).toBe('');
    const text = await readFile(file, 'utf8');
    expect(text).toContain('```sql\nCREATE INDEX o ON orders (id);\n```');
    expect(text).not.toContain('@dba');
  });

  it('neutralises what a terminal would act on, and leaves code as it is', async () => {
    answer = () => ({ text: 'Look: \u001b[2Jgone\u202e\n\n```go\n\tx()\n```' });
    expect((await ask(['What?'])).stdout).toBe('Look: ␛[2Jgone<U+202E>\n\n```go\n\tx()\n```\n');
  });

  it('replays what it recorded, without a key', async () => {
    const dir = join(folder, 'recorded');
    await ask(['What?', '--record', dir]);
    const env = { ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };
    const { code, stdout } = await ask(['What?', '--replay', dir, '--format', 'json'], { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ replayed: true, answer: TEXT });
    const miss = await ask(['Something else?', '--replay', dir], { env });
    expect(miss).toMatchObject({ code: 3, stdout: '' });
  });

  it('takes another agent and another model', async () => {
    await branch.write('.claude/agents/dba.md', '---\nname: dba\ndescription: x\n---\nYou tune.\n');
    await ask(['Why?', '--agent', 'dba', '--model', 'haiku', '--effort', 'low'], {
      cwd: branch.dir,
    });
    expect(asked.systemText).toMatch(/^You tune\./);
    expect(asked.model).toContain('haiku');
  });

  it("keeps to the operator's models, prices and budget", async () => {
    const file = join(folder, 'operator.yml');
    const env = { BACKLINE_CONFIG: file };
    await writeFile(
      file,
      [
        'allow: { models: [haiku] }',
        'prices: { claude-haiku-5-5: { input: 1000, output: 5000 } }',
        'budget: { per_review_usd: 0.01 }',
      ].join('\n'),
    );
    const { code, stdout, stderr } = await ask(
      ['Why?', '--model', 'opus', '--max-cost', '99', '--format', 'json'],
      { env },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(asked.model).toContain('haiku');
    const answered = JSON.parse(stdout) as { usage: { costUsd: number }; notes: string[] };
    expect(answered.notes.join()).toContain('the operator does not allow claude-opus');
    expect(answered.usage.costUsd).toBeGreaterThan(0.1);
    answer = () => ({ toolCalls: [{ name: 'read_file', input: { path: 'api/orders.ts' } }] });
    const spent = await ask(['Why?', '--max-cost', '99'], { env });
    expect(spent).toMatchObject({ code: 3, stdout: '' });
    expect(spent.stderr).toContain('the cost limit of $0.01 is reached');
    await writeFile(file, 'nonsense: true\n');
    const wrong = await ask(['Why?'], { env });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('nonsense');
  });

  it.each<[string, string[], RegExp]>([
    ['an empty question', [' '], /the question is empty/],
    ['a file that is not there', ['What?', '--at', 'no/file.ts'], /no file no\/file\.ts/],
    ['a line behind the end', ['What?', '--at', 'api/orders.ts:400'], /has \d+ lines/],
    ['line 0', ['What?', '--at', 'api/orders.ts:0'], /counted from 1/],
    ['lines the wrong way round', ['What?', '--at', 'a.ts:9-2'], /before the first/],
    ['a path outside', ['What?', '--at', '../../etc/passwd'], /outside of the repository/],
    ['a base that is not there', ['What?', '--base', 'nowhere'], /nowhere/],
    ['two sides', ['What?', '--staged', '--worktree'], /exclude each other/],
  ])('refuses %s in one line', async (_name, args, words) => {
    const { code, stdout, stderr } = await ask(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });

  it('says why there is no answer', async () => {
    claude.faults.next({ path: '/v1/messages', status: 400 });
    const failed = await ask(['What?']);
    expect(failed).toMatchObject({ code: 3, stdout: '' });
    expect(failed.stderr).toContain('no answer: ');
    claude.faults.next({ path: '/v1/messages', status: 400 });
    const json = await ask(['What?', '--format', 'json']);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      outcome: 'incomplete',
      answer: null,
      incomplete: [{ what: 'the answer' }],
    });
    const keyless = await ask(['What?'], { env: { ANTHROPIC_API_KEY: '' } });
    expect(keyless.code).toBe(2);
  });
});
