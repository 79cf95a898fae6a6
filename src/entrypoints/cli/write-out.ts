import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { writeProblem } from '../../core/write-problem.ts';
import type { CliIo } from '../io.ts';

/**
 * Looks whether `--output` can be written, before anything is paid for that would be lost then.
 * Throws a UserError.
 */
export async function checkOutput(io: CliIo, output: string | undefined): Promise<void> {
  if (output === undefined) return;
  const path = resolve(io.cwd, output);
  try {
    if (await isDevice(path)) return;
    const temporary = temporaryOf(path);
    await writeFile(temporary, '', { flag: 'wx' });
    await rm(temporary);
  } catch (error) {
    throw cannotWrite(output, error);
  }
}

/** Writes text to stdout, or to a file that is whole or not there at all. */
export async function writeOut(
  io: CliIo,
  output: string | undefined,
  pieces: string | Iterable<string | Uint8Array>,
): Promise<void> {
  const all = typeof pieces === 'string' ? [pieces] : pieces;
  if (output === undefined) {
    for (const piece of all) {
      if (!io.stdout.write(piece)) await drained(io.stdout);
    }
    return;
  }
  const path = resolve(io.cwd, output);
  const temporary = temporaryOf(path);
  try {
    if (await isDevice(path)) return await writeFile(path, all);
    await writeFile(temporary, all);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw cannotWrite(output, error);
  }
}

function temporaryOf(path: string): string {
  return `${path}.${randomUUID()}.tmp`;
}

/** Such as /dev/null or a pipe, which must not be replaced by a file. Throws for a folder. */
async function isDevice(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) {
    throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' });
  }
  return found !== null && !found.isFile();
}

function cannotWrite(output: string, error: unknown): UserError {
  return new UserError(`--output ${output} can't be written: ${writeProblem(error)}`, {
    cause: error,
  });
}

function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      stream.off('drain', settle);
      stream.off('error', settle);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    stream.once('drain', settle);
    stream.once('error', settle);
  });
}
