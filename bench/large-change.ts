import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReviewResult } from '../src/core/finding/review-result.ts';
import { startClaude } from '../test/support/claude/server.ts';
import { editLines, randomNumbers, writeLines, writeRepository } from './generate.ts';
import { runOnce, spread, type Run } from './measure.ts';
import { BACKLINE } from './program.ts';
import { printTable } from './table.ts';

const FILES = 10_000;
const CHANGED = 400;
const LINES = 200;
const RUNS = 3;
const LANGUAGES = ['ts', 'go', 'py', 'rb'];

/** A change of 400 files in a repository of 10,000, to a model that reads a little and finds nothing. */
export async function benchLargeChange(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'backline-bench-'));
  try {
    const repository = join(dir, 'repository');
    await writeRepository(repository, generate());
    const runs: Run[] = [];
    const firsts: number[] = [];
    let result: ReviewResult | undefined;
    for (let run = 0; run < RUNS; run++) {
      const { first, figures, review } = await reviewOnce(repository, join(dir, 'review.json'));
      runs.push(figures);
      firsts.push(first);
      result = review;
    }
    if (result === undefined) throw new Error('no run');
    const reviewed = result.coverage.filter(({ status }) => status === 'reviewed').length;
    const {
      requests,
      inputTokens,
      cacheReadTokens,
      cacheWriteTokens,
      cachedShare = 0,
    } = result.usage;
    const sent = inputTokens + cacheReadTokens + cacheWriteTokens;
    printTable(
      'A large change',
      `${CHANGED} changed files of ${LINES} lines in a repository of ${FILES}. The model's stand-in reads two\n` +
        `files in each part and finds nothing. min / median / max of ${RUNS} runs.`,
      [
        {
          what: 'until the first question to the model',
          goal: '1 s',
          figure: `${spread(firsts, (figure) => figure.toFixed(2))} s`,
        },
        {
          what: 'whole review',
          goal: '',
          figure: `${spread(
            runs.map(({ seconds }) => seconds),
            (figure) => figure.toFixed(2),
          )} s`,
        },
        {
          what: 'peak memory',
          goal: '400 MB',
          figure: `${spread(
            runs.map(({ peakBytes }) => peakBytes / 1e6),
            (figure) => figure.toFixed(0),
          )} MB`,
        },
        { what: 'files reviewed', goal: String(CHANGED), figure: String(reviewed) },
        { what: 'requests, tokens sent', goal: '', figure: `${requests}, ${sent}` },
        {
          what: 'read from the cache, after the first request',
          goal: '',
          figure: `${(100 * cachedShare).toFixed(0)} %`,
        },
      ],
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Files over two hundred folders; every twenty-fifth one changes. */
function* generate() {
  const random = randomNumbers(FILES);
  for (let number = 0; number < FILES; number++) {
    const changes = number % (FILES / CHANGED) === 0;
    const before = writeLines(changes ? LINES : 20, random);
    const language = LANGUAGES[Math.floor(number / 50) % LANGUAGES.length];
    const path = `server/part${Math.floor(number / 50)}/service${number}.${language}`;
    yield { path, before, after: changes ? editLines(before, random) : before };
  }
}

async function reviewOnce(
  repository: string,
  output: string,
): Promise<{ first: number; figures: Run; review: ReviewResult }> {
  let first = 0;
  const started = performance.now();
  const claude = await startClaude({
    answer: (_request, { turn, userText }) => {
      if (first === 0) first = (performance.now() - started) / 1000;
      const [path] = /server\/part\d+\/service\d+\.\w+/.exec(userText) ?? [];
      return turn <= 2 && path !== undefined
        ? { toolCalls: [{ name: 'read_file', input: { path, around: 20 * turn } }] }
        : { json: { findings: [], choices: [] } };
    },
  });
  try {
    const figures = await runOnce({
      args: [BACKLINE, 'review', '--base', 'main', '--format', 'json', '--quiet'],
      cwd: repository,
      env: { ANTHROPIC_BASE_URL: claude.url, ANTHROPIC_API_KEY: 'bench' },
      output,
    });
    return { first, figures, review: JSON.parse(readFileSync(output, 'utf8')) as ReviewResult };
  } finally {
    await claude.close();
  }
}
