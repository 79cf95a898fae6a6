import { rename, rm, rmdir } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import type { CliIo } from '../io.ts';
import { besides, EARLIER_NAME, inspectHook, lstatOrNull } from './hook-file.ts';

/**
 * Removes our hook and brings back the one that was there before. Without our hook nothing is
 * changed. Throws a UserError when it was edited by hand, unless forced.
 */
export async function uninstallHook(io: CliIo, { force }: { force: boolean }): Promise<void> {
  const hook = await inspectHook(io);
  const { found, path } = hook;
  if (found.kind !== 'ours') {
    io.stdout.write(`Not installed, nothing changed: ${path}\n`);
    const kept = besides(hook, EARLIER_NAME);
    if ((await lstatOrNull(kept)) !== null) {
      io.stderr.write(`backline: ${kept} is left from an earlier installation; it never runs.\n`);
    }
    return;
  }
  if (found.edited && !force) {
    throw new UserError(
      `${path} was edited by hand: move your lines elsewhere, or use --force to lose them.`,
    );
  }
  const { earlier, ownFolder } = found.settings;
  const kept = earlier === null ? null : besides(hook, earlier.name);
  if (kept !== null && (await lstatOrNull(kept)) !== null) {
    await rename(kept, path);
    io.stdout.write(`Removed; the hook that was there before is back: ${path}\n`);
    return;
  }
  await rm(path);
  if (ownFolder) await removeIfEmpty(hook.folder.path);
  io.stdout.write(`Removed ${path}\n`);
  if (kept !== null) {
    io.stderr.write(`backline: ${kept}, the hook from before, is gone and can not come back.\n`);
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}
