import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReviewResult } from '../../src/core/finding/review-result.ts';
import type { Answer } from '../support/claude/answer.ts';
import type { AnswerContext } from '../support/claude/context.ts';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { createRepository, type TestRepository } from '../support/git-repository.ts';
import { runCli } from '../support/run-cli.ts';
import { asksForVerdict, reviewAnswer } from '../support/scripted-reviewer.ts';

const NOTHING: Answer = { json: { findings: [], choices: [] } };

let repository: TestRepository;
let claude: ClaudeStandIn;
let answer: (context: AnswerContext) => Answer;

beforeEach(async () => {
  answer = () => NOTHING;
  claude = await startClaude({ answer: (_request, context) => answer(context) });
  repository = await createRepository();
  await repository.write('README.md', 'Orders.\n');
  await repository.commit('Start');
  await repository.git('switch', '-q', '-c', 'feature');
});
afterEach(async () => {
  await claude.close();
  await repository.remove();
});

async function commitServices(count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    await repository.write(
      `src/service${number}.ts`,
      `export const load${number} = (id: string) => db.one(id, ${number});\n`,
    );
  }
  await repository.commit('Add services');
}

async function review(...args: string[]): Promise<ReviewResult> {
  const { stdout, stderr } = await runCli(['review', '--format', 'json', '--quiet', ...args], {
    cwd: repository.dir,
    env: { ANTHROPIC_API_KEY: 'test', ANTHROPIC_BASE_URL: claude.url },
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ReviewResult;
}

const shownPaths = (prompt: string): string[] =>
  [...prompt.matchAll(/^<file path="([^"]+)"/gm)].map(([, path]) => path!);

describe('a change too large for the model', () => {
  it('is cut in two until it fits, and all of it is reviewed', async () => {
    await commitServices(5);
    const asked: string[][] = [];
    let question = '';
    answer = (context) => {
      if (asksForVerdict(context)) return reviewAnswer(context, []);
      const paths = shownPaths(context.userText);
      asked.push(paths);
      question = context.lastUserText;
      if (paths.length > 2) return { stop: 'model_context_window_exceeded' };
      return reviewAnswer(context, [{ path: 'src/service4.ts', row: 'load4' }]);
    };
    const result = await review();
    expect(result.outcome).toBe('findings');
    expect(result.findings).toMatchObject([{ path: 'src/service4.ts', line: 1, anchor: 'line' }]);
    expect(result.coverage.map(({ status }) => status)).toEqual(Array(5).fill('reviewed'));
    const fitting = asked.filter((paths) => paths.length <= 2);
    expect(fitting.flat().sort()).toEqual(asked[0]!.toSorted());
    // Each part is told which files changed besides.
    expect(question).toContain('- src/service0.ts (reviewed in another part)');
  });

  it('is given up with what did fit when a part never does', async () => {
    await commitServices(3);
    answer = (context) =>
      shownPaths(context.userText).includes('src/service1.ts')
        ? { stop: 'model_context_window_exceeded' }
        : NOTHING;
    const result = await review();
    expect(result.outcome).toBe('incomplete');
    expect(result.incomplete?.[0]?.why).toContain("model's window");
    expect(Object.fromEntries(result.coverage.map(({ path, status }) => [path, status]))).toEqual({
      'src/service0.ts': 'reviewed',
      'src/service1.ts': 'failed',
      'src/service2.ts': 'reviewed',
    });
  });
});

describe('the cost limit', () => {
  const reading = (context: AnswerContext): Answer => ({
    toolCalls: [{ name: 'search', input: { pattern: `load${context.turn}` } }],
  });

  it('stops before the request that would pass it', async () => {
    await commitServices(2);
    answer = (context) => (context.turn > 4 ? NOTHING : reading(context));
    const whole = await review();
    expect(whole.usage.requests).toBe(5);
    const limit = whole.usage.costUsd! * 0.97;
    // Another stand-in has nothing in its cache yet.
    await claude.close();
    claude = await startClaude({ answer: (_request, context) => answer(context) });
    const limited = await review('--max-cost', String(limit));
    expect(limited.outcome).toBe('incomplete');
    expect(limited.incomplete?.[0]?.why).toMatch(/cost limit of \$.+ would be passed: \$\d/);
    expect(limited.usage.requests).toBeLessThan(5);
    expect(limited.usage.costUsd).toBeLessThanOrEqual(limit);
  });

  it('that can not be kept is said', async () => {
    await commitServices(1);
    const result = await review('--max-cost', '1', '--model', 'claude-fable-5-2');
    expect(result.usage.costUsd).toBeNull();
    expect(result.notes).toContainEqual(
      "the cost limit of $1 can't be kept: no price is known for claude-fable-5-2",
    );
  });
});

describe('calls that were made before', () => {
  it('are answered from memory, and end the review soon when nothing else comes', async () => {
    await commitServices(1);
    const told: string[] = [];
    answer = (context) => {
      told.push(...context.lastToolResults.map(({ content }) => content), context.lastUserText);
      const input =
        context.turn % 2 ? { pattern: 'load', under: 'src' } : { under: 'src', pattern: 'load' };
      return { toolCalls: [{ name: 'search', input }] };
    };
    const result = await review();
    expect(result.incomplete?.[0]?.why).toContain('calling tools that it had called before');
    expect(result.usage.requests).toBe(5);
    expect(told.filter((text) => text.startsWith('src/service0.ts:1|'))).toHaveLength(1);
    expect(told.filter((text) => text.startsWith('You made this very call before'))).toHaveLength(
      3,
    );
    expect(told.filter((text) => text.includes('used all the tool calls')).length).toBeGreaterThan(
      0,
    );
  });

  it('do not matter among new ones', async () => {
    await commitServices(1);
    answer = (context) =>
      context.turn > 8
        ? NOTHING
        : {
            toolCalls: [
              { name: 'list_files', input: {} },
              { name: 'search', input: { pattern: `x${context.turn}` } },
            ],
          };
    expect((await review()).outcome).toBe('clean');
  });
});

it('sends moved code once, and says so', async () => {
  const body = Array.from({ length: 30 }, (_, at) => `  await step${at}(order, limit);`);
  const whole = (name: string): string =>
    `export async function ${name}() {\n${body.join('\n')}\n}\n`;
  await repository.git('switch', '-q', 'main');
  await repository.write('src/all.ts', `start();\n${whole('place')}end();\n`);
  await repository.commit('Have it in one place');
  await repository.git('switch', '-q', '-C', 'feature');
  await repository.write('src/all.ts', 'start();\nend();\n');
  await repository.write('src/place.ts', `import './x';\n${whole('place')}`);
  await repository.commit('Move it');
  let prompt = '';
  answer = (context) => {
    if (!asksForVerdict(context)) prompt = context.userText;
    return reviewAnswer(context, [{ path: 'src/place.ts', row: 'step7(order, limit)' }]);
  };
  const result = await review('--base', 'main');
  expect(prompt.match(/step7\(/g)).toHaveLength(1);
  expect(prompt).toContain('[lines 2-33, deleted: now src/place.ts lines 2-33]');
  expect(prompt).toContain('[lines 2-33: moved unchanged from src/all.ts lines 2-33]');
  expect(prompt).toContain('- src/all.ts (32 rows)');
  expect(result.notes?.join()).toContain('32 rows that were moved');
  expect(result.findings).toMatchObject([{ path: 'src/place.ts', line: 10, anchor: 'line' }]);
});

it('puts nothing on code that is shown around a change', async () => {
  const lines = Array.from({ length: 30 }, (_, at) => `  step${at}();`);
  await repository.git('switch', '-q', 'main');
  await repository.write('src/run.ts', `export function run() {\n${lines.join('\n')}\n}\n`);
  await repository.commit('Run');
  await repository.git('switch', '-q', '-C', 'feature');
  const changed = lines.with(15, '  step15(true);');
  await repository.write('src/run.ts', `export function run() {\n${changed.join('\n')}\n}\n`);
  await repository.commit('Run it truly');
  answer = (context) => {
    if (asksForVerdict(context)) return reviewAnswer(context, []);
    expect(context.userText).toContain('\n 5|  step3();\n');
    const scripted = reviewAnswer(context, [{ path: 'src/run.ts', row: 'step15(true)' }]);
    const [found] = (scripted.json as { findings: Record<string, unknown>[] }).findings;
    Object.assign(found!, { start_row: '5', end_row: '5', quote: ' 5|  step3();' });
    return scripted;
  };
  const result = await review('--base', 'main');
  expect(result.findings).toMatchObject([{ path: 'src/run.ts', anchor: 'file' }]);
});
