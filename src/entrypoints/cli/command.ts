import { Command } from 'commander';
import type { CliIo } from '../io.ts';

/**
 * A command that writes to `io` and throws a CommanderError where commander would end the process.
 * Subcommands made with its `.command()` do the same.
 */
export function cliCommand(name: string, io: CliIo): Command {
  return new Command(name).exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    getOutHelpWidth: () => io.stdout.columns ?? 100,
    getErrHelpWidth: () => io.stderr.columns ?? 100,
  });
}
