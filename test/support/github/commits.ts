import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from './git.ts';

const NO_BLOB = '0'.repeat(40);

/** What a commit does to a file: its new content, or null to delete it. */
export type FileChanges = Record<string, string | Buffer | null>;

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
  const scratch = await mkdtemp(join(tmpdir(), 'github-commit-'));
  const { author = 'octocat' } = options;
  const env = {
    GIT_INDEX_FILE: join(scratch, 'index'),
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: `${author}@users.noreply.github.example`,
    GIT_COMMITTER_NAME: author,
    GIT_COMMITTER_EMAIL: `${author}@users.noreply.github.example`,
  };
  const run = async (...args: string[]): Promise<string> =>
    (await git(dir, args, { env })).toString('utf8').trim();
  try {
    const { parent = null } = options;
    if (parent !== null) await run('read-tree', parent);
    const kept = Object.entries(files).filter(([, content]) => content !== null);
    const names = kept.map((_, index) => join(scratch, String(index)));
    await Promise.all(kept.map(([, content], i) => writeFile(names[i] ?? '', content ?? '')));
    const hash = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
    const blobs = (await git(dir, hash, { input: names.join('\n') })).toString('utf8').split('\n');
    const rows = [
      ...Object.keys(files)
        .filter((path) => files[path] === null)
        .map((path) => `0 ${NO_BLOB}\t${path}\0`),
      ...kept.map(([path], i) => `100644 ${blobs[i]}\t${path}\0`),
    ];
    await git(dir, ['update-index', '-z', '--index-info'], { env, input: rows.join('') });
    const tree = await run('write-tree');
    const parents = parent === null ? [] : ['-p', parent];
    const commit = await run('commit-tree', tree, ...parents, '-m', message);
    await run('update-ref', `refs/heads/${branch}`, commit);
    return commit;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
