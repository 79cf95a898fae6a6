import { Option, type Command } from 'commander';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';

/** `backline agents list | check FILE…`. */
export function agentsCommand(io: CliIo): Command {
  const command = cliCommand('agents', io).description('lists agents and checks agent files');
  command
    .command('list')
    .description("lists the repository's agents (.claude/agents/) and ours")
    .addOption(
      new Option('--format <format>', 'how to print them')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText('after', '\nExample:\n  backline agents list --format json')
    .action(async ({ format }: { format: 'text' | 'json' }) => {
      const { printAgents } = await import('./print-agents.ts');
      await printAgents(io, format);
    });
  command
    .command('check')
    .description('says of each file whether it loads, and how it had to be repaired')
    .argument('<file...>', 'agent files')
    .addHelpText('after', '\nExample:\n  backline agents check .claude/agents/*.md')
    .action(async (files: string[]) => {
      const { checkAgents } = await import('./print-agents.ts');
      await checkAgents(io, files);
    });
  return command;
}
