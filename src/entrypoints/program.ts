import type { Command } from 'commander';
import { agentsCommand } from './cli/agents-command.ts';
import { cliCommand } from './cli/command.ts';
import { diffCommand } from './cli/diff-command.ts';
import { reviewCommand } from './cli/review-command.ts';
import { diffLocally } from './diff-locally.ts';
import { hookCommand } from './hook/hook-command.ts';
import type { CliIo } from './io.ts';
import { packageVersion } from './package-root.ts';
import { reviewLocally } from './review-locally.ts';

/** All commands, each with what it needs handed in. */
export function createProgram(io: CliIo): Command {
  return cliCommand('backline', io)
    .description('Reviews the backend part of a change and comments on the exact line.')
    .version(packageVersion(), '-V, --version')
    .addCommand(
      reviewCommand(io, async (options, paths) => void (await reviewLocally(io, options, paths))),
    )
    .addCommand(diffCommand(io, (options, paths) => diffLocally(io, options, paths)))
    .addCommand(agentsCommand(io))
    .addCommand(
      hookCommand(io, async ({ base, head, label }, { maxSeconds }) => {
        const own = { ...io, exitCode: 0 };
        io.stderr.write(`backline: reviewing ${label}\n`);
        const result = await reviewLocally(
          own,
          { base, head, maxTime: maxSeconds, format: 'terminal' },
          [],
        );
        return { exitCode: own.exitCode, notReviewed: result?.incomplete ?? [] };
      }),
    );
}
