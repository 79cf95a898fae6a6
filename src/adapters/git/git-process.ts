import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

export interface GitRequest {
  args: string[];
  /** Absolute. */
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** A git that was started. */
export interface GitProcess {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Does nothing once git has ended. */
  kill(signal: NodeJS.Signals): void;
  /** The exit code once all pipes are closed, null when a signal ended it. Never rejects. */
  ended: Promise<number | null>;
}

/** Starts git from this process. Rejects with the system's error when it cannot be started. */
export async function spawnGit({ args, cwd, env }: GitRequest): Promise<GitProcess> {
  const child = spawn('git', args, {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await once(child, 'spawn');
  // What is left to fail is a signal that cannot be sent.
  child.on('error', () => undefined);
  const { stdin, stdout, stderr } = child;
  return { stdin, stdout, stderr, kill: (signal) => void child.kill(signal), ended };
}
