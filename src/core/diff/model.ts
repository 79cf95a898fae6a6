/** Which version of a file a line belongs to: LEFT is the old one, RIGHT the new one (GitHub's words). */
export type Side = 'LEFT' | 'RIGHT';

/** One row of a hunk. `old` and `new` are 1-based line numbers, null on the side that lacks the row. */
export interface DiffLine {
  kind: 'context' | 'add' | 'del';
  old: number | null;
  new: number | null;
  /** The line as UTF-8 text without its `\n`; a CRLF file's `\r` is still there. */
  text: string;
  /** True when the file ends on this row without a line feed. */
  noNewline?: true;
}

/** A hunk as git's header tells it: 1-based starts, counts in lines. */
export interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  /** What git prints behind the second `@@`: usually the surrounding function. */
  section: string;
  lines: DiffLine[];
}

export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed' | 'typechange';

/** One changed file, its identity read from git's raw entries and its rows from the patch. */
export interface ChangedFile {
  path: string;
  /** The old path of a rename. */
  previousPath?: string;
  status: FileStatus;
  /** Git file modes in octal, `000000` where the side does not exist. */
  oldMode: string;
  newMode: string;
  /** Blob ids of both sides; null where the side does not exist or is not known (`--patch`). */
  oldBlob: string | null;
  newBlob: string | null;
  /** True when git shows no text rows because the content is not text. */
  binary: boolean;
  /** True when every row was held against the blobs and agreed. */
  verified: boolean;
  /** Why `verified` is false, for people to read. */
  unverifiedBecause?: string;
  hunks: Hunk[];
}

/** A change between two trees. Ids are full object names. */
export interface Change {
  /** The commit the user or the pull request named as base; null when unknown (`--patch`). */
  base: string | null;
  mergeBase: string | null;
  /** The head commit; null when the new side is the index, the work tree or a bare patch. */
  head: string | null;
  files: ChangedFile[];
}

export const SUBMODULE_MODE = '160000';
/** git's mode of a symbolic link, whose content is the path that it points to. */
export const SYMLINK_MODE = '120000';
