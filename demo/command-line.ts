import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { say } from './stage.ts';

export const BIN = fileURLToPath(new URL('../src/entrypoints/bin.ts', import.meta.url));

/** A child that was told to stop along with us (Ctrl-C in a terminal) gets so long, in ms. */
const GRACE = 300;
const PATIENCE = 3_000;

export interface CommandSetting {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Aborted when the demo is to stop. */
  signal: AbortSignal;
}

/**
 * Runs the command line as a user would, on our own stdout and stderr; gives its exit code. Throws when it ends with
 * another exit code than the expected ones, and the signal's reason once that is aborted.
 */
export async function backline(
  args: readonly string[],
  expected: readonly number[],
  { cwd, env, signal }: CommandSetting,
): Promise<number> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const timers: NodeJS.Timeout[] = [];
  const stop = (): void => {
    timers.push(
      setTimeout(() => child.kill('SIGTERM'), GRACE),
      setTimeout(() => child.kill('SIGKILL'), PATIENCE),
    );
  };
  const end = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  process.once('exit', end);
  const [code, killedBy] = (await once(child, 'exit')) as [number | null, string | null];
  process.off('exit', end);
  signal.removeEventListener('abort', stop);
  timers.forEach(clearTimeout);
  signal.throwIfAborted();
  if (code !== null && expected.includes(code)) return code;
  // A command whose reader left ends early; this write then finds the same.
  await say();
  throw new Error(
    `backline ${args[0]} ended with ${killedBy ?? `exit code ${code}`} instead of ${expected.join(' or ')}; what it said stands above`,
  );
}

/**
 * The environment of a command: ours, without what would lead git away from the demo's folder (a
 * hook that starts the demo sets GIT_DIR), and with the stand-in's address when there is one.
 */
export function environment(claudeUrl: string | null): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  if (claudeUrl === null) return Object.fromEntries(kept);
  return {
    ...Object.fromEntries(kept.filter(([name]) => !/^(?:ANTHROPIC|BACKLINE)_/.test(name))),
    ANTHROPIC_API_KEY: 'scripted',
    ANTHROPIC_BASE_URL: claudeUrl,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
}
