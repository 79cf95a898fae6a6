import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { spread } from './measure.ts';
import { printTable } from './table.ts';
import type { AnchorFigures } from './programs/anchor-findings.ts';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, 'programs', 'anchor-findings.ts');
const RUNS = 5;

/** Finds the rows of 10,000 answered findings in a large change, each run in a process of its own. */
export async function benchAnchor(): Promise<void> {
  const all: AnchorFigures[] = [];
  for (let number = 0; number < RUNS; number++) {
    const { stdout } = await run(process.execPath, [PROGRAM]);
    all.push(JSON.parse(stdout) as AnchorFigures);
  }
  const [first] = all;
  if (first === undefined) throw new Error('no run');
  const seconds = (key: 'indexSeconds' | 'placeSeconds'): string =>
    `${spread(
      all.map((figures) => figures[key]),
      (figure) => figure.toFixed(2),
    )} s`;
  printTable(
    'Anchoring',
    `${first.findings} answers over ${first.files} files with ${first.rows} rows, among them slipped ids, loose\n` +
      `quotes and quotes that stand nowhere. min / median / max of ${RUNS} processes.`,
    [
      { what: 'indexing the change', goal: '', figure: seconds('indexSeconds') },
      { what: 'placing all answers', goal: '', figure: seconds('placeSeconds') },
      { what: 'answers on a line', goal: '', figure: String(first.onLine) },
      {
        what: 'answers on a line with another text than was meant',
        goal: '0',
        figure: String(first.wrong),
      },
      { what: 'answers without a place', goal: '0', figure: String(first.lost) },
    ],
  );
}
