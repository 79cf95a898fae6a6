import type { Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findHooksFolder, type HooksFolder } from '../../adapters/git/hooks-folder.ts';
import { openWorkspace } from '../../adapters/git/workspace.ts';
import { UserError } from '../../core/errors.ts';
import { readHookScript, type HookSettings } from '../../core/push/hook-script.ts';
import type { CliIo } from '../io.ts';

/** The name under which a hook that was there before is kept. */
export const EARLIER_NAME = 'pre-push.before-backline';

/** What lies where git looks for the pre-push hook. */
export interface InstalledHook {
  folder: HooksFolder;
  /** Absolute path of `pre-push`, which may not exist. */
  path: string;
  found:
    | { kind: 'nothing' }
    | { kind: 'other'; content: Buffer; executable: boolean }
    | {
        kind: 'ours';
        content: Buffer;
        executable: boolean;
        edited: boolean;
        settings: HookSettings;
      };
}

/** Looks at the hook of the repository around `io.cwd`. Throws a UserError when git has no place for it. */
export async function inspectHook(io: CliIo): Promise<InstalledHook> {
  const folder = await findHooksFolder(await openWorkspace(io.cwd, io.env), io.env);
  const path = join(folder.path, 'pre-push');
  const stats = await lstatOrNull(path);
  if (stats === null) return { folder, path, found: { kind: 'nothing' } };
  if (stats.isDirectory()) throw new UserError(`${path} is a folder: move it away.`);
  // A symlink is never ours; it may lead nowhere.
  const content = (await readOrNull(path)) ?? Buffer.alloc(0);
  const executable = (stats.mode & 0o111) !== 0;
  const script = readHookScript(content.toString('utf8'));
  if (!script.ours || stats.isSymbolicLink()) {
    return { folder, path, found: { kind: 'other', content, executable } };
  }
  const { edited, settings } = script;
  return { folder, path, found: { kind: 'ours', content, executable, edited, settings } };
}

/** The absolute path of another file in the hooks folder. */
export function besides(hook: InstalledHook, name: string): string {
  return join(hook.folder.path, name);
}

/** Null when there is nothing at that path; a symlink counts, wherever it leads. */
export async function lstatOrNull(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === 'ENOTDIR') {
      throw new UserError(
        `git runs no hooks here: core.hooksPath leads to ${path}, which is in no folder. git config --show-origin core.hooksPath tells where it is set.`,
      );
    }
    throw error;
  }
}

/** Null when there is no such file. */
export async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
