import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connectControl } from '../adapters/store/control-client.ts';
import type { JobCalls } from '../adapters/store/control-socket.ts';
import { UserError } from '../core/errors.ts';
import { withDotEnv } from './app/settings.ts';
import type { JobsRequest } from './cli/jobs-command.ts';
import { jobsJson, jobsText, jobText } from './cli/print-jobs.ts';
import type { CliIo } from './io.ts';

/** A server that has just been started or stopped leaves the folder alone within moments. */
const LOCK_WAIT_MS = 2000;

/**
 * `backline jobs`: on Postgres; or on the embedded store, through the server that has it, or without
 * one on the folder itself. `now` is in milliseconds.
 */
export async function jobsLocally(
  io: CliIo,
  request: JobsRequest,
  now: () => number = Date.now,
): Promise<void> {
  const env = withDotEnv(io.env, io.cwd);
  const dataFolder = resolve(io.cwd, env['BACKLINE_DATA'] || '.backline');
  const opened = await open(io, env['DATABASE_URL'], dataFolder);
  if (opened === null) {
    const says = `There is no store in ${dataFolder}: "backline serve" makes it.`;
    if (request.action !== 'list') throw new UserError(says);
    io.stdout.write(request.format === 'json' ? jobsJson([]) : `No jobs. ${says}\n`);
    return;
  }
  try {
    io.stdout.write(await perform(io, request, opened, now));
  } finally {
    await opened.close();
  }
}

interface Opened {
  jobs: JobCalls;
  /** Whether somebody is there who does the jobs; null when that is not known. */
  served: boolean | null;
  close(): Promise<void>;
}

async function open(
  io: CliIo,
  databaseUrl: string | undefined,
  folder: string,
): Promise<Opened | null> {
  const say = (_: object, message: string): void => void io.stderr.write(`backline: ${message}\n`);
  const log = { info: () => undefined, warn: say, error: say };
  if (databaseUrl) {
    const { openStore } = await import('../adapters/store/open-store.ts');
    const store = await openStore({ databaseUrl, folder, tends: false, log });
    return { jobs: store, served: null, close: () => store.close() };
  }
  const served = await reach(folder);
  if (served !== null) return served;
  if (!existsSync(join(folder, 'store', 'postgres'))) return null;
  const { openStore } = await import('../adapters/store/open-store.ts');
  try {
    const store = await openStore({ folder, lockWaitMs: LOCK_WAIT_MS, tends: false, log });
    return { jobs: store, served: false, close: () => store.close() };
  } catch (error) {
    // A server may have started meanwhile.
    const late = error instanceof UserError ? await reach(folder) : null;
    if (late === null) throw error;
    return late;
  }
}

async function reach(folder: string): Promise<Opened | null> {
  const jobs = await connectControl(folder);
  return jobs && { jobs, served: true, close: () => Promise.resolve() };
}

async function perform(
  io: CliIo,
  request: JobsRequest,
  { jobs, served }: Opened,
  now: () => number,
): Promise<string> {
  const isJson = request.format === 'json';
  switch (request.action) {
    case 'list': {
      const { state, repository } = request;
      const filter = {
        ...(state === undefined ? {} : { states: [state] }),
        ...(repository === undefined ? {} : { repository }),
      };
      const listed = await jobs.listJobs(filter);
      if (isJson) return jobsJson(listed);
      return jobsText(listed, { now: now(), width: io.stdout.columns ?? 100, state, repository });
    }
    case 'show': {
      const job = await jobs.showJob(request.id);
      return isJson ? jobsJson([job]) : jobText(job, now());
    }
    case 'retry': {
      const job = await jobs.retryJob(request.id);
      if (isJson) return jobsJson([job]);
      const when = served === false ? 'once "backline serve" runs' : 'as soon as there is room';
      return `${job.id} starts ${when}.\n`;
    }
    case 'cancel': {
      const job = await jobs.cancelJob(request.id);
      if (isJson) return jobsJson([job]);
      const isRunning = job.state === 'running' && served !== false;
      return isRunning ? `${job.id} is being stopped.\n` : `${job.id} is off the list.\n`;
    }
  }
}
