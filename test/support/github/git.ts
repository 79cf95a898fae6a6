import { startGit as start } from '../../../src/adapters/git/run-git.ts';
import type { GitProcess } from '../../../src/adapters/git/git-process.ts';

/** Settings of the machine's user never reach the stand-in's repositories. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    LC_ALL: 'C',
  };
}

export interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** Starts git with the stand-in's environment and what is added to it. */
export function startGit(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<GitProcess> {
  const all = Object.entries({ ...gitEnvironment(), ...env });
  const given = all.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return start([...args], { cwd: process.cwd(), env: Object.fromEntries(given) });
}

/**
 * Runs git without blocking the event loop: client and server often share a process, and a
 * synchronous child would wait for a server that cannot answer.
 */
export async function runGit(
  dir: string,
  args: readonly string[],
  options: { input?: string | Buffer; env?: Record<string, string> } = {},
): Promise<GitResult> {
  const child = await startGit(['-C', dir, ...args], options.env);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => err.push(part));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await child.ended;
  return {
    code: code ?? 1,
    stdout: Buffer.concat(out),
    stderr: Buffer.concat(err).toString('utf8'),
  };
}

/** @throws Error with git's own words when git exits with anything but 0. */
export async function git(
  dir: string,
  args: readonly string[],
  options: { input?: string | Buffer; env?: Record<string, string> } = {},
): Promise<Buffer> {
  const result = await runGit(dir, args, options);
  if (result.code !== 0) {
    throw new Error(`git ${args.join(' ')} failed (${result.code}): ${result.stderr.trim()}`);
  }
  return result.stdout;
}

export async function gitText(dir: string, args: readonly string[]): Promise<string> {
  return (await git(dir, args)).toString('utf8').trim();
}
