import type { PullRequest } from './pull-requests.ts';
import type { Repository } from './repository.ts';

/** A repository's objects, brought here for one job. */
export interface FetchedObjects {
  repository: Repository;
  /**
   * Brings further commits here that may be gone from the server, such as heads before a force
   * push. Gives those that can be read now.
   */
  more(commits: readonly string[]): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** Brings the objects of commits here, shallow, and nothing else of the repository. */
export interface Objects {
  /** Throws when a commit can't be had. */
  fetch(pull: PullRequest, commits: string[], signal: AbortSignal): Promise<FetchedObjects>;
}
