import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryAt } from '../test/support/git-repository.ts';

export interface DemoRepository {
  /** Absolute path of the work tree; `store-credit` is checked out, on top of `main`. */
  dir: string;
  /** Runs git there without anybody's settings and gives what it printed. */
  git(...args: string[]): Promise<string>;
  /** Adds the branch's second commit, which mends three flaws and brings one. Gives its id. */
  commitFixes(): Promise<string>;
}

/** Builds the demo's repository in `parent`: a small service for orders, and a branch with flaws. */
export async function buildRepository(parent: string): Promise<DemoRepository> {
  const dir = join(parent, 'orders');
  await mkdir(dir);
  const repository = repositoryAt(dir);
  await repository.git('init', '--quiet', '--template=', '--initial-branch=main');
  const commit = async (files: string, message: string): Promise<string> => {
    await cp(fileURLToPath(new URL(`files/${files}/`, import.meta.url)), dir, { recursive: true });
    return repository.commit(message);
  };
  await commit('main', 'Take orders, settle payments, keep store credit');
  await repository.git('checkout', '--quiet', '-b', 'store-credit');
  await commit('store-credit', BRANCH_MESSAGE);
  return {
    dir,
    git: repository.git,
    commitFixes: () => commit('fixes', FIXES_MESSAGE),
  };
}

const BRANCH_MESSAGE = `Pay orders with store credit

Customers pay an open order from their store credit, search their orders by
reference, and get a statement of their credit by mail every month.`;

/** The subject of the branch's second commit. */
export const FIXES_MESSAGE = 'Bind and log the search, guard orders, build the index aside';
