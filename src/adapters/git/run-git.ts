import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import type { Environment } from './environment.ts';

export interface GitOptions {
  cwd: string;
  env: Environment;
  /** Written to git's stdin, which is closed behind it. */
  input?: string | Uint8Array;
  signal?: AbortSignal;
  /** Exit codes that are no failure; 0 alone unless told otherwise. */
  accept?: number[];
}

export interface GitResult {
  stdout: Buffer;
  code: number;
}

/** git ended with an exit code that was not expected. The message holds its last words. */
export class GitError extends Error {
  override name = 'GitError';
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stderr: string;

  constructor(command: string, code: number | null, stderr: string) {
    const words = stderr.trim() === '' ? 'it said nothing' : stderr.trim();
    super(`git ${command} ended with ${code === null ? 'a signal' : `code ${code}`}: ${words}`);
    this.code = code;
    this.stderr = stderr;
  }
}

/**
 * Runs git to its end. Throws a GitError on an exit code that is not accepted, a UserError when
 * there is no git program, and the signal's reason when it is aborted (git is killed then).
 */
export async function runGit(args: string[], options: GitOptions): Promise<GitResult> {
  const chunks: Buffer[] = [];
  const output = streamGit(args, options);
  let next = await output.next();
  for (; next.done !== true; next = await output.next()) chunks.push(next.value);
  return { stdout: Buffer.concat(chunks), code: next.value };
}

/** Yields git's stdout as it comes and returns the exit code; throws like `runGit`, at the end. */
export async function* streamGit(
  args: string[],
  options: GitOptions,
): AsyncGenerator<Buffer, number> {
  const { signal } = options;
  const child = startGit(args, options);
  const kill = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  const stderr = collectText(child);
  const ended = exitOf(child, options.cwd);
  ended.catch(() => undefined);
  // git may end before it has read everything; its exit code tells why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const code = await ended;
    signal?.throwIfAborted();
    if (code === null || !(options.accept ?? [0]).includes(code)) {
      throw new GitError(commandOf(args), code, stderr());
    }
    return code;
  } finally {
    signal?.removeEventListener('abort', kill);
    if (child.exitCode === null) kill();
  }
}

/** Starts git and leaves the pipes to the caller. */
export function startGit(
  args: string[],
  options: Pick<GitOptions, 'cwd' | 'env' | 'signal'>,
): ChildProcessWithoutNullStreams {
  options.signal?.throwIfAborted();
  return spawn('git', args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

/** The exit code once all pipes are closed, null when a signal ended it. */
export async function exitOf(
  child: ChildProcessWithoutNullStreams,
  cwd: string,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('close', (code) => resolve(code));
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') reject(error);
      else if (existsSync(cwd)) {
        reject(new UserError('There is no git program: install git (2.31 or later).'));
      } else reject(new UserError(`There is no folder ${cwd}.`));
    });
  });
}

function collectText(child: ChildProcessWithoutNullStreams): () => string {
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    // The end matters, and a flood of warnings must not fill the memory.
    text = (text + piece).slice(-20_000);
  });
  return () => text;
}

function commandOf(args: string[]): string {
  return args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c') ?? '';
}
