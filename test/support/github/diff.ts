import { git } from './git.ts';
import type { Limits } from './limits.ts';

export interface ChangedFile {
  sha: string;
  filename: string;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  previousFilename: string | undefined;
  additions: number;
  deletions: number;
  /** From the first `@@`, without the last line's end; absent where git shows no rows. */
  patch: string | undefined;
}

const STATUS: Record<string, ChangedFile['status']> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};
const cache = new Map<string, Promise<ChangedFile[]>>();
const DIFF = ['diff-tree', '-r', '-M', '--no-ext-diff', '--no-textconv', '--no-color'];

/** The files that differ between two commits, as git itself tells, with whole patches. */
export function changedFiles(dir: string, base: string, head: string): Promise<ChangedFile[]> {
  const key = `${dir}\0${base}\0${head}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const files = readChangedFiles(dir, base, head);
  cache.set(key, files);
  return files;
}

/** The same with the patches left out that GitHub leaves out for their size. */
export function withinLimits(file: ChangedFile, limits: Limits): ChangedFile {
  const { patch } = file;
  if (patch === undefined) return file;
  const tooLong = file.additions + file.deletions > limits.patchLines;
  return tooLong || Buffer.byteLength(patch) > limits.patchBytes
    ? { ...file, patch: undefined }
    : file;
}

export async function diffText(dir: string, base: string, head: string): Promise<string> {
  return (await git(dir, [...DIFF, '-p', '--full-index', base, head])).toString('utf8');
}

async function readChangedFiles(dir: string, base: string, head: string): Promise<ChangedFile[]> {
  const args = [...DIFF, '--raw', '-p', '-z', '--full-index', base, head];
  const text = await git(dir, args);
  // An empty field ends the rows, and patches follow.
  const end = text.indexOf('\0\0');
  if (end < 0) return [];
  const sections = patchSections(text.subarray(end + 2));
  const fields = text.toString('utf8', 0, end).split('\0');
  const files: ChangedFile[] = [];
  for (let i = 0; i < fields.length;) {
    const [, , oldSha = '', newSha = '', letters = ''] = (fields[i++] ?? '').split(' ');
    const status = STATUS[letters.charAt(0)];
    if (status === undefined) throw new Error(`git told of an unknown status ${letters}`);
    const first = fields[i++] ?? '';
    const filename = status === 'renamed' ? (fields[i++] ?? '') : first;
    // git shows a change of type as a file removed and a file added.
    const patches =
      status === 'changed' ? [sections.shift(), sections.shift()] : [sections.shift()];
    const patch = patches.filter((one) => one !== undefined && one !== '').join('\n');
    files.push({
      sha: status === 'removed' ? oldSha : newSha,
      filename,
      status,
      previousFilename: status === 'renamed' ? first : undefined,
      ...countRows(patch),
      patch: patch === '' || status === 'changed' ? undefined : patch,
    });
  }
  return files;
}

/** The rows of each file's part of a patch, from its first hunk on. */
function patchSections(text: Buffer): string[] {
  const sections: string[] = [];
  // One byte a character, so that only LF ends a row; each section is decoded whole.
  for (const section of text.toString('latin1').split(/(?<=\n)(?=diff --git )/)) {
    if (section === '') continue;
    const start = section.indexOf('\n@@ ');
    const rows = start < 0 ? '' : section.slice(start + 1).replace(/\n$/, '');
    sections.push(Buffer.from(rows, 'latin1').toString('utf8'));
  }
  return sections;
}

function countRows(patch: string): { additions: number; deletions: number } {
  const rows = patch.split('\n');
  return {
    additions: rows.filter((row) => row.startsWith('+')).length,
    deletions: rows.filter((row) => row.startsWith('-')).length,
  };
}
