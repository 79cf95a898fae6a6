import type { ChangedFile } from '../../src/core/diff/model.ts';
import { UserError } from '../../src/core/errors.ts';
import type { Repository } from '../../src/ports/repository.ts';
import { findWrongRow } from './check-rows.ts';
import { listFiles, MissingObjects, readBlobs, type TrueFile } from './git-truth.ts';

/** What was looked at and what disagreed. */
export interface Figures {
  files: number;
  binary: number;
  rows: number;
  /** Files that the product itself does not vouch for; they come without rows. */
  unverified: number;
  /** Changes that neither git nor the product can tell, because objects are missing. */
  lacking: number;
  mismatches: string[];
}

export function noFigures(): Figures {
  return { files: 0, binary: 0, rows: 0, unverified: 0, lacking: 0, mismatches: [] };
}

const STATUS: Record<ChangedFile['status'], string> = {
  added: 'A',
  deleted: 'D',
  modified: 'M',
  renamed: 'R',
  typechange: 'T',
};
const ABSENT_MODE = '000000';
const SUBMODULE_MODE = '160000';

/** Holds the product's diff of two trees against git's entries, counts and objects. */
export async function checkCommit(
  repository: Repository,
  gitDir: string,
  from: string,
  to: string,
): Promise<Figures> {
  const figures: Figures = noFigures();
  const [ours, theirs] = await Promise.all([
    repository.diff(from, to).catch((error: unknown) => refusalOf(error)),
    listFiles(gitDir, from, to).catch((error: unknown) => missingOf(error)),
  ]);
  if (typeof ours === 'string' || theirs === null) {
    if (theirs === null) figures.lacking++;
    if (typeof ours !== 'string') figures.mismatches.push('told, though objects are missing');
    else if (theirs !== null) figures.mismatches.push(`refused: ${ours}`);
    return figures;
  }
  if (ours.length !== theirs.length) {
    figures.mismatches.push(`${ours.length} files, git names ${theirs.length}`);
    return figures;
  }
  const blobs = await readBlobs(gitDir, [...new Set(theirs.flatMap(textObjects))]);
  for (const [index, file] of ours.entries()) {
    const truth = theirs[index];
    if (truth === undefined) break;
    figures.files++;
    if (file.binary) figures.binary++;
    if (!file.verified) figures.unverified++;
    for (const { lines } of file.hunks) figures.rows += lines.length;
    const wrong = findWrongIdentity(file, truth) ?? findWrongContent(file, truth, blobs);
    if (wrong !== null) figures.mismatches.push(`${JSON.stringify(truth.path)}: ${wrong}`);
  }
  return figures;
}

function refusalOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}

function missingOf(error: unknown): null {
  if (error instanceof MissingObjects) return null;
  throw error;
}

function textObjects({ oldMode, newMode, oldOid, newOid, counts }: TrueFile): string[] {
  if (counts === null) return [];
  const isBlob = (mode: string): boolean => mode !== ABSENT_MODE && mode !== SUBMODULE_MODE;
  return [...(isBlob(oldMode) ? [oldOid] : []), ...(isBlob(newMode) ? [newOid] : [])];
}

function findWrongIdentity(file: ChangedFile, truth: TrueFile): string | null {
  const pairs: [string, unknown, unknown][] = [
    ['path', file.path, truth.path],
    ['previous path', file.previousPath, truth.previousPath],
    ['status', STATUS[file.status], truth.status],
    ['old mode', file.oldMode, truth.oldMode],
    ['new mode', file.newMode, truth.newMode],
    ['old blob', file.oldBlob, truth.oldMode === ABSENT_MODE ? null : truth.oldOid],
    ['new blob', file.newBlob, truth.newMode === ABSENT_MODE ? null : truth.newOid],
    ['binary', file.binary, truth.counts === null],
  ];
  const wrong = pairs.find(([, ours, theirs]) => ours !== theirs);
  return wrong === undefined
    ? null
    : `${wrong[0]} ${String(wrong[1])}, git says ${String(wrong[2])}`;
}

function findWrongContent(
  file: ChangedFile,
  truth: TrueFile,
  blobs: ReadonlyMap<string, Buffer>,
): string | null {
  if (truth.counts === null || !file.verified) {
    return file.hunks.length === 0 ? null : 'rows where there should be none';
  }
  const before = contentOf(truth.oldMode, truth.oldOid, blobs);
  const after = contentOf(truth.newMode, truth.newOid, blobs);
  if (truth.status === 'T') {
    // Told as a deletion and a creation, whatever both have in common.
    const gone = file.hunks.filter(({ newLines }) => newLines === 0);
    const come = file.hunks.filter(({ oldLines }) => oldLines === 0);
    const empty = Buffer.alloc(0);
    return findWrongRow(gone, before, empty) ?? findWrongRow(come, empty, after);
  }
  const wrong = findWrongRow(file.hunks, before, after);
  if (wrong !== null) return wrong;
  const rows = file.hunks.flatMap(({ lines }) => lines);
  const added = rows.filter(({ kind }) => kind === 'add').length;
  const deleted = rows.filter(({ kind }) => kind === 'del').length;
  const { counts } = truth;
  return added === counts.added && deleted === counts.deleted
    ? null
    : `+${added} -${deleted} rows, git counts +${counts.added} -${counts.deleted}`;
}

function contentOf(mode: string, oid: string, blobs: ReadonlyMap<string, Buffer>): Buffer {
  if (mode === ABSENT_MODE) return Buffer.alloc(0);
  if (mode === SUBMODULE_MODE) return Buffer.from(`Subproject commit ${oid}\n`);
  const blob = blobs.get(oid);
  if (blob === undefined) throw new Error(`the blob ${oid} was not read`);
  return blob;
}
