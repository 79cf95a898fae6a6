import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import { UserError } from '../../../src/core/errors.ts';
import {
  hookCommand,
  type HookProgram,
  type ReviewPush,
} from '../../../src/entrypoints/hook/hook-command.ts';
import type { CliIo } from '../../../src/entrypoints/io.ts';
import { cleanGitEnvironment } from '../../support/git-repository.ts';

export interface HookRun {
  code: number;
  stdout: string;
  stderr: string;
}

export interface HookWorld {
  cwd: string;
  stdin?: string | Readable;
  env?: Record<string, string>;
  signal?: AbortSignal;
  program?: HookProgram;
  reviewPush?: ReviewPush;
}

const noReview: ReviewPush = () => Promise.reject(new Error('nothing was to be reviewed'));

/** Runs `backline hook …` in this process; a user's mistake becomes its line and code 2. */
export async function runHook(args: string[], world: HookWorld): Promise<HookRun> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const { stdin = '' } = world;
  const io: CliIo = {
    cwd: world.cwd,
    stdin: typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin,
    stdout: collect(stdout),
    stderr: collect(stderr),
    env: { ...cleanGitEnvironment(), ...world.env },
    signal: world.signal ?? new AbortController().signal,
    exitCode: 0,
  };
  const program = world.program ?? { node: process.execPath, program: import.meta.filename };
  const command = new Command('backline')
    .exitOverride()
    .addCommand(hookCommand(io, world.reviewPush ?? noReview, program));
  try {
    await command.parseAsync(['hook', ...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    stderr.push(`${error.message}\n`);
    io.exitCode = 2;
  }
  return { code: io.exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** A new empty folder, symlinks resolved; its name is hostile to shells where asked for. */
export async function makeFolder(name = ''): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), `backline-test-${name}`)));
}

export async function removeFolders(folders: string[]): Promise<void> {
  for (const folder of folders.splice(0)) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function collect(into: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      into.push(chunk.toString());
      done();
    },
  });
}
