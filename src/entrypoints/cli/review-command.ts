import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';
import { addRangeOptions, checkRangeOptions } from './range-options.ts';
import { addReviewOptions, type ReviewOptions } from './review-options.ts';

/** `backline review`. `review` does the work; it is handed in, since it needs the adapters. */
export function reviewCommand(
  io: CliIo,
  review: (options: ReviewOptions, paths: string[]) => Promise<void>,
): Command {
  const command = cliCommand('review', io).description(
    'review what a branch changes since it left its base; posts nothing',
  );
  return addReviewOptions(addRangeOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: ReviewOptions) => {
      checkRangeOptions(options);
      await review(options, paths);
    });
}

const EXAMPLES = `
Examples:
  backline review                          the branch against the remote's default branch
  backline review --base develop -- api/   only what is below api/
  backline review --staged --fail-on high  before a commit
  backline review --estimate               what it would cost
  git diff main... | backline review --patch -

Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 wrong usage or
configuration; 3 incomplete, with nothing at or above it; 70 a fault of ours; 130 interrupted.`;
