import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../../core/errors.ts';
import {
  formatHookScript,
  shellToKeepName,
  type EarlierHook,
} from '../../core/push/hook-script.ts';
import type { CliIo } from '../io.ts';
import type { HookProgram } from './hook-command.ts';
import {
  besides,
  EARLIER_NAME,
  inspectHook,
  lstatOrNull,
  readOrNull,
  type InstalledHook,
} from './hook-file.ts';

export interface InstallOptions {
  strict: boolean;
  maxTime: number;
  /** Replace a hook of ours that was edited by hand. */
  force: boolean;
}

/**
 * Installs the pre-push hook, or brings it up to date; a hook of others is kept and chained.
 * Throws a UserError where that would lose somebody's lines.
 */
export async function installHook(
  io: CliIo,
  program: HookProgram,
  { strict, maxTime, force }: InstallOptions,
): Promise<void> {
  const hook = await inspectHook(io);
  const { found, path } = hook;
  const tell = (text: string): void => void io.stdout.write(`${text}\n`);
  const write = async (earlier: EarlierHook | null, ownFolder: boolean): Promise<boolean> => {
    const text = formatHookScript({ ...program, strict, maxTime, earlier, ownFolder });
    if (found.kind === 'ours' && found.executable && found.content.equals(Buffer.from(text))) {
      return false;
    }
    await replace(path, text);
    return true;
  };

  if (found.kind === 'ours') {
    if (found.edited && !force) {
      throw new UserError(
        `${path} was edited by hand: move your lines elsewhere, or use --force to lose them.`,
      );
    }
    const changed = await write(found.settings.earlier, found.settings.ownFolder);
    tell(changed ? `Updated ${path}` : `Installed already, nothing changed: ${path}`);
  } else if (found.kind === 'nothing') {
    await refuseLeftover(hook);
    await write(null, await createFolder(hook));
    tell(`Installed ${path}`);
  } else {
    const earlier = await keepEarlier(hook, found.content);
    try {
      await write(earlier, false);
    } catch (error) {
      if ((await lstatOrNull(path)) === null) await rename(besides(hook, earlier.name), path);
      throw error;
    }
    tell(`Installed ${path}`);
    tell(`The hook that was there runs first; it is now ${EARLIER_NAME} in the same folder.`);
    if (!found.executable) {
      tell('It is not executable, so git did not run it, and it still does not run.');
    }
  }
  for (const text of await notices(hook)) io.stderr.write(`backline: ${text}\n`);
}

/** Gives the hook its new name. */
async function keepEarlier(hook: InstalledHook, content: Buffer): Promise<EarlierHook> {
  const kept = besides(hook, EARLIER_NAME);
  // A hook manager that wrote its hook anew over ours left the one we kept: the same file.
  const same = (await readOrNull(kept))?.equals(content) === true;
  if (!same) {
    await refuseLeftover(hook);
    await rename(hook.path, kept);
  }
  return { name: EARLIER_NAME, shell: shellToKeepName(content.toString('utf8')) };
}

async function refuseLeftover(hook: InstalledHook): Promise<void> {
  const kept = besides(hook, EARLIER_NAME);
  if ((await lstatOrNull(kept)) === null) return;
  throw new UserError(
    `${kept} is left from an earlier installation: delete it, or rename it to pre-push to have it run, then install again.`,
  );
}

/** True when the folder had to be made. */
async function createFolder({ folder }: InstalledHook): Promise<boolean> {
  try {
    await mkdir(folder.path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT') throw error;
    throw new UserError(
      `core.hooksPath leads to ${folder.path}, and not even the folder around it exists: create it, or unset core.hooksPath.`,
    );
  }
}

async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text);
    await chmod(draft, 0o755);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** What is special about a folder that is not the repository's own. */
async function notices(hook: InstalledHook): Promise<string[]> {
  const { path, configured, place } = hook.folder;
  if (place === 'repository') return [];
  const setting = `core.hooksPath is ${configured ?? path}`;
  if (place === 'outside') {
    return [
      `${setting}, outside this repository: each repository that uses it now runs this hook.`,
    ];
  }
  if (place === 'tracked') {
    return [
      `${setting}, a folder that is committed: don't commit this hook, it names paths of this machine. For everybody, put this line into the committed hook instead: npx backline hook run pre-push "$@"`,
    ];
  }
  const husky = basename(path) === '_' && (await lstatOrNull(besides(hook, 'h'))) !== null;
  if (husky) {
    return [
      `${setting}, which husky writes anew on each npm install. To stay, uninstall this hook and put this line into .husky/pre-push: npx backline hook run pre-push "$@"`,
    ];
  }
  return [`${setting}, in the work tree: other clones and work trees don't run this hook.`];
}
