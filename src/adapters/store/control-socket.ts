import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Jobs } from '../../ports/store.ts';

/** What people may ask of a server: the calls of `Jobs` that the command line makes. */
export type JobCalls = Pick<Jobs, 'listJobs' | 'showJob' | 'retryJob' | 'cancelJob'>;

/** A line of JSON from the one who asks; Dates are ISO 8601 in both directions. */
export interface ControlRequest {
  call: keyof JobCalls;
  args: unknown[];
}

/** A line of JSON in answer. `isUser`: the message is for people, as a UserError's is. */
export type ControlAnswer = { value: unknown } | { error: string; isUser: boolean };

/** What the address of a socket may have on every system, in bytes, without the closing zero. */
const MOST_BYTES = 103;

/**
 * Where the server that has a data folder listens for its own user: `control.sock` in it, or, since
 * such addresses are short, in a folder of that user's own among the temporary files.
 */
export function controlSocket(dataFolder: string): string {
  const folder = resolve(dataFolder);
  const path = join(folder, 'control.sock');
  if (Buffer.byteLength(path) <= MOST_BYTES) return path;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(ownFolder(), `${name}.sock`);
}

/** Nobody else may have made it, so that nobody else answers in the server's place. */
function ownFolder(): string {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `backline-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const facts = lstatSync(folder);
  if (!facts.isDirectory() || facts.uid !== uid || (facts.mode & 0o077) !== 0) {
    throw new UserError(`${folder} must be a folder of this user's alone: remove it.`);
  }
  return folder;
}
