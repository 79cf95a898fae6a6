import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
type Row = [file: string, specifier: string];

/** Plants every row as a file of its own in a copy of the house and lints them all in one run. */
async function lint(rows: Row[]): Promise<Set<number>> {
  const house = await mkdtemp(join(tmpdir(), 'backline-house-'));
  try {
    await copyFile(join(root, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
    await copyFile(join(root, 'tsconfig.json'), join(house, 'tsconfig.json'));
    await symlink(join(root, 'node_modules'), join(house, 'node_modules'));
    for (const [index, [file, specifier]] of rows.entries()) {
      const path = join(house, file.replace('x.ts', `x${index}.ts`));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `import * as planted from '${specifier}';\nexport { planted };\n`);
    }
    const oxlint = join(root, 'node_modules', '.bin', 'oxlint');
    const { stdout } = await run(oxlint, ['--format', 'unix', 'src'], { cwd: house }).catch(
      (error: { stdout: string }) => error,
    );
    const refused = stdout.matchAll(/x(\d+)\.ts:.*no-restricted-imports/g);
    return new Set([...refused].map((match) => Number(match[1])));
  } finally {
    await rm(house, { recursive: true, force: true });
  }
}

const FORBIDDEN: Row[] = [
  ['src/core/diff/x.ts', '../../ports/model.ts'],
  ['src/core/diff/x.ts', '../../review/find.ts'],
  ['src/core/diff/x.ts', '../../adapters/git/run-git.ts'],
  ['src/core/diff/x.ts', '../../entrypoints/wire.ts'],
  ['src/core/diff/x.ts', 'node:fs'],
  ['src/core/diff/x.ts', 'node:child_process'],
  ['src/core/diff/x.ts', '@octokit/rest'],
  ['src/ports/x.ts', '../review/find.ts'],
  ['src/ports/x.ts', '../adapters/git/run-git.ts'],
  ['src/ports/x.ts', 'node:fs'],
  ['src/review/x.ts', '../adapters/git/run-git.ts'],
  ['src/review/x.ts', '../entrypoints/wire.ts'],
  ['src/review/tools/x.ts', '../../adapters/git/run-git.ts'],
  ['src/review/x.ts', 'node:fs/promises'],
  ['src/adapters/git/x.ts', '../anthropic/model.ts'],
  ['src/adapters/git/x.ts', '../../review/find.ts'],
  ['src/adapters/anthropic/x.ts', '../git/run-git.ts'],
  ['src/adapters/anthropic/x.ts', '../../entrypoints/wire.ts'],
  ['src/adapters/github/x.ts', '../git/run-git.ts'],
  ['src/adapters/recording/x.ts', '../anthropic/model.ts'],
  ['src/adapters/prompts/x.ts', '../git/run-git.ts'],
  ['src/adapters/telemetry/x.ts', '../store/jobs.ts'],
  ['src/adapters/telemetry/x.ts', '../../entrypoints/wire.ts'],
  ['src/core/diff/x.ts', 'prom-client'],
  ['src/ports/x.ts', 'prom-client'],
  ['src/review/x.ts', 'prom-client'],
  ['src/entrypoints/cli/x.ts', '../hook/install.ts'],
  ['src/entrypoints/hook/x.ts', '../cli/io.ts'],
  ['src/entrypoints/app/x.ts', '../cli/io.ts'],
];

const ALLOWED: Row[] = [
  ['src/core/diff/x.ts', 'node:crypto'],
  ['src/core/finding/x.ts', '../diff/model.ts'],
  ['src/review/x.ts', '../ports/model.ts'],
  ['src/adapters/git/x.ts', '../../core/diff/model.ts'],
  ['src/adapters/telemetry/x.ts', 'prom-client'],
  ['src/entrypoints/x.ts', '../adapters/git/run-git.ts'],
];

describe('imports run one way', () => {
  let refused: Set<number>;

  beforeAll(async () => {
    refused = await lint([...FORBIDDEN, ...ALLOWED]);
  });

  it.each(FORBIDDEN.map((row, index) => [...row, index] as const))(
    '%s must not import %s',
    (_file, _specifier, index) => expect(refused.has(index)).toBe(true),
  );

  it.each(ALLOWED.map((row, index) => [...row, FORBIDDEN.length + index] as const))(
    '%s may import %s',
    (_file, _specifier, index) => expect(refused.has(index)).toBe(false),
  );
});
