import type { Command } from 'commander';
import { UserError } from '../../core/errors.ts';

/** Which change a command looks at, as the user named it. */
export interface RangeOptions {
  base?: string;
  head?: string;
  staged?: true;
  worktree?: true;
  patch?: string;
  allFiles?: true;
}

/** The options that `review`, `diff` and `ask` share. */
export function addRangeOptions(command: Command): Command {
  return command
    .option(
      '--base <ref>',
      "what the branch is compared with (default: the remote's default branch, else main or master)",
    )
    .option('--head <ref>', 'the commit to look at (default: HEAD)')
    .option('--staged', 'look at what is staged, against HEAD or --base')
    .option('--worktree', 'look at the work tree, untracked files too, against HEAD or --base')
    .option('--patch <file>', 'look at a patch from a file, or from stdin with -')
    .option('--all-files', 'not only backend files')
    .argument('[paths...]', 'only what is at or below these paths');
}

/** Refuses combinations that mean nothing. */
export function checkRangeOptions(options: RangeOptions): void {
  const sources = [
    options.head !== undefined && '--head',
    options.staged && '--staged',
    options.worktree && '--worktree',
    options.patch !== undefined && '--patch',
  ].filter((name) => typeof name === 'string');
  if (sources.length > 1) {
    throw new UserError(`${sources.join(' and ')} exclude each other: each names what to look at`);
  }
  if (options.patch !== undefined && options.base !== undefined) {
    throw new UserError('--base has no meaning with --patch: a patch brings its own two sides');
  }
}
