import { UserError } from '../../core/errors.ts';
import type { Repository } from '../../ports/repository.ts';
import { diffTrees } from './diff-trees.ts';
import { createObjectReader } from './object-reader.ts';
import { createObjectView, type ObjectView } from './object-view.ts';
import { fetchForDiff, fetchMissing } from './partial-clone.ts';
import { replayChange } from './replay.ts';
import { createSnapshot } from './snapshot.ts';
import { runInWorkspace, type Workspace } from './workspace.ts';

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** A repository's objects, read through a view that has to be closed. */
export interface GitRepository extends Repository {
  readonly workspace: Workspace;
  readonly view: ObjectView;
  /** Ends git and removes the view's folder. May be called more than once. */
  close(): Promise<void>;
}

/** Opens a repository's objects for reading. Costs no git process until something is read. */
export async function openRepository(workspace: Workspace): Promise<GitRepository> {
  const view = await createObjectView(workspace);
  const objects = createObjectReader(view);
  const source = { workspace, view, objects };
  return {
    workspace,
    view,
    async at(treeish) {
      const id = await toId(workspace, treeish);
      const known = await objects.read(`${id}^{tree}`);
      // A partial clone may lack the tree; asking the user's repository brings it here.
      const tree = known?.oid ?? (await resolveName(workspace, id, '^{tree}'));
      return createSnapshot(source, id, tree);
    },
    async blob(oid) {
      await fetchMissing(workspace, view, [oid]);
      const object = await objects.read(oid);
      if (object?.type !== 'blob') throw new Error(`The repository has no blob ${oid}.`);
      return object.content;
    },
    async diff(from, to, options = {}) {
      const [before, after] = await Promise.all([toId(workspace, from), toId(workspace, to)]);
      await fetchForDiff(workspace, view, before, after);
      return diffTrees(view, objects, before, after, options);
    },
    replay: (from, to, onto) => replayChange(view, from, to, onto),
    async close() {
      await objects.close();
      await view.close();
    },
  };
}

/** Full ids are taken as they are: trees that only the view knows have no other name. */
async function toId(workspace: Workspace, treeish: string): Promise<string> {
  return FULL_ID.test(treeish) ? treeish : resolveName(workspace, treeish, '^{}');
}

async function resolveName(workspace: Workspace, name: string, peel: string): Promise<string> {
  if (!name.startsWith('-') && !/[\0\n]/.test(name)) {
    const { stdout, code } = await runInWorkspace(
      workspace,
      ['rev-parse', '--verify', '--quiet', `${name}${peel}`],
      { accept: [0, 1, 128] },
    );
    if (code === 0) return stdout.toString('latin1').trim();
  }
  throw new UserError(`There is no commit or tree ${JSON.stringify(name)} in this repository.`);
}
