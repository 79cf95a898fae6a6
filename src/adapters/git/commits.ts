import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { runInWorkspace, type Workspace } from './workspace.ts';

/** A branch to compare with: its full ref name and its commit. */
export interface Branch {
  ref: string;
  commit: string;
}

/** The ids of the commits that names mean, null for each that means none. One git process. */
export async function resolveCommits(
  workspace: Workspace,
  names: string[],
): Promise<(string | null)[]> {
  const askable = names.map((name) => (/[\0\n]|^-|^$/.test(name) ? 'HEAD^{none}' : name));
  const { stdout } = await runInWorkspace(workspace, ['cat-file', '--batch-check'], {
    input: askable.map((name) => `${name}^{commit}\n`).join(''),
  });
  const lines = stdout.toString('latin1').split('\n');
  return names.map(
    (_, index) => /^([0-9a-f]{40,64}) commit \d+$/.exec(lines[index] ?? '')?.[1] ?? null,
  );
}

/** The default branch: what origin/HEAD points to, else main, else master, origin's first. */
export async function findDefaultBranch(workspace: Workspace): Promise<Branch | null> {
  const refs = ['refs/remotes/origin/HEAD'];
  for (const name of ['main', 'master']) {
    refs.push(`refs/remotes/origin/${name}`, `refs/heads/${name}`);
  }
  const { stdout } = await runInWorkspace(workspace, [
    'for-each-ref',
    '--format=%(refname) %(objectname) %(symref)',
    ...refs,
  ]);
  const found = new Map<string, Branch>();
  for (const line of stdout.toString('utf8').split('\n')) {
    const [ref = '', commit = '', target = ''] = line.split(' ');
    if (ref !== '') found.set(ref, { ref: target === '' ? ref : target, commit });
  }
  for (const ref of refs) {
    const branch = found.get(ref);
    if (branch !== undefined) return branch;
  }
  return null;
}

/** The full name of the branch that HEAD is on, null when it is detached. */
export async function currentBranch(workspace: Workspace): Promise<string | null> {
  const { stdout, code } = await runInWorkspace(workspace, ['symbolic-ref', '-q', 'HEAD'], {
    accept: [0, 1],
  });
  return code === 0 ? stdout.toString('utf8').trim() : null;
}

/** The best common ancestor, null when there is none here. */
export async function findMergeBase(
  workspace: Workspace,
  one: string,
  other: string,
): Promise<string | null> {
  const { stdout, code } = await runInWorkspace(workspace, ['merge-base', one, other], {
    accept: [0, 1],
  });
  return code === 0 ? stdout.toString('latin1').trim() : null;
}

/** Short names of all branches and tags. */
export async function listRefNames(workspace: Workspace): Promise<string[]> {
  const { stdout } = await runInWorkspace(workspace, [
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/remotes',
    'refs/tags',
  ]);
  return stdout.toString('utf8').split('\n').filter(Boolean);
}

/** True when history is cut off here (`git clone --depth`). */
export async function isShallow(workspace: Workspace): Promise<boolean> {
  return access(join(workspace.commonDir, 'shallow')).then(
    () => true,
    () => false,
  );
}
