import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { runGit } from './git.ts';

/*
 * Objects as git keeps them, loose: a process for each would take most of a test's time.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */

type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface GitObject {
  type: ObjectType;
  body: Buffer;
}

/** Puts an object into a repository, unless it is there. @returns its id */
export function writeObject(dir: string, type: ObjectType, body: Buffer): string {
  const bytes = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
  const id = createHash('sha1').update(bytes).digest('hex');
  const file = looseFile(dir, id);
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) return id;
  mkdirSync(dirname(file), { recursive: true });
  // Whoever reads meanwhile finds it whole or not at all.
  writeFileSync(`${file}.new`, deflateSync(bytes, { level: 1 }));
  renameSync(`${file}.new`, file);
  return id;
}

/** Null for what is not there, and for what lies in a pack. */
export function readLoose(dir: string, id: string): GitObject | null {
  let file: Buffer;
  try {
    file = readFileSync(looseFile(dir, id));
  } catch {
    return null;
  }
  const bytes = inflateSync(file);
  const end = bytes.indexOf(0);
  const [type] = bytes.toString('latin1', 0, end).split(' ');
  return { type: type as ObjectType, body: bytes.subarray(end + 1) };
}

/** Reads an object wherever it lies; null when it is not there. */
export async function readObject(dir: string, id: string): Promise<GitObject | null> {
  const loose = readLoose(dir, id);
  if (loose !== null) return loose;
  const { stdout } = await runGit(dir, ['cat-file', '--batch'], { input: `${id}\n` });
  const end = stdout.indexOf('\n');
  const [, type = '', size] = stdout.toString('latin1', 0, end).split(' ');
  if (size === undefined) return null;
  const body = stdout.subarray(end + 1, end + 1 + Number(size));
  return { type: type as ObjectType, body };
}

function looseFile(dir: string, id: string): string {
  return join(dir, 'objects', id.slice(0, 2), id.slice(2));
}
