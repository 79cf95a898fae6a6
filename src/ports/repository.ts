import type { ChangedFile } from '../core/diff/model.ts';

/** One entry of a tree: a file (or symlink, or submodule), its path relative to the root. */
export interface TreeEntry {
  path: string;
  mode: string;
  oid: string;
}

/** One line found by a search. `line` is 1-based. */
export interface SearchMatch {
  path: string;
  line: number;
  text: string;
}

export interface SearchOptions {
  /** Git pathspec-free glob or folder prefixes to look below; none means the whole tree. */
  under?: string[];
  ignoreCase?: boolean;
  /** Most matches to return. */
  limit: number;
  signal?: AbortSignal;
}

/**
 * The repository at one tree: git objects alone, never a work tree, never a symlink's target.
 * Paths are relative to the root of the repository, with `/`.
 */
export interface Snapshot {
  /** The tree or commit id this reads. */
  readonly id: string;
  /** The file's bytes, null when there is no regular file at that path. */
  read(path: string): Promise<Uint8Array | null>;
  /** All entries of the tree, or those below a folder. Submodules and symlinks are listed by mode. */
  list(under?: string): Promise<TreeEntry[]>;
  /**
   * Lines that match an extended regular expression (POSIX ERE, as `git grep -E`), in path order.
   * Throws a UserError when the pattern can't be compiled.
   */
  search(
    pattern: string,
    options: SearchOptions,
  ): Promise<{ matches: SearchMatch[]; truncated: boolean }>;
  /**
   * Git attributes of paths, read from this tree's own .gitattributes files.
   * The value is git's: `set`, `unset`, `unspecified` or the text given.
   */
  attributes(paths: string[], names: string[]): Promise<Map<string, Record<string, string>>>;
}

/** Read access to a repository's objects. */
export interface Repository {
  /** A view of the tree that a commit, tree or tag id names. Throws a UserError if there is none. */
  at(treeish: string): Promise<Snapshot>;
  /** A blob's bytes by object id. Throws when the object is missing. */
  blob(oid: string): Promise<Uint8Array>;
  /** What changed between two trees, every row held against the blobs. */
  diff(from: string, to: string, options?: DiffOptions): Promise<ChangedFile[]>;
  /**
   * The tree that results when what changed between `from` and `to` is done to `onto` instead, as a
   * rebase would; what conflicts is in it with git's conflict marks. Null when git can't tell.
   */
  replay(from: string, to: string, onto: string): Promise<string | null>;
}

export interface DiffOptions {
  /** Keep only what is at or below these paths (literal, relative to the root). */
  paths?: string[];
  signal?: AbortSignal;
}
