import type { Change } from '../../core/diff/model.ts';
import type { Description } from '../../core/prompt/brief.ts';
import type { Snapshot } from '../../ports/repository.ts';
import type { ReadTrusted } from '../../review/read-rules.ts';
import type { RepositoryFiles } from '../../review/agent-sources.ts';

/** A change on this machine, opened: what it is, and where its files are read. */
export interface OpenChange {
  change: Change;
  head: Snapshot | null;
  base: Snapshot | null;
  description: Description | null;
  /** Reads configuration, agents and rules: one's own work tree, or the head where there is none. */
  trusted: RepositoryFiles & { read: ReadTrusted };
  /** A blob by its id; null when there are no objects (a patch outside of a repository). */
  blob: ((oid: string) => Promise<Uint8Array>) | null;
  /** The folder that the user stands in, from the root: empty, or with a slash at its end. */
  prefix: string;
  /** Things the user should know, such as a patch that could not be applied. */
  notes: string[];
  close(): Promise<void>;
}
