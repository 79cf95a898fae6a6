import { Writable } from 'node:stream';
import { serve, type ServeOptions } from '../../../src/entrypoints/app/serve.ts';
import type { AppServices } from '../../../src/entrypoints/app/services.ts';
import type { CliIo } from '../../../src/entrypoints/io.ts';
import type { Job, Worker } from '../../../src/ports/queue.ts';
import { ownDatabase } from '../../support/shared-postgres.ts';

/** The App as `backline serve` runs it, with a worker of the test's. */
export interface RunningApp {
  /** `http://127.0.0.1:PORT` */
  url: string;
  services: AppServices;
  /** Every job that was started. */
  jobs: Job[];
  /** Resolves when that many were started. */
  started: (count: number) => Promise<Job[]>;
  /** What was written to stderr so far. */
  log: () => string;
  /** As a signal does. */
  stop: () => Promise<void>;
}

export function createIo(
  cwd: string,
  env: Record<string, string>,
): { io: CliIo; stderr: () => string; abort: () => void } {
  const chunks: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  const controller = new AbortController();
  return {
    io: {
      cwd,
      stdin: process.stdin,
      stdout: sink,
      stderr: sink,
      env,
      signal: controller.signal,
      exitCode: 0,
    },
    stderr: () => chunks.join(''),
    abort: () => controller.abort(),
  };
}

export async function startApp(
  env: Record<string, string>,
  { cwd, worker, ...options }: ServeOptions & { cwd: string; worker?: Worker },
): Promise<RunningApp> {
  const database = await ownDatabase();
  const { io, stderr, abort } = createIo(cwd, { ...database.env, ...env });
  const jobs: Job[] = [];
  const waiting = new Set<() => void>();
  const watched: Worker = (job, run) => {
    jobs.push(job);
    for (const look of waiting) look();
    return worker ? worker(job, run) : Promise.resolve();
  };
  let services: AppServices | undefined;
  let ended: Promise<void> = Promise.resolve();
  const url = await new Promise<string>((resolve, reject) => {
    const createWorker = (given: AppServices): Worker => {
      services = given;
      return watched;
    };
    ended = serve(io, createWorker, { pauseMs: 0, ...options, onListening: resolve });
    ended.catch(reject);
  });
  if (!services) throw new Error('no worker was asked for');
  return {
    url,
    services,
    jobs,
    started: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (jobs.length < count) return;
          waiting.delete(look);
          resolve(jobs);
        };
        waiting.add(look);
        look();
      }),
    log: stderr,
    stop: async () => {
      abort();
      await ended;
      await database.drop();
    },
  };
}
