import { Option, type Command } from 'commander';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';
import { addRangeOptions, checkRangeOptions, type RangeOptions } from './range-options.ts';

export interface DiffOptions extends RangeOptions {
  format: 'text' | 'json';
  output?: string;
}

/** `backline diff`. `diff` does the work; it is handed in, since it needs the adapters. */
export function diffCommand(
  io: CliIo,
  diff: (options: DiffOptions, paths: string[]) => Promise<void>,
): Command {
  const command = cliCommand('diff', io).description(
    'show the changed files as the reviewer sees them; no model, no network',
  );
  return addRangeOptions(command)
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'),
    )
    .option('--output <file>', 'write to a file instead of stdout')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: DiffOptions) => {
      checkRangeOptions(options);
      await diff(options, paths);
    });
}

const EXAMPLES = `
Examples:
  backline diff                        what a review of this branch would read, and why
  backline diff --base v1.2 --format json
  backline diff --worktree -- src/`;
