import { Command, InvalidArgumentError, Option } from 'commander';
import type { CliIo } from '../io.ts';

/**
 * Reviews what `head` adds to its ancestor `base`, both commit ids, within `maxSeconds`; `signal`
 * ends what has not noticed some seconds later, and at an interruption. Writes to stderr alone.
 * The exit code is that of `backline review`; `notReviewed` is for people.
 */
export type ReviewPush = (
  range: { base: string; head: string; label: string },
  limits: { maxSeconds: number; signal: AbortSignal },
) => Promise<{ exitCode: number; notReviewed: { what: string; why: string }[] }>;

/** What an installed hook starts, as absolute paths. */
export interface HookProgram {
  node: string;
  program: string;
}

const MAX_TIME = 120;

const INSTALL_HELP = `
Goes into the folder that git runs hooks from (core.hooksPath counts). A pre-push hook that is
there already is kept as pre-push.before-backline and runs first.

A push is stopped by findings alone (exit code 1 of the review). When the review is incomplete,
lacks its key or fails, one line says so and the push goes on; with --strict it is stopped when
the review is incomplete or can not start (3 and 2).

To push without the review: BACKLINE_SKIP=1 git push, or git push --no-verify.

Example:
  backline hook install --strict --max-time 60`;

const STATUS_HELP = `
Exit code 0 when the hook is installed and what it starts is there, else 1.

Example:
  backline hook status || backline hook install`;

const RUN_HELP = `
Reads from stdin what git tells a pre-push hook. For a hook of your own, or of a hook manager:
  backline hook run pre-push "$@"

Exit code 0 lets the push through; 1 stops it for findings, 130 after an interruption, with
--strict also 2 (the review could not start) and 3 (it is incomplete). BACKLINE_SKIP=1 skips all.

Example:
  echo "main $(git rev-parse main) refs/heads/main $(git rev-parse origin/main)" |
    backline hook run pre-push origin "$(git remote get-url origin)"`;

/** `backline hook install | uninstall | status | run pre-push REMOTE URL`. */
export function hookCommand(
  io: CliIo,
  reviewPush: ReviewPush,
  program: HookProgram = { node: process.execPath, program: process.argv[1] ?? '' },
): Command {
  const command = new Command('hook')
    .description('reviews what is pushed, from a pre-push hook')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    })
    .addHelpText('after', '\nExample:\n  backline hook install');
  command
    .command('install')
    .description('installs the pre-push hook, or brings it up to date')
    .option('--strict', 'stop a push also when its review is incomplete or can not start')
    .addOption(maxTimeOption())
    .option('--force', 'replace a hook of ours that was edited by hand')
    .addHelpText('after', INSTALL_HELP)
    .action(async (options: { strict?: true; maxTime: number; force?: true }) => {
      const { installHook } = await import('./install.ts');
      const { maxTime } = options;
      await installHook(io, program, {
        strict: options.strict === true,
        maxTime,
        force: options.force === true,
      });
    });
  command
    .command('uninstall')
    .description('removes the hook and brings back the one that was there before')
    .option('--force', 'remove it though it was edited by hand')
    .addHelpText('after', '\nExample:\n  backline hook uninstall')
    .action(async (options: { force?: true }) => {
      const { uninstallHook } = await import('./uninstall.ts');
      await uninstallHook(io, { force: options.force === true });
    });
  command
    .command('status')
    .description('says whether the hook is installed and works')
    .addHelpText('after', STATUS_HELP)
    .action(async () => {
      const { showHookStatus } = await import('./status.ts');
      await showHookStatus(io);
    });
  command
    .command('run')
    .description('does what the hook does; git calls it')
    .addHelpText('after', RUN_HELP)
    .command('pre-push')
    .description('reviews what is about to be pushed')
    .argument('<remote>', 'name of the remote, or its URL when it has none')
    .argument('<url>', 'URL of the remote')
    .option('--strict', 'stop the push also when its review is incomplete or can not start')
    .addOption(maxTimeOption())
    .addHelpText('after', RUN_HELP)
    .action(async (remote: string, url: string, options: { strict?: true; maxTime: number }) => {
      const { runPrePush } = await import('./run-pre-push.ts');
      const { maxTime } = options;
      await runPrePush(io, reviewPush, { remote, url, maxTime, strict: options.strict === true });
    });
  return command;
}

function maxTimeOption(): Option {
  return new Option('--max-time <seconds>', 'for all refs of a push together')
    .default(MAX_TIME)
    .argParser((text) => {
      if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
      throw new InvalidArgumentError('It takes a whole number of seconds, 1 or more.');
    });
}
