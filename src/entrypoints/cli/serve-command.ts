import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';

const HELP = `
Environment (also read from .env in the current folder):
  APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET   the App; without them a set-up page
  HOST (localhost), PORT (3000), WEBHOOK_PATH (/api/github/webhooks)
  GHE_HOST, GHE_PROTOCOL                                    a GitHub Enterprise Server
  WEBHOOK_PROXY_URL                                         a smee.io channel (needs smee-client)
  LOG_LEVEL (info)

Health: GET /healthz (the process runs), GET /readyz (it takes webhooks)

Example:
  backline serve`;

/** `backline serve`: the GitHub App, until a signal stops it. */
export function serveCommand(io: CliIo, serve: () => Promise<void>): Command {
  return cliCommand('serve', io)
    .description('runs the GitHub App: takes webhooks and reviews pull requests')
    .addHelpText('after', HELP)
    .action(serve);
}
