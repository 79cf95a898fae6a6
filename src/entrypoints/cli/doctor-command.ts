import { Option, type Command } from 'commander';
import { EXIT, type CliIo } from '../io.ts';
import { usesColor } from './color.ts';
import { cliCommand } from './command.ts';

const HELP = `
Looks at Node and git, the repository around the current folder, the operator's file, the key and
the model, and the GitHub App, if one is configured (also in .env). Costs nothing, changes nothing.
Exit code 2 when something stops work.

Example:
  backline doctor`;

/** `backline doctor`: tells in one screen what is wrong here, and the way out. */
export function doctorCommand(io: CliIo): Command {
  return cliCommand('doctor', io)
    .description('tells what is wrong with the set-up here, and what to do about it')
    .addOption(
      new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', HELP)
    .action(async ({ format }: { format: 'text' | 'json' }) => {
      const [{ runDoctor }, { doctorJson, doctorText, somethingStops }] = await Promise.all([
        import('../doctor/run-doctor.ts'),
        import('../doctor/print-doctor.ts'),
      ]);
      const sections = await runDoctor(io);
      io.stdout.write(
        format === 'json'
          ? doctorJson(sections)
          : doctorText(sections, usesColor(io.stdout, io.env)),
      );
      io.exitCode = somethingStops(sections) ? EXIT.usage : EXIT.ok;
    });
}
