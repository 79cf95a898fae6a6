import type { Command } from 'commander';
import { agentsCommand } from './cli/agents-command.ts';
import { askCommand } from './cli/ask-command.ts';
import { cliCommand } from './cli/command.ts';
import { configCommand } from './cli/config-command.ts';
import { diffCommand } from './cli/diff-command.ts';
import { doctorCommand } from './cli/doctor-command.ts';
import { evalCommand } from './cli/eval-command.ts';
import { jobsCommand } from './cli/jobs-command.ts';
import { learnCommand } from './cli/learn-command.ts';
import { prCommand } from './cli/pr-command.ts';
import { reviewCommand } from './cli/review-command.ts';
import { serveCommand } from './cli/serve-command.ts';
import { statsCommand } from './cli/stats-command.ts';
import { hookCommand } from './hook/hook-command.ts';
import type { CliIo } from './io.ts';
import { packageVersion } from './package-root.ts';

/**
 * All commands, each with what it needs handed in. What does the work is loaded when it is called,
 * so that no command waits for the libraries of another.
 */
export function createProgram(io: CliIo): Command {
  return cliCommand('backline', io)
    .description('Reviews the backend part of a change and comments on the exact line.')
    .version(packageVersion(), '-V, --version')
    .addCommand(
      reviewCommand(io, async (options, paths) => {
        const { reviewLocally } = await import('./review-locally.ts');
        await reviewLocally(io, options, paths);
      }),
    )
    .addCommand(
      diffCommand(io, async (options, paths) => {
        const { diffLocally } = await import('./diff-locally.ts');
        await diffLocally(io, options, paths);
      }),
    )
    .addCommand(
      prCommand(io, async (options, pull) => {
        const { reviewPullLocally } = await import('./review-pull-locally.ts');
        await reviewPullLocally(io, options, pull);
      }),
    )
    .addCommand(
      evalCommand(io, async (dir, options) => {
        const { evalLocally } = await import('./eval-locally.ts');
        await evalLocally(io, dir, options);
      }),
    )
    .addCommand(
      askCommand(io, async (question, options, paths) => {
        const { askLocally } = await import('./ask-locally.ts');
        await askLocally(io, question, options, paths);
      }),
    )
    .addCommand(
      statsCommand(io, async (repositories, options) => {
        const { statsLocally } = await import('./stats-locally.ts');
        await statsLocally(io, repositories, options);
      }),
    )
    .addCommand(
      learnCommand(io, async (options, repository) => {
        const { learnLocally } = await import('./learn-locally.ts');
        await learnLocally(io, options, repository);
      }),
    )
    .addCommand(agentsCommand(io))
    .addCommand(configCommand(io))
    .addCommand(doctorCommand(io))
    .addCommand(
      serveCommand(io, async () => {
        const [{ serve }, { createAppWorker }] = await Promise.all([
          import('./app/serve.ts'),
          import('./app-worker.ts'),
        ]);
        await serve(io, createAppWorker);
      }),
    )
    .addCommand(
      jobsCommand(io, async (request) => {
        const { jobsLocally } = await import('./jobs-locally.ts');
        await jobsLocally(io, request);
      }),
    )
    .addCommand(
      hookCommand(io, async ({ base, head, label }, { maxSeconds, signal }) => {
        // git's own stdout may be read by a program (git push --porcelain).
        const own = { ...io, stdout: io.stderr, exitCode: 0, signal };
        io.stderr.write(`backline: reviewing ${label}\n`);
        const { reviewLocally } = await import('./review-locally.ts');
        const result = await reviewLocally(
          own,
          { base, head, maxTime: maxSeconds, format: 'terminal' },
          [],
        );
        return { exitCode: own.exitCode, notReviewed: result?.incomplete ?? [] };
      }),
    );
}
