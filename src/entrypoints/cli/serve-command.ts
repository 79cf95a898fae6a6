import type { Command } from 'commander';
import type { CliIo } from '../io.ts';
import { cliCommand } from './command.ts';

const HELP = `
Environment (also read from .env in the current folder):
  APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET   the App; without them a set-up page
  HOST (localhost), PORT (3000), WEBHOOK_PATH (/api/github/webhooks)
  ANTHROPIC_API_KEY, or ANTHROPIC_AUTH_TOKEN for a gateway  the model
  BACKLINE_DATA (.backline)                                 repositories' objects, the embedded store
  BACKLINE_CACHE_MB (10000)                                 most megabytes of those objects
  DATABASE_URL                                              a Postgres for the store instead
  BACKLINE_CONFIG                                           the operator's file: who, what, how much
  ADMIN_TOKEN, ADMIN_HOST (127.0.0.1), ADMIN_PORT (3001)    admin page and metrics; without it none
  GHE_HOST, GHE_PROTOCOL                                    a GitHub Enterprise Server
  WEBHOOK_PROXY_URL                                         a smee.io channel (needs smee-client)
  LOG_LEVEL (info)

Health: GET /healthz (the process runs), GET /readyz (it takes webhooks and the store answers)
Ctrl-C or SIGTERM stops it: running reviews get ten seconds, the rest goes on at the next start.

Example:
  backline serve`;

/** `backline serve`: the GitHub App, until a signal stops it. */
export function serveCommand(io: CliIo, serve: () => Promise<void>): Command {
  return cliCommand('serve', io)
    .description('runs the GitHub App: takes webhooks and reviews pull requests')
    .addHelpText('after', HELP)
    .action(serve);
}
