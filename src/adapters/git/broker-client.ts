import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers';
import type { BrokerNews, BrokerOrder } from './git-broker.ts';
import type { GitProcess, GitRequest } from './git-process.ts';

export interface Broker {
  /** False once its process has gone, or cannot be reached. */
  readonly isAlive: boolean;
  pid: number;
  /**
   * Starts git. Rejects with the system's error when it cannot be started, with a
   * BrokerUnreachable when it was not, and with a BrokerGone when it is not known whether it was.
   */
  start(request: GitRequest): Promise<GitProcess>;
}

/** The broker ended before it said whether git was started. */
export class BrokerGone extends Error {
  override name = 'BrokerGone';
}

/** Nothing was started: somebody has removed the broker's socket, or it has too much to do. */
export class BrokerUnreachable extends Error {
  override name = 'BrokerUnreachable';
}

interface Run {
  started: (pid: number) => void;
  failed: (error: Error) => void;
  exited: (code: number | null) => void;
}

/** Beside this file, as source and as build. */
const ENTRY = join(
  import.meta.dirname,
  import.meta.url.endsWith('.ts') ? 'git-broker.ts' : 'git-broker.js',
);

/**
 * Starts a broker, which ends with this process and keeps it from ending only while git runs. Its
 * socket lies in a folder of its own in `temporary`.
 */
export async function openBroker(temporary = tmpdir()): Promise<Broker> {
  const child = fork(ENTRY, [], {
    cwd: temporary,
    env: { TMPDIR: temporary },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Out of the reach of the terminal's Ctrl-C: reviews may go on for a while after it.
    detached: true,
  });
  child.unref();
  const runs = new Map<number, Run>();
  let path = '';
  let lastId = 0;
  let isAlive = true;
  let isReachable = true;

  await new Promise<void>((resolve, reject) => {
    child.on('message', (news: BrokerNews) => {
      if ('socket' in news) {
        path = news.socket;
        resolve();
        return;
      }
      const run = runs.get(news.id);
      if ('pid' in news) run?.started(news.pid);
      else if ('error' in news) run?.failed(toError(news.error));
      else run?.exited(news.exit);
    });
    const gone = (): void => {
      if (!isAlive) return;
      isAlive = false;
      reject(new BrokerGone('The process that starts git could not be started.'));
      if (path !== '') rmSync(dirname(path), { recursive: true, force: true });
      for (const run of runs.values()) run.failed(new BrokerGone('It has ended.'));
    };
    child.once('error', gone);
    child.once('exit', gone);
    child.once('disconnect', gone);
  });
  child.channel?.unref();

  const order = (what: BrokerOrder): void => {
    // What fails here is told by the end of the broker.
    if (isAlive) child.send(what, () => undefined);
  };

  function start(request: GitRequest): Promise<GitProcess> {
    const id = (lastId = (lastId + 1) % 2 ** 32);
    const pipes = [0, 1, 2].map((stream) => openPipe(path, id, stream));
    const [stdin, stdout, stderr] = pipes as [Socket, Socket, Socket];
    const closed = pipes.map((pipe) => new Promise((resolve) => pipe.once('close', resolve)));
    return new Promise((resolve, reject) => {
      const ended = Promise.withResolvers<number | null>();
      let startedAs: number | null = null;
      const exited = (code: number | null): void => {
        runs.delete(id);
        if (runs.size === 0) child.channel?.unref();
        // As Node does it for its own children: what nobody reads must not keep a pipe open. Who
        // waits for the start, which may have been told in the same breath, gets to read before.
        setImmediate(() => {
          stdin.destroy();
          stdout.resume();
          stderr.resume();
        });
        void Promise.all(closed).then(() => ended.resolve(code));
      };
      const kill = (signal: NodeJS.Signals): void => {
        if (runs.has(id)) order({ id, kill: signal });
      };
      const failed = (error: Error): void => {
        exited(null);
        if (startedAs !== null) {
          // The pipes close with it.
          killOrphan(startedAs);
          return;
        }
        order({ id, kill: 'SIGKILL' });
        for (const pipe of pipes) pipe.destroy();
        reject(error);
      };
      for (const pipe of pipes) {
        pipe.on('error', (error: NodeJS.ErrnoException) => {
          if (error.syscall !== 'connect') return;
          isReachable = false;
          failed(new BrokerUnreachable(error.message));
        });
      }
      const started = (pid: number): void => {
        startedAs = pid;
        // Only what is read tells that git has closed it.
        stdin.resume();
        resolve({ stdin, stdout, stderr, kill, ended: ended.promise });
      };
      if (runs.size === 0) child.channel?.ref();
      runs.set(id, { started, failed, exited });
      order({ id, start: request });
    });
  }

  return {
    get isAlive() {
      return isAlive && isReachable;
    },
    pid: child.pid!,
    start,
  };
}

/** Nothing may be written behind the header until git has taken the connection over. */
function openPipe(path: string, id: number, stream: number): Socket {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(id, 0);
  header.writeUInt8(stream, 4);
  const pipe = connect({ path });
  if (stream === 0) pipe.write(header);
  else pipe.end(header);
  return pipe;
}

function toError({ message, code }: { message: string; code: string | undefined }): Error {
  return Object.assign(new Error(message), { code });
}

/** A git whose broker has gone: it would go on unseen. */
function killOrphan(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
