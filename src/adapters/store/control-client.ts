import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { UserError } from '../../core/errors.ts';
import type { JobRecord } from '../../ports/store.ts';
import {
  controlSocket,
  type ControlAnswer,
  type ControlRequest,
  type JobCalls,
} from './control-socket.ts';

/** The store answers within moments; a server that hangs should not be waited for. */
const PATIENCE_MS = 30_000;

/**
 * The jobs of the server that runs on a data folder; null when none does. Throws a UserError when
 * the server is another user's.
 */
export async function connectControl(dataFolder: string): Promise<JobCalls | null> {
  const socket = await reach(dataFolder);
  if (socket === null) return null;
  socket.destroy();
  const one = async (call: 'showJob' | 'retryJob' | 'cancelJob', id: string): Promise<JobRecord> =>
    toRecord((await ask(dataFolder, { call, args: [id] })) as JobRecord);
  return {
    async listJobs(filter = {}) {
      const listed = await ask(dataFolder, { call: 'listJobs', args: [filter] });
      return (listed as JobRecord[]).map(toRecord);
    },
    showJob: (id) => one('showJob', id),
    retryJob: (id) => one('retryJob', id),
    cancelJob: (id) => one('cancelJob', id),
  };
}

async function reach(dataFolder: string): Promise<Socket | null> {
  const socket = connect({ path: controlSocket(dataFolder) });
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') {
      throw new UserError(`The server on ${dataFolder} is another user's: run this as that user.`);
    }
    // No socket, one that a killed server left, or no folder at all.
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return null;
    throw error;
  }
}

async function ask(dataFolder: string, request: ControlRequest): Promise<unknown> {
  const socket = await reach(dataFolder);
  if (socket === null) throw new UserError('The server has just stopped: try again.');
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.write(`${JSON.stringify(request)}\n`);
  const said = await text(socket).catch(() => '');
  // The server was stopped, or died, before it had answered.
  if (!said.endsWith('\n')) throw new UserError('The server gave no answer: try again.');
  const answer = JSON.parse(said) as ControlAnswer;
  if ('value' in answer) return answer.value;
  throw answer.isUser
    ? new UserError(answer.error)
    : new UserError(`The server failed, its log says more: ${answer.error}`);
}

/** Dates have become text on their way. */
function toRecord({ createdAt, startAfter, startedAt, ...job }: JobRecord): JobRecord {
  return {
    ...job,
    createdAt: new Date(createdAt),
    startAfter: new Date(startAfter),
    startedAt: startedAt === null ? null : new Date(startedAt),
  };
}
