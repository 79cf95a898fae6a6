import { decodeBytes } from '../../core/diff/parse-hunks.ts';
import type { Snapshot, TreeEntry } from '../../ports/repository.ts';
import { readAttributes } from './attributes.ts';
import type { ObjectReader } from './object-reader.ts';
import type { ObjectView } from './object-view.ts';
import { fetchMissing, fetchTrees } from './partial-clone.ts';
import { searchTree } from './search.ts';
import type { Workspace } from './workspace.ts';

const REGULAR_MODE = /^100/;

/** Where a snapshot reads from. */
export interface SnapshotSource {
  workspace: Workspace;
  view: ObjectView;
  objects: ObjectReader;
}

/** A view of one tree. `id` is what it is called, `tree` the tree's object id. */
export function createSnapshot(source: SnapshotSource, id: string, tree: string): Snapshot {
  const { workspace, view, objects } = source;
  let listing: Promise<Map<string, TreeEntry>> | null = null;
  const entries = (): Promise<Map<string, TreeEntry>> => (listing ??= listTree(source, tree));

  async function below(folder: string | undefined): Promise<TreeEntry[]> {
    const all = [...(await entries()).values()];
    const name = (folder ?? '').replace(/^\.\/|\/+$/g, '');
    if (name === '' || name === '.') return all;
    return all.filter(({ path }) => path === name || path.startsWith(`${name}/`));
  }

  return {
    id,
    async read(path) {
      const entry = (await entries()).get(path);
      if (entry === undefined || !REGULAR_MODE.test(entry.mode)) return null;
      await fetchMissing(workspace, view, [entry.oid]);
      const object = await objects.read(entry.oid);
      if (object === null) throw new Error(`The repository lacks the object ${entry.oid}.`);
      return object.content;
    },
    list: below,
    async search(pattern, options) {
      const files = [...(await entries()).values()].filter(({ mode }) => REGULAR_MODE.test(mode));
      await fetchMissing(
        workspace,
        view,
        files.map(({ oid }) => oid),
      );
      return searchTree(view, tree, files, pattern, options);
    },
    async attributes(paths, names) {
      const files = [...(await entries()).values()].filter(
        ({ path, mode }) =>
          REGULAR_MODE.test(mode) &&
          (path === '.gitattributes' || path.endsWith('/.gitattributes')),
      );
      await fetchMissing(
        workspace,
        view,
        files.map(({ oid }) => oid),
      );
      return readAttributes(view, files, paths, names);
    },
  };
}

async function listTree(
  { workspace, view }: SnapshotSource,
  tree: string,
): Promise<Map<string, TreeEntry>> {
  await fetchTrees(workspace, view, tree);
  const { stdout } = await view.run(['ls-tree', '-r', '-z', '--full-tree', tree]);
  const entries = new Map<string, TreeEntry>();
  for (const row of stdout.toString('latin1').split('\0')) {
    const [, mode, oid, name] = /^(\d{6}) [a-z]+ ([0-9a-f]+)\t([^]+)$/.exec(row) ?? [];
    if (mode === undefined || oid === undefined || name === undefined) continue;
    const path = decodeBytes(name);
    entries.set(path, { path, mode, oid });
  }
  return entries;
}
