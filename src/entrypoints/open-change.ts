import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readCommitMessages } from '../adapters/git/commit-messages.ts';
import { resolveRange, type Range } from '../adapters/git/range.ts';
import { openRepository, type GitRepository } from '../adapters/git/repository.ts';
import { openWorkspace } from '../adapters/git/workspace.ts';
import { findWorkTreeRoot } from '../adapters/work-tree/find-root.ts';
import { workTreeFiles } from '../adapters/work-tree/files.ts';
import { parsePatch } from '../core/diff/parse-patch.ts';
import { UserError } from '../core/errors.ts';
import type { Description } from '../core/prompt/brief.ts';
import type { OpenChange } from './cli/open-change.ts';
import type { RangeOptions } from './cli/range-options.ts';
import type { CliIo } from './io.ts';

/** Opens the change that the user named: a branch, the index, the work tree, or a patch. */
export async function openChange(
  io: CliIo,
  options: RangeOptions,
  paths: string[],
): Promise<OpenChange> {
  if (options.patch !== undefined) return openPatch(io, options.patch, paths);
  const repository = await openRepository(await openWorkspace(io.cwd, io.env));
  try {
    return await openRange(repository, options, paths, io.signal);
  } catch (error) {
    await repository.close();
    throw error;
  }
}

/**
 * Opens what a question is about: the change that the user named, or the branch's; where there is
 * nothing to compare with, as on the default branch, the code as it is, without a change.
 */
export async function openQuestion(
  io: CliIo,
  options: RangeOptions,
  paths: string[],
): Promise<OpenChange> {
  const { base, head, staged, worktree, patch } = options;
  const isNamed = [base, head, staged, worktree, patch].some((option) => option !== undefined);
  try {
    return await openChange(io, options, paths);
  } catch (error) {
    if (isNamed || !(error instanceof UserError)) throw error;
    return openChange(io, { ...options, base: 'HEAD' }, paths).catch((again: unknown) => {
      // Why there is no change says more than why there is no HEAD.
      throw again instanceof UserError ? error : again;
    });
  }
}

async function openRange(
  repository: GitRepository,
  options: RangeOptions,
  paths: string[],
  signal: AbortSignal,
): Promise<OpenChange> {
  const { workspace } = repository;
  const range = await resolveRange(repository, {
    ...(options.base === undefined ? {} : { base: options.base }),
    ...(options.head === undefined ? {} : { head: options.head }),
    staged: options.staged === true,
    worktree: options.worktree === true,
  });
  const [files, description, head] = await Promise.all([
    repository.diff(range.baseTree, range.headTree, {
      signal,
      paths: paths.map((path) => fromRoot(workspace.prefix, path)),
    }),
    describe(repository, range),
    repository.at(range.headTree),
  ]);
  return {
    change: { base: range.base, mergeBase: range.mergeBase, head: range.head, files },
    head,
    base: range.mergeBase === null ? null : await repository.at(range.mergeBase),
    description,
    trusted: workspace.topLevel === null ? head : workTreeFiles(workspace.topLevel),
    blob: (oid) => repository.blob(oid),
    prefix: workspace.prefix,
    // A path that is misspelt must not look like one that was found in order.
    notes:
      files.length === 0 && paths.length > 0
        ? [`nothing changed at or below ${paths.join(', ')}`]
        : [],
    close: () => repository.close(),
  };
}

/** A path as the user typed it, below the folder they stand in, from the repository's root. */
export function fromRoot(prefix: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${prefix}${path}`.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) throw new UserError(`${path} is outside of the repository`);
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** A branch speaks through its commit messages: the only one's subject, else all of them. */
async function describe(repository: GitRepository, range: Range): Promise<Description | null> {
  if (range.head === null) return null;
  const messages = await readCommitMessages(repository.view, range.mergeBase, range.head);
  if (messages.length === 0) return null;
  const [first] = messages;
  if (messages.length === 1 && first !== undefined) {
    return { title: first.subject, body: first.body };
  }
  const listed = messages.map(({ subject, body }) =>
    body === '' ? `- ${subject}` : `- ${subject}\n\n${body}\n`,
  );
  return { title: '', body: listed.join('\n') };
}

/** A patch alone: no objects, so the rows can't be held against blobs and no tool can read on. */
async function openPatch(io: CliIo, file: string, paths: string[]): Promise<OpenChange> {
  const bytes = await readPatch(io, file);
  const wanted = paths.map((path) => fromRoot('', path));
  const files = parsePatch(bytes).filter(
    ({ path }) =>
      wanted.length === 0 || wanted.some((under) => path === under || path.startsWith(`${under}/`)),
  );
  return {
    change: { base: null, mergeBase: null, head: null, files },
    head: null,
    base: null,
    description: null,
    trusted: workTreeFiles(await findWorkTreeRoot(io.cwd)),
    blob: null,
    prefix: '',
    notes: ['only the patch was at hand: nothing around it was read'],
    close: () => Promise.resolve(),
  };
}

async function readPatch(io: CliIo, file: string): Promise<Uint8Array> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(resolve(io.cwd, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`the patch ${file} can't be read (${code ?? String(error)})`, {
      cause: error,
    });
  }
}
