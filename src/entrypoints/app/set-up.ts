import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'probot';
import { UserError } from '../../core/errors.ts';
import type { CliIo } from '../io.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { createLog } from './log.ts';
import { explainListen, requirePort } from './port.ts';
import type { ServerSettings } from './settings.ts';
import { hasSmeeClient } from './smee.ts';

type Environment = Record<string, string | undefined>;

/** Probot reads these from the process itself. */
const READ_BY_PROBOT = ['GHE_HOST', 'GHE_PROTOCOL', 'GH_ORG', 'WEBHOOK_PROXY_URL', 'NO_SMEE_SETUP'];

/** Of what a registration gives, the App's OAuth credentials are not needed and not kept. */
const KEPT = ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET', 'WEBHOOK_PROXY_URL'];

/**
 * Serves Probot's set-up page until `io.signal` aborts: it registers an App with what `app.yml`
 * asks for and writes the App's settings to `.env` in `io.cwd`.
 */
export async function setUp(io: CliIo, env: Environment, settings: ServerSettings): Promise<void> {
  if (env['NODE_ENV'] === 'production') {
    throw new UserError(
      'APP_ID is missing: with NODE_ENV=production there is no set-up page, set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET',
    );
  }
  const { host } = settings;
  const port = await requirePort(host, settings.port);
  Object.assign(process.env, pick(env, READ_BY_PROBOT));
  const smee = hasSmeeClient();
  // Without its package Probot would warn about what is said below more clearly.
  if (!smee) process.env['NO_SMEE_SETUP'] = 'true';
  // Probot looks for app.yml and package.json in the current folder.
  process.chdir(PACKAGE_ROOT);
  const server = await run(() => undefined, {
    env: { ...env, HOST: host, PORT: String(port) },
    log: createLog(io.stderr, 'warn'),
    updateEnv: (values) => {
      writeDotEnv(io.cwd, pick(values, KEPT));
      // The page tells GitHub to send webhooks there.
      Object.assign(process.env, pick(values, ['WEBHOOK_PROXY_URL']));
      if (values['APP_ID'] !== undefined) {
        io.stderr.write('backline: the App is registered, .env holds its settings: start again\n');
      }
      return values;
    },
  }).catch((error: unknown) => {
    throw explainListen(error, host, port);
  });
  io.stderr.write(
    `backline: no App is configured: open http://${host}:${server.port}/probot to register one\n`,
  );
  if (!smee && env['WEBHOOK_PROXY_URL'] === undefined) {
    io.stderr.write(
      'backline: GitHub must reach this server: npm install smee-client and start again, or open the page through a tunnel\n',
    );
  }
  await aborted(io.signal);
  await server.stop();
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Later lines win, so that adding is enough. The file holds a key: only its owner may read it. */
export function writeDotEnv(folder: string, values: Environment): void {
  const lines = Object.entries(values).map(([name, value = '']) => `${name}=${quoted(value)}\n`);
  appendFileSync(join(folder, '.env'), `\n${lines.join('')}`, { mode: 0o600 });
}

function pick(values: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]),
  );
}

/** On one line: newlines written out are read back as such between double quotes. */
function quoted(value: string): string {
  const text = value.replace(/^"(.*)"$/s, '$1').replaceAll('\n', '\\n');
  if (!text.includes('"')) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  throw new UserError('a value with both kinds of quotes does not fit into .env');
}
