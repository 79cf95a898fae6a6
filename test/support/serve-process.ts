import { spawn } from 'node:child_process';

/** `backline serve` as a process of its own. */
export interface ServeProcess {
  pid: number;
  /** Where it takes webhooks. */
  webhookUrl: string;
  /** `http://HOST:PORT` */
  url: string;
  log: () => string;
  kill: (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => void;
  /** Resolves once it has said so. */
  said: (text: string) => Promise<void>;
  /** Resolves with its exit code, null when a signal ended it. */
  ended: Promise<number | null>;
}

/**
 * Starts Node with the given arguments and waits until webhooks are taken. Rejects with what it
 * wrote when it ends before.
 */
export async function startServeProcess(
  args: readonly string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<ServeProcess> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'inherit', 'pipe'] });
  // A test that fails must not leave it behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let log = '';
  const waiting = new Set<() => void>();
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    for (const look of waiting) look();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => {
    process.off('exit', kill);
    for (const look of waiting) look();
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const isThere = log.includes(text);
        const isOver = child.exitCode !== null || child.signalCode !== null;
        if (!isThere && !isOver) return;
        waiting.delete(look);
        if (isThere) resolve();
        else reject(new Error(`it ended without ${JSON.stringify(text)}:\n${log}`));
      };
      waiting.add(look);
      look();
    });
  await said(' takes webhooks at ');
  const webhookUrl = / takes webhooks at (\S+)/.exec(log)![1]!;
  return {
    pid: child.pid!,
    webhookUrl,
    url: new URL(webhookUrl).origin,
    log: () => log,
    kill: (signal) => void child.kill(signal),
    said,
    ended,
  };
}
