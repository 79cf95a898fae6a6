import { Readable, Writable } from 'node:stream';
import type { CliIo } from '../../src/entrypoints/io.ts';
import { run } from '../../src/entrypoints/run.ts';
import { cleanGitEnvironment } from './git-repository.ts';

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process, with a world of its own. */
export async function runCli(
  args: string[],
  options: {
    cwd: string;
    env?: Record<string, string>;
    stdin?: string | Uint8Array;
    signal?: AbortSignal;
  },
): Promise<CliRun> {
  const stdout = collector();
  const stderr = collector();
  const io: CliIo = {
    cwd: options.cwd,
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: { ...cleanGitEnvironment(), ...options.env },
    signal: options.signal ?? new AbortController().signal,
    exitCode: 0,
  };
  await run(args, io);
  return { code: io.exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
