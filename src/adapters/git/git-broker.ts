/**
 * A small process that starts git for a large one: starting a process copies the page tables of
 * whoever starts it. It is told what to start through IPC. For each run three connections come to
 * its socket, which become git's stdin, stdout and stderr: what git reads and writes never passes
 * through here. It ends, and its gits with it, as soon as the other process has gone.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRequest } from './git-process.ts';

/** To the broker. */
export type BrokerOrder = { id: number; start: GitRequest } | { id: number; kill: NodeJS.Signals };

/** From the broker: where it listens, and what becomes of the runs. */
export type BrokerNews =
  | { socket: string }
  | { id: number; pid: number }
  | { id: number; exit: number | null }
  | { id: number; error: { message: string; code: string | undefined } };

interface Run {
  request: GitRequest | null;
  pipes: Socket[];
  child: ChildProcess | null;
}

/** What each connection says first: the run's number (4 bytes), and 0, 1 or 2. */
const HEADER_BYTES = 5;

const runs = new Map<number, Run>();
const folder = mkdtempSync(join(tmpdir(), 'backline-git-'));
const socket = join(folder, 'socket');

process.once('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  for (const { child } of runs.values()) child?.kill('SIGKILL');
  endWhenAlone();
});
// A signal to the whole group is for the other process, whose end is this one's.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => undefined);
process.on('message', obey);

// An end that is answered by itself would shut down what git writes to.
createServer({ allowHalfOpen: true }, identify).listen(socket, () => tell({ socket }));

function identify(pipe: Socket): void {
  let header = Buffer.alloc(0);
  pipe.on('error', () => undefined);
  pipe.on('data', (bytes: Buffer) => {
    header = Buffer.concat([header, bytes]);
    if (header.length < HEADER_BYTES) return;
    // All that follows is git's to read.
    pipe.pause();
    const id = header.readUInt32BE(0);
    const run = runOf(id);
    run.pipes[header.readUInt8(4)] = pipe;
    startWhenComplete(id, run);
  });
}

function obey(order: BrokerOrder): void {
  if ('kill' in order) {
    kill(order);
    return;
  }
  const run = runOf(order.id);
  run.request = order.start;
  startWhenComplete(order.id, run);
}

function kill(order: { id: number; kill: NodeJS.Signals }): void {
  const run = runs.get(order.id);
  if (run === undefined) return;
  if (run.child !== null) {
    run.child.kill(order.kill);
    return;
  }
  // One of its connections has failed.
  runs.delete(order.id);
  for (const pipe of Object.values(run.pipes)) pipe.destroy();
}

function runOf(id: number): Run {
  let run = runs.get(id);
  if (run === undefined) runs.set(id, (run = { request: null, pipes: [], child: null }));
  return run;
}

function startWhenComplete(id: number, run: Run): void {
  const { request, pipes } = run;
  if (request === null || Object.keys(pipes).length < 3) return;
  const { args, cwd, env } = request;
  const fail = ({ message, code }: NodeJS.ErrnoException): void => {
    runs.delete(id);
    tell({ id, error: { message, code } });
  };
  try {
    const child = spawn('git', args, { cwd, env, stdio: pipes, windowsHide: true });
    run.child = child;
    child.once('error', fail);
    child.once('exit', (exit) => {
      runs.delete(id);
      tell({ id, exit });
      endWhenAlone();
    });
    if (child.pid !== undefined) tell({ id, pid: child.pid });
  } catch (error) {
    fail(error as Error);
  }
  // Git has its own; these would keep the connections open after its end.
  for (const pipe of pipes) pipe.destroy();
}

/** Whoever started this may be gone by now: then nobody wants to know. */
function tell(news: BrokerNews): void {
  if (process.connected) process.send?.(news, () => undefined);
}

/** Not before the last git has ended, which otherwise nobody might take leave of. */
function endWhenAlone(): void {
  if (process.connected) return;
  if (![...runs.values()].some(({ child }) => child !== null)) process.exit();
}
