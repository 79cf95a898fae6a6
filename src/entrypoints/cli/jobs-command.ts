import { InvalidArgumentError, Option, type Command } from 'commander';
import type { JobState } from '../../ports/store.ts';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';

interface Format {
  format: 'text' | 'json';
}

/** What is asked of the jobs. */
export type JobsRequest =
  | ({ action: 'list'; state?: JobState; repository?: string } & Format)
  | ({ action: 'show' | 'retry' | 'cancel'; id: string } & Format);

const STATES: readonly JobState[] = ['running', 'waiting', 'retrying', 'dead'];

const HELP = `
The jobs are those of "backline serve" on this machine, found by BACKLINE_DATA (.backline), or of all
its processes that share the Postgres of DATABASE_URL; .env in the current folder is read too.
A server that runs need not be stopped.

Examples:
  backline jobs list --state dead
  backline jobs show 3f2a90c1
  backline jobs retry 3f2a90c1`;

/** `backline jobs list | show | retry | cancel`. */
export function jobsCommand(io: CliIo, run: (request: JobsRequest) => Promise<void>): Command {
  const command = cliCommand('jobs', io)
    .description("shows the App's jobs that are not done, and has them retried or cancelled")
    .addHelpText('after', HELP);
  command
    .command('list')
    .description('lists running, waiting and dead jobs')
    .addOption(new Option('--state <state>', 'only those').choices(STATES))
    .addOption(
      new Option('--repository <owner/name>', 'only those of a repository').argParser(toRepository),
    )
    .addOption(formatOption())
    .addHelpText('after', '\nExample:\n  backline jobs list --state dead --repository acme/shop')
    .action((options: { state?: JobState; repository?: string } & Format) =>
      run({ action: 'list', ...options }),
    );
  for (const [action, description] of ACTIONS) {
    command
      .command(action)
      .description(description)
      .argument('<id>', 'its id, or the beginning of it')
      .addOption(formatOption())
      .addHelpText('after', `\nExample:\n  backline jobs ${action} 3f2a90c1`)
      .action((id: string, { format }: Format) => run({ action, id, format }));
  }
  return command;
}

const ACTIONS = [
  ['show', 'shows all that is known of a job'],
  ['retry', 'has a dead or waiting job start now, with all its tries'],
  ['cancel', 'stops a job, or takes it off the list'],
] as const;

function formatOption(): Option {
  return new Option('--format <format>', 'how to print it')
    .choices(['text', 'json'])
    .default('text');
}

function toRepository(text: string): string {
  if (/^[\w.-]+\/[\w.-]+$/.test(text)) return text;
  throw new InvalidArgumentError('Write OWNER/NAME.');
}
