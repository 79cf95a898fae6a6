import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';

/** `backline config check | print`, of the work tree around the current folder. */
export function configCommand(io: CliIo): Command {
  const command = cliCommand('config', io).description('checks and prints .github/backline.yml');
  command
    .command('check')
    .description('says whether the configuration is right, and where it is not')
    .addHelpText('after', '\nExample:\n  backline config check')
    .action(async () => {
      const { checkConfig } = await import('./print-config.ts');
      await checkConfig(io);
    });
  command
    .command('print')
    .description('prints the configuration with all defaults filled in, as YAML')
    .addHelpText('after', '\nExample:\n  backline config print')
    .action(async () => {
      const { printConfig } = await import('./print-config.ts');
      await printConfig(io);
    });
  return command;
}
