import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editLines, randomNumbers, writeLines, writeRepository } from './generate.ts';
import { median, spread, timeOnce, type Program } from './measure.ts';
import { BACKLINE } from './program.ts';
import { printTable, type Row } from './table.ts';

const ROUNDS = 15;

/**
 * How long the command line takes before it is of use, against node doing nothing. The programs
 * run in turn, and each is compared with the `node -e 0` of its own round.
 */
export async function benchStart(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'backline-bench-'));
  try {
    await writeSmallChange(dir);
    const nothing: Program = { args: ['-e', '0'], cwd: dir };
    const programs = [
      { what: 'backline --version', args: ['--version'], goal: 60 },
      { what: 'backline diff', args: ['diff', '--base', 'main'], goal: 150 },
      {
        what: 'backline diff --format json',
        args: ['diff', '--base', 'main', '--format', 'json'],
        goal: 150,
      },
    ].map((program) => ({ ...program, seconds: [] as number[], over: [] as number[] }));
    const idle: number[] = [];
    // The first round fills the caches of the disk and of node, and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      const base = await timeOnce(nothing);
      if (round > 0) idle.push(base);
      for (const { args, seconds, over } of programs) {
        const taken = await timeOnce({ args: [BACKLINE, ...args], cwd: dir });
        if (round === 0) continue;
        seconds.push(taken);
        over.push(taken - base);
      }
    }
    const rows: Row[] = [{ what: 'node -e 0', goal: '', figure: milliseconds(idle) }];
    for (const { what, goal, seconds, over } of programs) {
      rows.push({ what, goal: '', figure: milliseconds(seconds) });
      const best = Math.min(...seconds) - Math.min(...idle);
      rows.push({
        what: '  over node -e 0, median of the pairs (best to best)',
        goal: `${goal} ms`,
        figure: `${(median(over) * 1000).toFixed(0)} ms (${(best * 1000).toFixed(0)} ms)`,
      });
    }
    printTable(
      'Starting up',
      `Wall time of whole processes, ${ROUNDS} rounds in turn; the change has 3 files and some 90 rows.\n` +
        'min / median / max.',
      rows,
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function writeSmallChange(dir: string): Promise<void> {
  const random = randomNumbers(1);
  const files = ['src/orders.ts', 'src/ledger.go', 'db/load.py'].map((path) => {
    const before = writeLines(20, random);
    return { path, before, after: editLines(before, random) };
  });
  await writeRepository(dir, files);
}

function milliseconds(seconds: readonly number[]): string {
  return `${spread(seconds, (figure) => (figure * 1000).toFixed(0))} ms`;
}
