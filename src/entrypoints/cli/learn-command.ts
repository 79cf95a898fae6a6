import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';

export interface LearnOptions {
  /** Pull requests at most. */
  limit: number;
  since?: Date;
  /** Days. */
  expires: number;
  app?: string;
  quiet?: true;
}

/** `backline learn`. `learn` does the work; it is handed in, since it needs the adapters. */
export function learnCommand(
  io: CliIo,
  learn: (options: LearnOptions, repository: string | undefined) => Promise<void>,
): Command {
  return cliCommand('learn', io)
    .description('proposes, as a patch, what reviews of a repository should not report again')
    .argument('[repository]', 'OWNER/REPO, or its address (default: where origin points)')
    .addOption(
      new Option('--limit <count>', 'look at this many pull requests, the newest first')
        .argParser(whole)
        .default(100),
    )
    .addOption(
      new Option(
        '--since <date>',
        'look at those opened then or later (default: as long ago as --expires says)',
      ).argParser(day),
    )
    .addOption(
      new Option('--expires <days>', 'how long what is learned holds')
        .argParser(whole)
        .default(180),
    )
    .option('--app <name>', "whose findings to look at: an App's (default: the token's owner's)")
    .option('--quiet', 'no progress')
    .addHelpText('after', HELP)
    .action((repository: string | undefined, options: LearnOptions) => learn(options, repository));
}

function whole(text: string): number {
  const value = Number(text);
  if (!/^\d{1,6}$/.test(text) || value === 0) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return value;
}

function day(text: string): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError('It must be a day, such as 2026-11-25.');
  }
  return date;
}

const HELP = `
Reads which findings people turned down: dismissed with /dismiss, answered with "won't fix" or "by
design", or gave a 👎. Prints a patch that creates or changes .github/backline-memory.md on the
default branch; nothing is changed by itself. Prints nothing where there is nothing to propose.
The token is that of GITHUB_TOKEN, GH_TOKEN or \`gh auth token\`.

Example:
  backline learn acme/shop --app acme-backline > learn.patch
  git apply learn.patch

Exit codes: 0 done; 2 wrong usage, a refused token; 3 GitHub is out of reach; 70 a fault of ours; 130
interrupted.`;
