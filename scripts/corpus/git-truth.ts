import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

/** A changed file as git's raw entries tell it, with git's own count of its rows. */
export interface TrueFile {
  /** One letter: A, D, M, R or T. */
  status: string;
  oldMode: string;
  newMode: string;
  oldOid: string;
  newOid: string;
  path: string;
  previousPath: string | undefined;
  /** What `--numstat` counts; null when git holds the file for binary. */
  counts: { added: number; deleted: number } | null;
}

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Nobody's settings or attributes: what the objects say. A bare repository has no others. */
const SETTINGS = ['-c', 'core.bare=true', '-c', `attr.tree=${EMPTY_TREE}`];
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
};
const DIFF = ['diff-tree', '-r', '-z', '--no-abbrev', '-M', '-l4000', '--no-ext-diff'];

/** The repository at hand lacks objects of a change, so that git itself can't tell it. */
export class MissingObjects extends Error {
  override name = 'MissingObjects';
}

/** The newest commits along the first parents, each with the tree it is compared with. */
export async function listCommits(
  gitDir: string,
  most: number,
): Promise<{ commit: string; parent: string }[]> {
  const list = ['rev-list', '--first-parent', '--parents', `-n${most}`, 'HEAD'];
  const text = (await git(gitDir, list)).toString('latin1');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [commit = '', parent = EMPTY_TREE] = line.split(' ');
      return { commit, parent };
    });
}

/** The changed files between two trees in git's order. Throws MissingObjects. */
export async function listFiles(gitDir: string, from: string, to: string): Promise<TrueFile[]> {
  const [raw, numstat] = await Promise.all([
    git(gitDir, [...DIFF, '--raw', from, to]),
    git(gitDir, [...DIFF, '--numstat', '-U3', '--no-textconv', from, to]),
  ]);
  const counts = readCounts(fieldsOf(numstat));
  return readEntries(fieldsOf(raw)).map((entry) => {
    const counted = counts.get(entry.path);
    if (counted === undefined) throw new Error(`git counts no rows of ${entry.path}`);
    return { ...entry, counts: counted };
  });
}

/** The content of objects by id. Throws when one is missing. */
export async function readBlobs(gitDir: string, oids: string[]): Promise<Map<string, Buffer>> {
  const answer = await git(gitDir, ['cat-file', '--batch'], `${oids.join('\n')}\n`);
  const blobs = new Map<string, Buffer>();
  let at = 0;
  for (const oid of oids) {
    const end = answer.indexOf(10, at);
    const header = answer.toString('latin1', at, end);
    const size = Number(header.split(' ')[2]);
    if (!header.startsWith(`${oid} blob `)) throw new Error(`git has no blob: ${header}`);
    blobs.set(oid, answer.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}

function fieldsOf(output: Buffer): string[] {
  return output.toString('utf8').split('\0').slice(0, -1);
}

function readEntries(fields: string[]): Omit<TrueFile, 'counts'>[] {
  const entries: Omit<TrueFile, 'counts'>[] = [];
  for (let at = 0; at < fields.length; at++) {
    const [oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = (fields[at] ?? '')
      .slice(1)
      .split(' ');
    const previousPath = status.startsWith('R') ? fields[++at] : undefined;
    const path = fields[++at] ?? '';
    entries.push({
      status: status.charAt(0),
      oldMode,
      newMode,
      oldOid,
      newOid,
      path,
      previousPath,
    });
  }
  return entries;
}

/** By new path. A rename's line ends without a name, and both names follow. */
function readCounts(fields: string[]): Map<string, TrueFile['counts']> {
  const counts = new Map<string, TrueFile['counts']>();
  for (let at = 0; at < fields.length; at++) {
    const [, added = '', deleted = '', name = ''] =
      /^(\d+|-)\t(\d+|-)\t([^]*)$/.exec(fields[at] ?? '') ?? [];
    const path = name === '' ? (fields[(at += 2)] ?? '') : name;
    counts.set(path, added === '-' ? null : { added: Number(added), deleted: Number(deleted) });
  }
  return counts;
}

async function git(gitDir: string, args: string[], input = ''): Promise<Buffer> {
  const child = spawn('git', [...SETTINGS, `--git-dir=${gitDir}`, ...args], { env: ENVIRONMENT });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  if ((await closed) !== 0) {
    if (stderr.includes('unable to read')) throw new MissingObjects(stderr.trim());
    throw new Error(`git ${args[0]} failed: ${stderr.trim()}`);
  }
  return Buffer.concat(chunks);
}
