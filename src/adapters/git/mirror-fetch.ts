import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { UserError } from '../../core/errors.ts';
import { FetchError, toFetchError } from './fetch-error.ts';
import { mirrorEnvironment } from './mirror-environment.ts';
import { removeLeftovers } from './mirror-folder.ts';

export interface FetchSource {
  folder: string;
  url: string;
  signal: AbortSignal | undefined;
}

/** Prints what stands in the pipe that the helper inherits, once. */
const HELPER = '!f() { test "$1" != get || cat <&3; }; f';
const GRACE_MS = 2000;

/**
 * Fetches commits at depth 1 into refs that keep them. The token goes to git through a pipe that a
 * credential helper reads: it is in no argument list, environment, file or address, and is shown to
 * the server of `url` alone. Throws a FetchError, or the signal's reason once git is gone.
 */
export async function fetchCommits(
  { folder, url, signal }: FetchSource,
  commits: readonly string[],
  token: string | null,
): Promise<void> {
  signal?.throwIfAborted();
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new FetchError('unauthorized', 'The token holds characters that no token has.');
  }
  const { origin } = checkedUrl(url);
  const helper = token === null ? [] : ['-c', `credential.${origin}.helper=${HELPER}`];
  const refs = commits.map((commit) => `+${commit}:refs/backline/${commit}`);
  const args = ['-c', 'credential.helper=', ...helper, 'fetch', '--quiet', '--depth=1'];
  args.push('--no-tags', '--no-write-fetch-head', '--no-auto-maintenance');
  args.push('--recurse-submodules=no', '--end-of-options', url, ...refs);
  const child = spawn('git', args, {
    cwd: folder,
    env: mirrorEnvironment(folder),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // A group of its own: git's helpers end with it.
    detached: true,
    windowsHide: true,
  });
  handOver(child, token);
  const stderr = collectText(child);
  const kill = killerOf(child);
  signal?.addEventListener('abort', kill.start, { once: true });
  try {
    const code = await exitOf(child);
    if (code === 0) return;
    await removeLeftovers(folder);
    signal?.throwIfAborted();
    throw toFetchError(stderr(), url, token);
  } finally {
    kill.stop();
    signal?.removeEventListener('abort', kill.start);
  }
}

function checkedUrl(url: string): URL {
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') {
    throw new UserError('The address of a repository must not hold credentials.');
  }
  return parsed;
}

function handOver(child: ChildProcess, token: string | null): void {
  const pipe = child.stdio[3] as Duplex;
  // git may end without having asked.
  pipe.on('error', () => undefined);
  pipe.resume();
  pipe.end(token === null ? '' : `username=x-access-token\npassword=${token}\n`);
}

function collectText(child: ChildProcess): () => string {
  let text = '';
  const stream = child.stderr as Readable;
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-20_000);
  });
  return () => text;
}

/** Asks first, so that git takes its lock files along, and then no longer asks. */
function killerOf(child: ChildProcess): { start: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const send = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  return {
    start: () => {
      send('SIGTERM');
      timer = setTimeout(send, GRACE_MS, 'SIGKILL');
    },
    stop: () => clearTimeout(timer),
  };
}

/** Once git and everything it started is gone; null when a signal ended it. */
async function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('close', (code) => resolve(code));
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      reject(
        missing ? new UserError('There is no git program: install git (2.31 or later).') : error,
      );
    });
  });
}
