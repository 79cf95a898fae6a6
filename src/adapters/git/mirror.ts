import { mkdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FetchError } from './fetch-error.ts';
import { withLock } from './folder-lock.ts';
import { fetchCommits, type FetchSource } from './mirror-fetch.ts';
import {
  countPacks,
  createMirrorFolder,
  isMirrorOf,
  notePacks,
  removeLeftovers,
  touchMirror,
} from './mirror-folder.ts';
import { countUsers, enterMirror, isInUse } from './mirror-users.ts';
import { openRepository, type GitRepository } from './repository.ts';
import { runGit, GitError } from './run-git.ts';
import { mirrorEnvironment } from './mirror-environment.ts';
import type { Workspace } from './workspace.ts';

export interface MirrorOptions {
  /** Where the repository is cloned from, `https://HOST/OWNER/REPO.git`; without credentials. */
  url: string;
  /**
   * Gives a token that may read it, or null for none. `refresh` asks for another than before, after
   * the server has refused that.
   */
  token: (options: { refresh: boolean }) => Promise<string | null>;
  /** Ends whatever goes on; throws its reason. */
  signal?: AbortSignal;
  /** The pause before a fetch that the network broke off is tried again, in milliseconds. */
  retryDelayMs?: number;
}

/** A cache of one repository's objects at some commits. */
export interface Mirror {
  readonly folder: string;
  readonly workspace: Workspace;
  /**
   * Brings these commits with their trees and files here, without their history. What is here
   * already costs no request. Throws a FetchError.
   */
  fetch(commits: readonly string[]): Promise<void>;
  /** A view to read from; whoever opens it closes it. */
  open(): Promise<GitRepository>;
  /** From then on the folder may be evicted. May be called more than once. */
  close(): Promise<void>;
}

/** Tries after the first one, each after a longer pause. */
const MOST_RETRIES = 2;
/** Fetches that a mirror grows by before it is begun anew: each leaves a pack to be searched. */
const MOST_PACKS = 200;
const FULL_ID = /^[0-9a-f]{40}$/;

/**
 * Opens the bare cache of one repository in a folder, which is created when it is missing. It is
 * kept from eviction until it is closed. Fetches are locked against other jobs and processes, and a
 * folder that git can't read is thrown away and fetched anew.
 */
export async function openMirror(place: string, options: MirrorOptions): Promise<Mirror> {
  const folder = resolve(place);
  const { url, signal, retryDelayMs = 1000 } = options;
  const source: FetchSource = { folder, url, signal };
  const workspace = workspaceOf(folder);
  const leave = await withLock(folder, signal, async () => {
    if (!(await isMirrorOf(folder, url)) || (await isOvergrown(folder))) {
      await startAnew(folder, url);
    }
    await touchMirror(folder);
    return enterMirror(folder);
  });

  async function fetchInto(commits: readonly string[]): Promise<void> {
    await removeLeftovers(folder);
    const missing = await missingCommits(folder, commits, signal);
    if (missing.length === 0) return;
    for (let tries = 0; ; tries++) {
      try {
        return await fetchWithToken(missing);
      } catch (error) {
        const broken = error instanceof FetchError && error.kind === 'network';
        if (!broken || tries >= MOST_RETRIES) throw error;
        await pause(retryDelayMs * 3 ** tries * (0.75 + Math.random() / 2), signal);
      }
    }
  }

  async function fetchWithToken(missing: readonly string[]): Promise<void> {
    const token = await options.token({ refresh: false });
    try {
      await fetchCommits(source, missing, token);
    } catch (error) {
      if (!(error instanceof FetchError) || error.kind !== 'unauthorized') throw error;
      const other = await options.token({ refresh: true });
      if (other === token) throw error;
      await fetchCommits(source, missing, other);
    }
  }

  return {
    folder,
    workspace,
    open: () => openRepository(workspace),
    close: leave,
    async fetch(asked) {
      const commits = [...new Set(asked)];
      const wrong = commits.find((commit) => !FULL_ID.test(commit));
      if (wrong !== undefined) throw new Error(`No full commit id: ${JSON.stringify(wrong)}`);
      await withLock(folder, signal, async () => {
        try {
          await fetchInto(commits);
        } catch (error) {
          signal?.throwIfAborted();
          const failed = error instanceof FetchError && error.kind === 'failed';
          if (!failed && !(error instanceof GitError)) throw error;
          // What others read here is not taken from them for what may be the server's fault alone.
          const isShared = failed && (await countUsers(folder)) > 1;
          if (isShared && (await isSound(folder, url, signal))) throw error;
          await startAnew(folder, url);
          await fetchInto(commits);
        }
        await notePacks(folder);
        await touchMirror(folder);
      });
    },
  };
}

/** Moved away first: whoever still reads the old files keeps them open. */
async function startAnew(folder: string, url: string): Promise<void> {
  const old = `${folder}.old-${randomUUID()}`;
  const moved = await rename(folder, old).then(
    () => true,
    () => false,
  );
  await mkdir(folder, { recursive: true });
  await createMirrorFolder(folder, url);
  if (moved) await rm(old, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * The commits that no ref of ours keeps yet. A ref is written once everything it leads to is here,
 * so that it vouches for the trees and files as well. Throws a GitError when git can't read them.
 */
async function missingCommits(
  folder: string,
  commits: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const options = {
    cwd: folder,
    env: mirrorEnvironment(folder),
    ...(signal !== undefined && { signal }),
  };
  const refs = commits.map((commit) => `refs/backline/${commit}`);
  const { stdout } = await runGit(
    ['for-each-ref', '--format=%(objectname) %(tree)', ...refs],
    options,
  );
  const kept = stdout.toString('latin1').split('\n').filter(Boolean);
  const here = new Set(kept.map((line) => line.slice(0, 40)));
  return commits.filter((commit) => !here.has(commit));
}

/** Whether everything that the refs lead to is here. Takes seconds for a large repository. */
async function isSound(
  folder: string,
  url: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!(await isMirrorOf(folder, url))) return false;
  const { code } = await runGit(['fsck', '--connectivity-only', '--no-dangling', '--no-progress'], {
    cwd: folder,
    env: mirrorEnvironment(folder),
    accept: Array.from({ length: 129 }, (_, exitCode) => exitCode),
    ...(signal !== undefined && { signal }),
  });
  return code === 0;
}

async function isOvergrown(folder: string): Promise<boolean> {
  return (await countPacks(folder)) > MOST_PACKS && !(await isInUse(folder));
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}

function workspaceOf(folder: string): Workspace {
  return {
    gitDir: folder,
    commonDir: folder,
    topLevel: null,
    prefix: '',
    bare: true,
    objectFormat: 'sha1',
    indexFile: join(folder, 'index'),
    objectFolders: [join(folder, 'objects')],
    partial: false,
  };
}
