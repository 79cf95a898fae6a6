import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClaude } from '../test/support/claude/server.ts';
import { editLines, randomNumbers, writeLines, writeRepository } from './generate.ts';
import { runOnce, spread, type Run } from './measure.ts';
import { BACKLINE } from './program.ts';
import { printTable, type Row } from './table.ts';

const CHANGES = [
  { what: '1 file', files: 1, lines: 100 },
  { what: '12 files', files: 12, lines: 150 },
  { what: '80 files', files: 80, lines: 200 },
];
const RUNS = 3;
const LANGUAGES = ['ts', 'go', 'py', 'rb'];

interface Usage {
  requests: number;
  inputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

/** A whole `backline review` whose model answers at once that it found nothing. */
export async function benchReview(): Promise<void> {
  const rows: Row[] = [];
  for (const { what, files, lines } of CHANGES) {
    const dir = mkdtempSync(join(tmpdir(), 'backline-bench-'));
    try {
      rows.push(...(await reviewOf(dir, what, files, lines)));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
  printTable(
    'The pipeline of a review',
    'A stand-in for the model answers at once, over HTTP, that it found nothing, so the time is\n' +
      `Backline's own. Tokens are the stand-in's estimate. min / median / max of ${RUNS} runs; the cached\n` +
      'share is that of a first review, with nothing cached before.',
    rows,
  );
}

async function reviewOf(dir: string, what: string, files: number, lines: number): Promise<Row[]> {
  const repository = join(dir, 'repository');
  const output = join(dir, 'review.json');
  const random = randomNumbers(files);
  const changed = Array.from({ length: files }, (_, number) => {
    const before = writeLines(lines, random);
    const path = `server/part${number % 8}/service${number}.${LANGUAGES[number % LANGUAGES.length]}`;
    return { path, before, after: editLines(before, random) };
  });
  await writeRepository(repository, changed);
  // Five of twenty lines are replaced, one goes, two come.
  const changedLines = changed.reduce((sum, { before }) => sum + (before.length / 20) * 8, 0);
  const runs: Run[] = [];
  let usage: Usage | undefined;
  for (let run = 0; run < RUNS; run++) {
    const claude = await startClaude({ answer: () => ({ json: { findings: [], choices: [] } }) });
    try {
      runs.push(
        await runOnce({
          args: [BACKLINE, 'review', '--base', 'main', '--format', 'json', '--quiet'],
          cwd: repository,
          env: { ANTHROPIC_BASE_URL: claude.url, ANTHROPIC_API_KEY: 'bench' },
          output,
        }),
      );
    } finally {
      await claude.close();
    }
    ({ usage } = JSON.parse(readFileSync(output, 'utf8')) as { usage: Usage });
  }
  if (usage === undefined) throw new Error('no run');
  const { requests, inputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const sent = inputTokens + cacheReadTokens + cacheWriteTokens;
  const seconds = spread(
    runs.map((run) => run.seconds),
    (figure) => figure.toFixed(2),
  );
  const share = ((100 * cacheReadTokens) / sent).toFixed(0);
  return [
    { what: `${what}, ${changedLines} changed lines: time`, goal: '', figure: `${seconds} s` },
    { what: '  requests', goal: '', figure: String(requests) },
    {
      what: '  tokens sent, and per changed line',
      goal: '',
      figure: `${sent}, ${(sent / changedLines).toFixed(0)}`,
    },
    { what: '  of them read from the cache', goal: '', figure: `${share} %` },
  ];
}
