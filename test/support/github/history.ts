import { gitText, runGit } from './git.ts';
import { type GitObject, readLoose, readObject } from './objects.ts';
import { readRef } from './refs.ts';
import { entryAt } from './trees.ts';

export interface History {
  tree: string;
  parents: string[];
}

/** How far a history is walked here before git is asked, which is faster for long ones. */
const STEPS = 200;
const ID = /^[0-9a-f]{40}$/;

/** The tree and the parents of a commit that is there. */
export async function historyOf(dir: string, commit: string): Promise<History> {
  const history = asCommit(await readObject(dir, commit));
  if (history === null) throw new Error(`no commit ${commit} in ${dir}`);
  return history;
}

export async function parentsOf(dir: string, commit: string): Promise<string[]> {
  return (await historyOf(dir, commit)).parents;
}

/** The object that a revision names, peeled to a commit, or null. */
export async function resolveCommit(dir: string, revision: string): Promise<string | null> {
  if (revision === '' || revision.startsWith('-')) return null;
  const id = ID.test(revision) ? revision : readRef(dir, nameOf(dir, revision));
  if (id !== null && asCommit(readLoose(dir, id)) !== null) return id;
  const name = `${revision}^{commit}`;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', name];
  const { code, stdout } = await runGit(dir, args);
  return code === 0 ? stdout.toString('utf8').trim() : null;
}

/** A branch's name in full, where no tag has the same, which would go before. */
function nameOf(dir: string, revision: string): string {
  if (revision.startsWith('refs/') || readRef(dir, `refs/tags/${revision}`) !== null) {
    return revision;
  }
  return `refs/heads/${revision}`;
}

/** The blob at a path of a commit, or null. */
export async function blobAt(dir: string, commit: string, path: string): Promise<string | null> {
  const { tree } = await historyOf(dir, commit);
  return (await entryAt(dir, tree, path))?.id ?? null;
}

/** The best common ancestor of two commits, or null for unrelated histories. */
export async function mergeBase(dir: string, one: string, other: string): Promise<string | null> {
  if (reaches(dir, other, one) === true) return one;
  if (reaches(dir, one, other) === true) return other;
  const { code, stdout } = await runGit(dir, ['merge-base', one, other]);
  return code === 0 ? (stdout.toString('utf8').split('\n')[0] ?? null) : null;
}

/** Whether a commit is another or one of its ancestors. */
export async function isAncestor(dir: string, one: string, other: string): Promise<boolean> {
  const known = reaches(dir, other, one);
  if (known !== null) return known;
  return (await runGit(dir, ['merge-base', '--is-ancestor', one, other])).code === 0;
}

/** The commits that `to` has and `from` has not, oldest first. */
export async function commitsBetween(dir: string, from: string, to: string): Promise<string[]> {
  const line: string[] = [];
  for (let commit = to; commit !== from && line.length < STEPS;) {
    const [parent, ...others] = asCommit(readLoose(dir, commit))?.parents ?? [];
    if (parent === undefined || others.length > 0) break;
    line.unshift(commit);
    if (parent === from) return line;
    commit = parent;
  }
  const list = await gitText(dir, ['rev-list', '--reverse', `${from}..${to}`]);
  return list.split('\n').filter(Boolean);
}

/** The tree of a merge without conflicts of two commits, or null. */
export async function mergedTree(dir: string, one: string, other: string): Promise<string | null> {
  if (reaches(dir, other, one) === true) return (await historyOf(dir, other)).tree;
  if (reaches(dir, one, other) === true) return (await historyOf(dir, one)).tree;
  const { code, stdout } = await runGit(dir, ['merge-tree', '--write-tree', one, other]);
  return code === 0 ? (stdout.toString('utf8').split('\n')[0] ?? null) : null;
}

/** Null where the history is long or lies in a pack. */
function reaches(dir: string, from: string, wanted: string): boolean | null {
  const seen = new Set([from]);
  // What is added meanwhile comes in turn.
  for (const commit of seen) {
    if (commit === wanted) return true;
    const history = asCommit(readLoose(dir, commit));
    if (history === null || seen.size > STEPS) return null;
    for (const parent of history.parents) seen.add(parent);
  }
  return false;
}

function asCommit(found: GitObject | null): History | null {
  if (found?.type !== 'commit') return null;
  const head = found.body.toString('latin1').split('\n\n', 1)[0]!;
  const rows = head.split('\n').map((row) => row.split(' ', 2));
  const valuesOf = (key: string): string[] =>
    rows.filter(([name]) => name === key).map(([, value = '']) => value);
  return { tree: valuesOf('tree')[0]!, parents: valuesOf('parent') };
}
