import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerContext } from '../support/claude/context.ts';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { createRepository, type TestRepository } from '../support/git-repository.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';

let repository: TestRepository;
let claude: ClaudeStandIn;
let asked: AnswerContext;
let text: string;

beforeAll(async () => {
  claude = await startClaude({
    answer: (_request, context) => {
      asked = context;
      return { text };
    },
  });
  repository = await createRepository();
  await repository.write('api/orders.ts', 'export const all = () =>\n  db.query("select 1");\n');
  await repository.commit('Start');
});

afterAll(async () => {
  await claude.close();
  await repository.remove();
});

function ask(...args: string[]): Promise<CliRun> {
  return runCli(['ask', ...args], {
    cwd: repository.dir,
    env: { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: claude.url },
  });
}

describe('backline ask', () => {
  it('answers about the code where there is no change, with the place that is meant', async () => {
    text = 'Use an index:\n\n```sql\nCREATE INDEX …\n```';
    const { code, stdout } = await ask('Why is this slow?', '--at', 'api/orders.ts:2');
    expect(code).toBe(0);
    expect(stdout).toBe(`${text}\n`);
    expect(asked.userText).toContain('>2|  db.query("select 1");');
    expect(asked.systemText).toContain('Answering a question');
    expect(asked.toolNames).toContain('read_file');
  });

  it('asks for an answer in the language of the question', async () => {
    text = '인덱스를 추가하세요.';
    await ask('이 쿼리가 너무 느린데 최적화해줄 수 있어?');
    expect(asked.lastUserText).toContain('Korean');
  });

  it('shows the change of the branch', async () => {
    await repository.git('switch', '-q', '-c', 'feature');
    await repository.write('api/orders.ts', 'export const all = () =>\n  db.query("select 2");\n');
    await repository.commit('Two');
    text = 'Yes.';
    const { stdout } = await ask('Is this right?', '--format', 'json');
    expect(asked.userText).toMatch(/\+R2\.\w\w\| {2}db\.query\("select 2"\);/);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'backline.answer/1',
      answer: 'Yes.',
      usage: { requests: 1 },
    });
  });

  it('neutralises what a terminal would act on', async () => {
    text = 'Look: \u001b[2Jgone';
    expect((await ask('What?')).stdout).not.toContain('\u001b');
  });

  it('says what is missing', async () => {
    expect((await ask('What?', '--at', 'no/file.ts')).stderr).toContain('no file no/file.ts');
    expect((await ask('What?', '--at', 'api/orders.ts:0')).code).toBe(2);
    expect((await ask(' ')).code).toBe(2);
    claude.faults.next({ path: '/v1/messages', status: 400 });
    const { code, stdout, stderr } = await ask('What?');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('no answer');
  });
});
