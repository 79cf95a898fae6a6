import { SUBMODULE_MODE } from '../../core/diff/model.ts';
import { UserError } from '../../core/errors.ts';
import { FetchError, kindOf } from './fetch-error.ts';
import type { ObjectView } from './object-view.ts';
import { GitError, lastWords, type GitResult } from './run-git.ts';
import { runInWorkspace, type Workspace } from './workspace.ts';

const ABSENT = /^0+$/;

/**
 * Fetches what a partial clone left out, through the user's repository and in one request,
 * because the view has no remote. All of these do nothing in a full clone.
 */
export async function fetchMissing(
  workspace: Workspace,
  view: ObjectView,
  oids: Iterable<string>,
): Promise<void> {
  if (!workspace.partial) return;
  const wanted = [...new Set(oids)].filter((oid) => !ABSENT.test(oid));
  if (wanted.length === 0) return;
  const { stdout } = await view.run(['cat-file', '--batch-check'], {
    input: `${wanted.join('\n')}\n`,
  });
  const lines = stdout.toString('latin1').split('\n');
  const missing = wanted.filter((_, index) => lines[index]?.endsWith(' missing') === true);
  if (missing.length === 0) return;
  const fetch = ['-c', 'fetch.negotiationAlgorithm=noop', '-c', 'core.hooksPath=/dev/null'];
  fetch.push('fetch', '-q', '--no-tags', '--no-write-fetch-head', '--recurse-submodules=no');
  fetch.push('--no-auto-maintenance', '--filter=blob:none', '--stdin');
  await fetching(workspace, [...fetch, await promisorRemote(workspace)], {
    input: `${missing.join('\n')}\n`,
  });
}

/** Fetches the trees and blobs that a diff of two trees reads. */
export async function fetchForDiff(
  workspace: Workspace,
  view: ObjectView,
  from: string,
  to: string,
): Promise<void> {
  if (!workspace.partial) return;
  // Run where trees can be fetched as well; without renames no blob is read yet.
  const { stdout } = await fetching(
    workspace,
    ['diff-tree', '-r', '--raw', '-z', '--no-renames', '--no-abbrev', from, to],
    { env: withView(view) },
  );
  const oids: string[] = [];
  for (const field of stdout.toString('latin1').split('\0')) {
    const [, before, after, ...ids] =
      /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]$/.exec(field) ?? [];
    if (before !== SUBMODULE_MODE && ids[0] !== undefined) oids.push(ids[0]);
    if (after !== SUBMODULE_MODE && ids[1] !== undefined) oids.push(ids[1]);
  }
  await fetchMissing(workspace, view, oids);
}

/** Fetches every folder below a tree. */
export async function fetchTrees(
  workspace: Workspace,
  view: ObjectView,
  tree: string,
): Promise<void> {
  if (!workspace.partial) return;
  await fetching(workspace, ['ls-tree', '-r', '-d', '-z', tree], { env: withView(view) });
}

/** Runs what may fetch; a remote that does not answer is told in one line. */
async function fetching(...command: Parameters<typeof runInWorkspace>): Promise<GitResult> {
  try {
    return await runInWorkspace(...command);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const words = lastWords(error);
    const line = `This is a partial clone, and what it lacks could not be fetched (${words}): check the remote, or run \`git fetch --refetch --no-filter\`.`;
    throw kindOf(error.stderr) === 'network'
      ? new FetchError('network', line)
      : new UserError(line);
  }
}

function withView(view: ObjectView): Record<string, string> {
  return { GIT_ALTERNATE_OBJECT_DIRECTORIES: `${view.dir}/objects` };
}

async function promisorRemote(workspace: Workspace): Promise<string> {
  const { stdout } = await runInWorkspace(
    workspace,
    ['config', '--get-regexp', '^(remote\\..*\\.promisor|extensions\\.partialclone)$'],
    { accept: [0, 1] },
  );
  const lines = stdout.toString('utf8').trim().split('\n');
  const named = lines.map((line) => /^extensions\.partialclone (.+)$/.exec(line)?.[1]);
  const flagged = lines.map((line) => /^remote\.(.+)\.promisor true$/.exec(line)?.[1]);
  return [...named, ...flagged].find((name) => name !== undefined) ?? 'origin';
}
