import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { CliIo } from '../io.ts';

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
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, all);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`--output ${output} can't be written (${code ?? String(error)})`, {
      cause: error,
    });
  }
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
