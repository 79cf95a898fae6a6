import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';
import { addReviewOptions, type ReviewOptions } from './review-options.ts';

export interface PrOptions extends ReviewOptions {
  post?: true;
  full?: true;
}

/** `backline pr`. `review` does the work; it is handed in, since it needs the adapters. */
export function prCommand(
  io: CliIo,
  review: (options: PrOptions, pull: string) => Promise<void>,
): Command {
  const command = cliCommand('pr', io)
    .description('review a pull request on GitHub; without --post it prints what it would post')
    .argument('<pull>', 'OWNER/REPO#NUMBER, or the address of its page')
    .option('--post', 'post the review as the owner of the token')
    .option('--full', 'look at the whole change anew, not at what is new since the last review')
    .option('--all-files', 'not only backend files');
  return addReviewOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((pull: string, options: PrOptions) => review(options, pull));
}

const EXAMPLES = `
The token is that of GITHUB_TOKEN, GH_TOKEN or \`gh auth token\`. Configuration, agent and rules come
from the pull request's base branch. What the token's owner has posted before is known: only what is
new is posted, what is fixed is told in its thread, and the summary is edited.

Examples:
  backline pr acme/shop#12
  backline pr https://github.example.com/acme/shop/pull/12 --post

Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 wrong usage or
configuration, a refused token; 3 incomplete, or GitHub is out of reach; 70 a fault of ours; 130
interrupted.`;
