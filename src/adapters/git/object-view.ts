import { rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isolatedEnvironment, type Environment } from './environment.ts';
import { formatAlternates } from './object-folders.ts';
import { runGit, streamGit, type GitOptions, type GitResult } from './run-git.ts';
import type { Workspace } from './workspace.ts';

/**
 * A git folder of our own that borrows the objects of the user's repository and has nothing
 * else of it: no configuration, attributes, refs, replacements, remotes or hooks. What git says
 * here depends on the objects alone. New objects are written here and vanish with it.
 */
export interface ObjectView {
  dir: string;
  env: Environment;
  run(args: string[], options?: ViewOptions): Promise<GitResult>;
  stream(args: string[], options?: ViewOptions): AsyncGenerator<Buffer, number>;
  /** Removes the folder. May be called more than once. */
  close(): Promise<void>;
}

type ViewOptions = Omit<GitOptions, 'cwd' | 'env'> & { env?: Environment };

/** Creates the view in the folder for temporary files, without a git process. */
export async function createObjectView(workspace: Workspace): Promise<ObjectView> {
  const dir = await mkdtemp(join(tmpdir(), 'backline-'));
  await Promise.all([
    mkdir(join(dir, 'refs', 'heads'), { recursive: true }),
    mkdir(join(dir, 'objects', 'info'), { recursive: true }),
  ]);
  await Promise.all([
    writeFile(join(dir, 'HEAD'), 'ref: refs/heads/none\n'),
    writeFile(join(dir, 'config'), configOf(workspace)),
    writeFile(
      join(dir, 'objects', 'info', 'alternates'),
      formatAlternates(workspace.objectFolders),
    ),
    // Where a shallow clone's history ends, so that no walk looks for the commits before.
    copyIfPresent(join(workspace.commonDir, 'shallow'), join(dir, 'shallow')),
  ]);
  const env: Environment = { ...isolatedEnvironment(process.env), GIT_DIR: dir };
  const place = (options: ViewOptions = {}): GitOptions => ({
    ...options,
    cwd: dir,
    env: { ...env, ...options.env },
  });
  removeAtExit(dir);
  return {
    dir,
    env,
    run: (args, options) => runGit(args, place(options)),
    stream: (args, options) => streamGit(args, place(options)),
    async close() {
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
      openFolders.delete(dir);
    },
  };
}

async function copyIfPresent(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Folders of this process that are not closed yet. */
const openFolders = new Set<string>();

/** The last resort when the process ends without a close. */
function removeAtExit(dir: string): void {
  if (openFolders.size === 0 && !process.listeners('exit').includes(removeOpenFolders)) {
    process.once('exit', removeOpenFolders);
  }
  openFolders.add(dir);
}

function removeOpenFolders(): void {
  for (const dir of openFolders) rmSync(dir, { recursive: true, force: true });
}

function configOf(workspace: Workspace): string {
  const sha256 = workspace.objectFormat === 'sha256';
  return [
    '[core]',
    `\trepositoryformatversion = ${sha256 ? 1 : 0}`,
    '\tbare = true',
    `\tattributesFile = ${devNull}`,
    '\tlogAllRefUpdates = false',
    '[gc]',
    '\tauto = 0',
    ...(sha256 ? ['[extensions]', '\tobjectFormat = sha256'] : []),
    '',
  ].join('\n');
}
