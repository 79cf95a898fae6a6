import { chmod, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { UserError } from '../../core/errors.ts';
import {
  controlSocket,
  type ControlAnswer,
  type ControlRequest,
  type JobCalls,
} from './control-socket.ts';
import type { StoreLog } from './log.ts';

const MOST_BYTES = 64 * 1024;
const PATIENCE_MS = 10_000;

/**
 * Answers the command line's questions about jobs, for as long as this process keeps all others out
 * of the embedded store. Only for who holds the folder's lock: what an earlier server left is taken
 * away. A server does its work without it, so that a failure is logged alone.
 */
export async function openControl(
  dataFolder: string,
  jobs: JobCalls,
  log: StoreLog,
): Promise<{ close(): Promise<void> }> {
  const connections = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    // Who asked may be gone before the answer.
    socket.on('error', () => undefined);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    void readLine(socket).then(async (line) => {
      if (line !== null) socket.end(`${JSON.stringify(await answer(jobs, line, log))}\n`);
    });
  });
  try {
    const path = controlSocket(dataFolder);
    await rm(path, { force: true });
    server.listen(path);
    await once(server, 'listening');
    // The system lets nobody else write to it either, unless this process has an unusual umask.
    await chmod(path, 0o600);
  } catch (error) {
    log.warn({ err: error }, '"backline jobs" can\'t reach this server');
  }
  return {
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

/** Null when the other side left, or sends more than anybody would. */
async function readLine(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      text += piece;
      const end = text.indexOf('\n');
      if (end !== -1) resolve(text.slice(0, end));
      else if (text.length > MOST_BYTES) socket.destroy();
    });
    socket.once('end', () => socket.end());
    socket.once('close', () => resolve(null));
  });
}

async function answer(jobs: JobCalls, line: string, log: StoreLog): Promise<ControlAnswer> {
  try {
    return { value: await perform(jobs, JSON.parse(line) as ControlRequest) };
  } catch (error) {
    if (error instanceof UserError) return { error: error.message, isUser: true };
    log.error({ err: error }, 'a question about jobs could not be answered');
    return { error: String(error), isUser: false };
  }
}

async function perform(jobs: JobCalls, { call, args }: ControlRequest): Promise<unknown> {
  const [first] = args;
  switch (call) {
    case 'listJobs':
      return jobs.listJobs(first as Parameters<JobCalls['listJobs']>[0]);
    case 'showJob':
    case 'retryJob':
    case 'cancelJob':
      return jobs[call](String(first));
    default:
      throw new UserError(`The server doesn't know ${String(call)}: is it of the same version?`);
  }
}
