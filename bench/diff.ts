import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  editLines,
  git,
  randomNumbers,
  writeLines,
  writeRepository,
  type GeneratedFile,
} from './generate.ts';
import { runOnce, spread, type Run } from './measure.ts';
import { BACKLINE } from './program.ts';
import { printTable, type Row } from './table.ts';

const SIZES = [
  { megabytes: 20, runs: 3 },
  { megabytes: 65, runs: 3 },
  { megabytes: 200, runs: 2 },
];
const PARSE_DIFF = join(import.meta.dirname, 'programs', 'parse-diff-alone.ts');
const LANGUAGES = ['ts', 'go', 'py', 'java', 'sql'];
const TAKE_DIFF = join(import.meta.dirname, 'programs', 'take-diff.ts');
/** Lines of one of the few huge files. */
const HUGE_LINES = 60_000;

/**
 * `backline diff` on generated changes of three sizes, and parse-diff alone on the same text, in
 * turn.
 */
export async function benchDiff(): Promise<void> {
  const rows: Row[] = [];
  const perMegabyte: { seconds: number; cpuSeconds: number }[] = [];
  for (const { megabytes, runs } of SIZES) {
    const dir = mkdtempSync(join(tmpdir(), 'backline-bench-'));
    try {
      const measured = await measureSize(dir, megabytes, runs);
      rows.push(...measured.rows);
      perMegabyte.push(measured.perMegabyte);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }
  const growth = (key: 'seconds' | 'cpuSeconds'): string => {
    const all = perMegabyte.map((size) => size[key]);
    return (Math.max(...all) / Math.min(...all)).toFixed(2);
  };
  rows.push({
    what: 'growth: time per MB, slowest size to fastest (processor time)',
    goal: 'near 1 (linear)',
    figure: `${growth('seconds')} (${growth('cpuSeconds')})`,
  });
  printTable(
    'A large diff',
    'parse-diff alone on the text, read from a file; the same change taken from git, parsed and held\n' +
      'row by row against its blobs; and the whole `backline diff --format json`, which also selects\n' +
      'and prints. In turn; min / median / max, and ratios of the best runs. Memory and processor time\n' +
      'are those of the program itself, without the git processes it starts.',
    rows,
  );
}

async function measureSize(
  dir: string,
  megabytes: number,
  runs: number,
): Promise<{ rows: Row[]; perMegabyte: { seconds: number; cpuSeconds: number } }> {
  const repository = join(dir, 'repository');
  const patch = join(dir, 'change.patch');
  await writeRepository(repository, generate(megabytes));
  const output = openSync(patch, 'w');
  await git(repository, ['diff', '--no-ext-diff', '--no-color', '-M', 'main', 'change'], output);
  closeSync(output);
  const size = statSync(patch).size / 1e6;
  const ours: Run[] = [];
  const alone: Run[] = [];
  const taken: Run[] = [];
  for (let run = 0; run < runs; run++) {
    alone.push(await runOnce({ args: [PARSE_DIFF, patch], cwd: dir }));
    taken.push(await runOnce({ args: [TAKE_DIFF, 'main', 'change'], cwd: repository }));
    const args = [BACKLINE, 'diff', '--base', 'main', '--format', 'json'];
    ours.push(await runOnce({ args, cwd: repository }));
  }
  const name = `${size.toFixed(0)} MB`;
  const best = (all: Run[], key: keyof Run): number => Math.min(...all.map((run) => run[key]));
  const ratio = (all: Run[], key: keyof Run): string =>
    `${(best(all, key) / best(alone, key)).toFixed(2)} x`;
  const figures = (all: Run[]): string => {
    const seconds = spread(
      all.map((run) => run.seconds),
      (figure) => figure.toFixed(2),
    );
    return `${seconds} s, ${(best(all, 'peakBytes') / 1e6).toFixed(0)} MB`;
  };
  return {
    rows: [
      { what: `${name}: parse-diff alone`, goal: '', figure: figures(alone) },
      { what: '  taken, parsed and checked', goal: '', figure: figures(taken) },
      { what: '    time against parse-diff', goal: '2 x', figure: ratio(taken, 'seconds') },
      { what: '    processor time', goal: '', figure: ratio(taken, 'cpuSeconds') },
      { what: '    memory against parse-diff', goal: '2 x', figure: ratio(taken, 'peakBytes') },
      { what: '  backline diff, printed as JSON', goal: '', figure: figures(ours) },
      { what: '    time against parse-diff', goal: '2 x', figure: ratio(ours, 'seconds') },
      { what: '    processor time', goal: '', figure: ratio(ours, 'cpuSeconds') },
      { what: '    memory against parse-diff', goal: '2 x', figure: ratio(ours, 'peakBytes') },
    ],
    perMegabyte: {
      seconds: best(ours, 'seconds') / size,
      cpuSeconds: best(ours, 'cpuSeconds') / size,
    },
  };
}

/** Most of the text in files of some hundred lines, a seventh of them new, and a few huge ones. */
function* generate(megabytes: number): Generator<GeneratedFile> {
  const random = randomNumbers(megabytes);
  let left = megabytes * 1e6;
  for (let number = 0; left > 0; number++) {
    const isHuge = number % 1500 === 700;
    const count = isHuge ? HUGE_LINES : 200 + Math.floor(random() * 1000);
    const path = `src/part${number % 40}/${isHuge ? 'table' : 'service'}${number}.${LANGUAGES[number % LANGUAGES.length]}`;
    const before = writeLines(count, random);
    const isNew = number % 7 === 0;
    const after = isNew ? before : editLines(before, random);
    // What the diff shows of it, nearly: a new file's lines, or all but a third, some of them twice.
    left -= before.reduce((sum, line) => sum + line.length + 2, 0) * (isNew ? 0.9 : 1.3);
    yield { path, before: isNew ? null : before, after };
  }
}
