import type { FileStatus } from '../../core/diff/model.ts';
import { decodeBytes } from '../../core/diff/parse-hunks.ts';

/** One entry of `git diff --raw -z`: who the file is, straight from the trees. */
export interface RawEntry {
  oldMode: string;
  newMode: string;
  oldOid: string;
  newOid: string;
  status: FileStatus;
  path: string;
  previousPath?: string;
}

const STATUS: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'typechange',
};

/** Reads raw entries that are NUL-separated, with one character per byte. */
export function parseRawEntries(text: string): RawEntry[] {
  const fields = text.split('\0');
  const entries: RawEntry[] = [];
  for (let at = 0; at < fields.length && fields[at] !== ''; at++) {
    const match = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(fields[at] ?? '');
    const [, oldMode, newMode, oldOid, newOid, letter] = match ?? [];
    const status = STATUS[letter ?? ''];
    const first = fields[++at];
    const second = status === 'renamed' ? fields[++at] : undefined;
    if (
      oldMode === undefined ||
      newMode === undefined ||
      oldOid === undefined ||
      newOid === undefined ||
      status === undefined ||
      first === undefined
    ) {
      throw new Error(`git diff --raw gave an entry that can not be read: ${fields[at - 1]}`);
    }
    entries.push({
      oldMode,
      newMode,
      oldOid,
      newOid,
      status,
      path: decodeBytes(second ?? first),
      ...(second !== undefined && { previousPath: decodeBytes(first) }),
    });
  }
  return entries;
}
