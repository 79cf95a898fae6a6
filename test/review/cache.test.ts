import { afterAll, beforeAll, expect, test } from 'vitest';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import type { AnswerContext } from '../support/claude/context.ts';
import type { Answer } from '../support/claude/answer.ts';
import { createRepository, type TestRepository } from '../support/git-repository.ts';
import { runCli } from '../support/run-cli.ts';
import { asksForVerdict, reviewAnswer, verdict } from '../support/scripted-reviewer.ts';

const FILES = 40;
const ROUNDS = 8;
/** Services with a finding; of each group some. */
const FLAWED = [0, 1, 5, 11, 2];
/** The change is more than one conversation's worth. */
const GROUPS = 2;

let repository: TestRepository;
let claude: ClaudeStandIn;
let answer: (context: AnswerContext) => Answer;

/** A service of some fifty lines with two methods. */
function service(number: number, timeout: number): string {
  const steps = Array.from(
    { length: 20 },
    (_, step) => `    await this.store.step${step}(order, { timeout: ${timeout + step} });`,
  );
  return [
    `import { Store } from '../store/store${number}';`,
    '',
    `export class Service${number} {`,
    '  constructor(private readonly store: Store) {}',
    '',
    '  async place(order: Order): Promise<void> {',
    ...steps,
    '  }',
    '',
    '  async cancel(order: Order): Promise<void> {',
    ...steps.map((step) => step.replace('step', 'undo')),
    '  }',
    '}',
    '',
  ].join('\n');
}

async function writeServices(timeout: number): Promise<void> {
  for (let number = 0; number < FILES; number++) {
    await repository.write(`src/part${number % 6}/service${number}.ts`, service(number, timeout));
  }
}

beforeAll(async () => {
  claude = await startClaude({ answer: (_request, context) => answer(context) });
  repository = await createRepository();
  await writeServices(100);
  await repository.commit('Start');
  await repository.git('switch', '-q', '-c', 'feature');
  await writeServices(200);
  await repository.commit('Wait longer');
});
afterAll(async () => {
  await claude.close();
  await repository.remove();
});

/** Reads a file a round, then reports; each check of a finding reads one file first. */
function reviewer(rounds: number): (context: AnswerContext) => Answer {
  return (context) => {
    const checking = asksForVerdict(context);
    if (context.turn <= (checking ? 1 : rounds)) {
      const file = (context.turn * 7 + context.call) % FILES;
      const path = `src/part${file % 6}/service${file}.ts`;
      return {
        thinking: 'The callers matter here.',
        toolCalls: [
          { name: 'read_file', input: { path, around: 10 } },
          { name: 'find_references', input: { name: `Service${file}`, path } },
        ],
      };
    }
    if (checking) return verdict();
    return reviewAnswer(
      context,
      FLAWED.map((number) => ({
        path: `src/part${number % 6}/service${number}.ts`,
        row: `step3(order, { timeout: 203 })`,
        title: `The wait of service ${number} is longer than its caller's`,
      })),
    );
  };
}

async function review(): Promise<{ usage: Record<string, number>; outcome: string }> {
  const { stdout, stderr } = await runCli(['review', '--format', 'json', '--quiet'], {
    cwd: repository.dir,
    env: { ANTHROPIC_API_KEY: 'test', ANTHROPIC_BASE_URL: claude.url },
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { usage: Record<string, number>; outcome: string };
}

/** Share of the input tokens that were read from the cache, by what the stand-in billed. */
function cachedShare(from: number): number {
  const usages = claude.requests.flatMap(({ usage }) => usage ?? []).slice(from);
  const read = usages.reduce((sum, usage) => sum + usage.cache_read_input_tokens, 0);
  const all = usages.reduce(
    (sum, usage) =>
      sum + usage.cache_read_input_tokens + usage.cache_creation_input_tokens + usage.input_tokens,
    0,
  );
  return read / all;
}

test('from the second request on four fifths of the input come from the cache', async () => {
  answer = reviewer(ROUNDS);
  const { usage, outcome } = await review();
  expect(outcome).toBe('findings');
  expect(usage['requests']).toBe(GROUPS * (1 + ROUNDS) + 2 * FLAWED.length);
  const share = cachedShare(1);
  expect(share).toBeGreaterThanOrEqual(0.8);
  expect(usage['cachedShare']).toBeCloseTo(share, 5);
  // Each part of the change is written once for the finder and once for the verifier.
  const written = claude.requests.flatMap(({ usage }) => usage?.cache_creation_input_tokens ?? []);
  expect(written.filter((tokens) => tokens > 5_000)).toHaveLength(2 * GROUPS);
});
