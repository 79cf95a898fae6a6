import type { Snapshot } from '../ports/repository.ts';

/**
 * Reads files of a repository by their path from its root. A Snapshot is one, the work tree of
 * one's own machine is another.
 */
export interface RepositoryFiles {
  /** The file's bytes, null when there is no regular file at that path. */
  read: Snapshot['read'];
  /** All files and links, or those below a folder, with git's mode of each. */
  list: (under?: string) => Promise<{ path: string; mode: string }[]>;
}

/** Where agent files are looked for. */
export interface AgentSources {
  /**
   * Reads a path that the user named on the command line. Left out where the name comes from
   * somebody else (a pull request, a repository's configuration): then a path is one in
   * `repository`.
   */
  readFile?: (path: string) => Promise<Uint8Array | null>;
  /** The repository: at its base for a pull request, the work tree on one's own machine. */
  repository: RepositoryFiles;
  /** An agent that ships with Backline, null when there is none of that name. */
  builtIn: (name: string) => Promise<Uint8Array | null>;
  /** The names of those. */
  listBuiltIn: () => Promise<string[]>;
}

/** What a definition's source is called when it ships with Backline. */
export const BUILT_IN = 'built in';

/** Where Claude Code keeps a project's agents; folders below it count too. */
export const AGENT_FOLDER = '.claude/agents';
