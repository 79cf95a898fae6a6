/**
 * Holds Backline's diff of the last commits of repositories against what git's objects say:
 * `npm run corpus -- [--commits N] REPO…`. Exits with 1 when anything disagrees.
 */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openRepository } from '../src/adapters/git/repository.ts';
import { openWorkspace } from '../src/adapters/git/workspace.ts';
import { checkCommit, noFigures, type Figures } from './corpus/check-commit.ts';
import { listCommits } from './corpus/git-truth.ts';

/** So many mismatches of a repository are printed; all are counted. */
const SHOWN = 20;

interface Total extends Figures {
  commits: number;
  seconds: number;
}

const { values, positionals } = parseArgs({
  options: { commits: { type: 'string', default: '300' } },
  allowPositionals: true,
});
const most = Number(values.commits);
if (positionals.length === 0 || !Number.isInteger(most) || most < 1) {
  process.stderr.write('usage: npm run corpus -- [--commits N] REPO…\n');
  process.exit(2);
}

const COLUMNS = [
  'commits',
  'files',
  'binary',
  'rows',
  'unverified',
  'lacking',
  'mismatches',
  'seconds',
];
const row = (name: string, cells: (string | number)[]): void =>
  void process.stdout.write(
    `${name.padEnd(36)}${cells.map((cell) => String(cell).padStart(12)).join('')}\n`,
  );

row('repository', COLUMNS);
let mismatches = 0;
for (const folder of positionals) {
  const figures = await checkRepository(resolve(folder));
  mismatches += figures.mismatches.length;
  const { commits, files, binary, rows, unverified, lacking, seconds } = figures;
  row(nameOf(resolve(folder)), [
    commits,
    files,
    binary,
    rows,
    unverified,
    lacking,
    figures.mismatches.length,
    seconds.toFixed(1),
  ]);
  for (const mismatch of figures.mismatches.slice(0, SHOWN))
    process.stdout.write(`  ${mismatch}\n`);
}
process.exitCode = mismatches === 0 ? 0 : 1;

async function checkRepository(folder: string): Promise<Total> {
  const started = performance.now();
  const workspace = await openWorkspace(folder);
  const repository = await openRepository(workspace);
  const figures: Total = { ...noFigures(), commits: 0, seconds: 0 };
  try {
    for (const { commit, parent } of await listCommits(workspace.gitDir, most)) {
      const found = await checkCommit(repository, workspace.gitDir, parent, commit);
      figures.commits++;
      figures.files += found.files;
      figures.binary += found.binary;
      figures.rows += found.rows;
      figures.unverified += found.unverified;
      figures.lacking += found.lacking;
      figures.mismatches.push(...found.mismatches.map((what) => `${commit.slice(0, 12)} ${what}`));
    }
  } finally {
    await repository.close();
  }
  figures.seconds = (performance.now() - started) / 1000;
  return figures;
}

/** The folder's name, without what only says that it is a repository. */
function nameOf(folder: string): string {
  return basename(folder.replace(/\/(?:\.git|repo)$/, '')).replace(/\.git$/, '');
}
