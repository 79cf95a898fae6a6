import { writeObject } from './objects.ts';
import { historyOf } from './history.ts';
import { setRef } from './refs.ts';
import { changedTree, writeTree } from './trees.ts';

/** What a commit does to a file: its new content, or null to delete it. */
export type FileChanges = Record<string, string | Buffer | null>;

export interface NewCommit {
  tree: string;
  parents: readonly string[];
  who: { name: string; email: string };
  /** Of author and committer; now by default. */
  date?: Date;
  message: string;
}

/**
 * Commits on top of a branch (or of nothing) without a work tree.
 * @returns the commit's SHA
 */
export async function commitFiles(
  dir: string,
  branch: string,
  files: FileChanges,
  message: string,
  options: { author?: string; parent?: string | null } = {},
): Promise<string> {
  const { author = 'octocat', parent = null } = options;
  const changes = Object.entries(files).map(
    ([path, content]) =>
      [path, content === null ? null : writeObject(dir, 'blob', Buffer.from(content))] as const,
  );
  const before = parent === null ? null : (await historyOf(dir, parent)).tree;
  const tree = (await changedTree(dir, before, new Map(changes))) ?? writeTree(dir, new Map());
  const commit = writeCommit(dir, {
    tree,
    parents: parent === null ? [] : [parent],
    who: { name: author, email: `${author}@users.noreply.github.example` },
    message,
  });
  setRef(dir, `refs/heads/${branch}`, commit);
  return commit;
}

/** @returns the commit's SHA */
export function writeCommit(dir: string, commit: NewCommit): string {
  const { tree, parents, who, date = new Date(), message } = commit;
  const by = `${who.name} <${who.email}> ${Math.floor(date.getTime() / 1000)} +0000`;
  const head = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${by}`,
    `committer ${by}`,
  ];
  const end = message.endsWith('\n') ? '' : '\n';
  return writeObject(dir, 'commit', Buffer.from(`${head.join('\n')}\n\n${message}${end}`));
}
