import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { BrokerGone, BrokerUnreachable, type Broker } from './broker-client.ts';
import { brokerInUse } from './broker.ts';
import type { Environment } from './environment.ts';
import { spawnGit, type GitProcess, type GitRequest } from './git-process.ts';

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

/** git's last words, bare; what it says before is advice. Empty when it said nothing. */
export function lastWords({ stderr }: Pick<GitError, 'stderr'>): string {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last.replace(/^fatal: /, '');
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
  const child = await startGit(args, options);
  const kill = (): void => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  const stderr = collectText(child);
  // git may end before it has read everything; its exit code tells why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  try {
    for await (const chunk of child.stdout) yield chunk as Buffer;
    const code = await child.ended;
    signal?.throwIfAborted();
    if (code === null || !(options.accept ?? [0]).includes(code)) {
      throw new GitError(commandOf(args), code, stderr());
    }
    return code;
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
  }
}

/**
 * Starts git and leaves the pipes to the caller. Throws a UserError when there is no git program or
 * no folder `cwd`, and the signal's reason when it was aborted by then.
 */
export async function startGit(
  args: string[],
  { cwd, env, signal }: Pick<GitOptions, 'cwd' | 'env' | 'signal'>,
): Promise<GitProcess> {
  signal?.throwIfAborted();
  const request = { args, cwd: resolve(cwd), env };
  try {
    const broker = await brokerInUse();
    signal?.throwIfAborted();
    const child = await startBy(broker, request);
    if (signal?.aborted === true) {
      child.kill('SIGKILL');
      await child.ended;
    }
    signal?.throwIfAborted();
    return child;
  } catch (error) {
    if (error instanceof BrokerGone) throw new GitError(commandOf(args), null, error.message);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (!existsSync(cwd)) throw new UserError(`There is no folder ${cwd}.`);
    throw new UserError('There is no git program: install git (2.31 or later).');
  }
}

async function startBy(broker: Broker | null, request: GitRequest): Promise<GitProcess> {
  if (broker === null) return spawnGit(request);
  try {
    return await broker.start(request);
  } catch (error) {
    if (error instanceof BrokerUnreachable) return spawnGit(request);
    throw error;
  }
}

function collectText(child: GitProcess): () => string {
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
