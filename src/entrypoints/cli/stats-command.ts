import { InvalidArgumentError, Option, type Command } from 'commander';
import { GROUPINGS, type Grouping } from '../../core/stats/group.ts';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';

/** What `backline stats` was told. */
export interface StatsOptions {
  app?: string;
  /** `YYYY-MM-DD` */
  since?: string;
  limit: number;
  by: Grouping;
  format: 'text' | 'json';
  output?: string;
  quiet?: true;
}

/** `backline stats`. `run` does the work; it is handed in, since it needs the adapters. */
export function statsCommand(
  io: CliIo,
  run: (repositories: string[], options: StatsOptions) => Promise<void>,
): Command {
  return cliCommand('stats', io)
    .description('what became of the findings: acted on, dismissed, ignored; votes, cost')
    .argument('[repository...]', 'OWNER/REPO or its address; default: where origin points')
    .option(
      '--app <name>',
      "the App whose reviews are counted (default: those of the token's owner)",
    )
    .addOption(
      new Option('--since <date>', 'only pull requests opened on that day or later').argParser(day),
    )
    .addOption(
      new Option('--limit <n>', 'how many pull requests of each repository are read, newest first')
        .argParser(limit)
        .default(100),
    )
    .addOption(
      new Option('--by <what>', 'what the figures are split by, besides those over all')
        .choices(GROUPINGS)
        .default('category'),
    )
    .addOption(
      new Option('--format <format>', 'how to print the result')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--output <file>', 'write the result to a file instead of stdout')
    .option('--quiet', 'no progress')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
The figures come from what stands on the pull requests and nothing else; docs/stats.md says what each
one counts. The token is that of GITHUB_TOKEN, GH_TOKEN or \`gh auth token\`.

Examples:
  backline stats --app acme-backline
  backline stats acme/shop acme/mail --app acme-backline --since 2026-07-01 --by repository
  backline stats --by agent --format json --output stats.json

Exit codes: 0 done; 2 wrong usage, a refused token; 3 GitHub is out of reach; 70 a fault of ours; 130
interrupted.`;

function day(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Some days that no month has are read as days of the next one.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('It must be a day, YYYY-MM-DD.');
  }
  return text;
}

function limit(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It must be 1 to 99999.');
  return Number(text);
}
