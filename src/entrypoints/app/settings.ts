import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../../core/errors.ts';
import { readPrivateKey } from './private-key.ts';

type Environment = Record<string, string | undefined>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export interface ServerSettings {
  host: string;
  port: number;
  webhookPath: string;
  webhookProxy: string | undefined;
  /** REST's root. */
  baseUrl: string;
  logLevel: (typeof LOG_LEVELS)[number];
}

export interface AppSettings {
  appId: number;
  privateKey: string;
  secret: string;
}

/**
 * The environment with what `.env` in `cwd` adds to it; Probot's set-up page writes that file. The
 * environment itself goes before it.
 */
export function withDotEnv(env: Environment, cwd: string): Environment {
  let text: string;
  try {
    text = readFileSync(join(cwd, '.env'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return env;
    throw new UserError(`.env can't be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  return { ...parseEnv(text), ...env };
}

/** What the server listens on and talks to. Throws a UserError that names the variable. */
export function readServerSettings(env: Environment): ServerSettings {
  const { PORT: port = '3000', LOG_LEVEL: level = 'info' } = env;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UserError(`PORT is no port number: ${JSON.stringify(port)}`);
  }
  const logLevel = LOG_LEVELS.find((one) => one === level);
  if (logLevel === undefined) {
    throw new UserError(
      `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not ${JSON.stringify(level)}`,
    );
  }
  const webhookPath = env['WEBHOOK_PATH'] || '/api/github/webhooks';
  if (!webhookPath.startsWith('/')) {
    throw new UserError(`WEBHOOK_PATH must start with a slash: ${JSON.stringify(webhookPath)}`);
  }
  return {
    host: env['HOST'] || 'localhost',
    port: Number(port),
    webhookPath,
    webhookProxy: env['WEBHOOK_PROXY_URL'] || undefined,
    baseUrl: apiUrl(env),
    logLevel,
  };
}

/**
 * Who the App is; null when nothing says so, which is when it has to be set up. Half of it is an
 * error: without a secret Probot would check signatures with a word that everybody knows.
 */
export function readAppSettings(env: Environment, cwd: string): AppSettings | null {
  const { APP_ID: id, WEBHOOK_SECRET: secret } = env;
  if (!id) {
    const set = ['PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'].find((name) => env[name]);
    if (set !== undefined) throw new UserError(`${set} is set but APP_ID is missing`);
    return null;
  }
  if (!/^[1-9]\d{0,14}$/.test(id)) {
    throw new UserError(
      `APP_ID must be the number on the App's settings page, not ${JSON.stringify(id)}`,
    );
  }
  const privateKey = readPrivateKey(env, cwd);
  if (!secret) {
    throw new UserError(
      "WEBHOOK_SECRET is missing: without the secret of the App's webhook anybody could send events",
    );
  }
  return { appId: Number(id), privateKey, secret };
}

function apiUrl({ GHE_HOST: host, GHE_PROTOCOL: protocol = 'https' }: Environment): string {
  if (!host) return 'https://api.github.com';
  if (protocol !== 'https' && protocol !== 'http') {
    throw new UserError(`GHE_PROTOCOL must be https or http, not ${JSON.stringify(protocol)}`);
  }
  if (!URL.canParse(`${protocol}://${host}`) || host.includes('/')) {
    throw new UserError(`GHE_HOST must be a host name, not ${JSON.stringify(host)}`);
  }
  if (host.endsWith('.ghe.com')) return `${protocol}://api.${host}`;
  return `${protocol}://${host}/api/v3`;
}
