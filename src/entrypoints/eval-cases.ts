import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredCase } from '../adapters/eval-cases/read-cases.ts';
import { buildChange } from '../adapters/git/build-change.ts';
import { isolatedEnvironment } from '../adapters/git/environment.ts';
import { UserError } from '../core/errors.ts';
import { findStray } from '../core/eval/find-stray.ts';
import type { EvalCase } from '../core/eval/eval-case.ts';
import type { OpenCase } from '../review/evaluate.ts';
import { loadConfig } from '../review/load-config.ts';
import type { Overrides } from '../review/settings.ts';
import { settingsOf } from '../review/settings.ts';
import { selectChanged } from '../review/select-changed.ts';
import type { OpenChange } from './cli/open-change.ts';
import type { CliIo } from './io.ts';
import { openChange } from './open-change.ts';

/** Cases as real git repositories in a temporary folder. */
export interface BuiltCases {
  open(evalCase: EvalCase): Promise<OpenCase>;
  remove(): Promise<void>;
}

/**
 * Builds a repository for each case and holds its expectations against its change, so that a
 * broken case is told before anything is paid for. Throws a UserError for one; nothing is left
 * behind then.
 */
export async function buildCases(
  io: CliIo,
  cases: readonly StoredCase[],
  overrides: Overrides,
): Promise<BuiltCases> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'backline-eval-')));
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true, maxRetries: 3 });
  const dirs = new Map<EvalCase, string>();
  try {
    for (const [index, { evalCase, change }] of cases.entries()) {
      const dir = join(root, String(index));
      await mkdir(dir);
      const { name, title, body } = evalCase;
      const stored = change.kind === 'bundle' ? change : { ...change, title, body };
      await buildChange(dir, stored, name, io.signal);
      const open = await openBuilt(io, dir);
      await open.close();
      const stray = findStray(evalCase, open.change);
      if (stray !== null) throw new UserError(`${name}/case.yml: ${stray}`);
      dirs.set(evalCase, dir);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { remove, open: (evalCase) => openCase(io, dirs.get(evalCase)!, evalCase, overrides) };
}

async function openCase(
  io: CliIo,
  dir: string,
  evalCase: EvalCase,
  overrides: Overrides,
): Promise<OpenCase> {
  const open = await openBuilt(io, dir);
  try {
    // As on a pull request: rules and configuration are those of the base.
    const readTrusted = async (path: string): Promise<Uint8Array | null> =>
      (await open.base?.read(path)) ?? null;
    const { config } = await loadConfig({
      read: readTrusted,
      list: async (under) => (await open.base?.list(under)) ?? [],
    });
    const selections = await selectChanged(
      open.change.files,
      { blob: open.blob, attributes: open.base },
      { include: config.include, exclude: config.exclude, allFiles: false },
    );
    const { title, body, language } = evalCase;
    const settings = settingsOf(config, {
      ...(language === undefined ? {} : { language }),
      ...overrides,
    });
    return {
      input: (agent) => ({
        change: open.change,
        head: open.head,
        base: open.base,
        selections,
        description: { title, body },
        agent,
        settings,
        readTrusted,
      }),
      close: () => open.close(),
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** The user's own GIT_DIR and settings belong to another repository. */
function openBuilt(io: CliIo, dir: string): Promise<OpenChange> {
  const own = { ...io, cwd: dir, env: isolatedEnvironment(io.env) };
  return openChange(own, { base: 'base', head: 'head' }, []);
}
