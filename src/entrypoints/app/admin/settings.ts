import { UserError } from '../../../core/errors.ts';

export interface AdminSettings {
  host: string;
  port: number;
  token: string;
}

/** What fits into the head of a request, and is too long to be guessed. */
const TOKEN = /^[\x21-\x7e]{16,}$/;

/**
 * Where the admin listener is; null without ADMIN_TOKEN, which is what turns it on. Throws a
 * UserError that names the variable.
 */
export function readAdminSettings(env: Record<string, string | undefined>): AdminSettings | null {
  const { ADMIN_TOKEN: token, ADMIN_PORT: port, ADMIN_HOST: host } = env;
  if (!token) {
    const set = port ? 'ADMIN_PORT' : host ? 'ADMIN_HOST' : undefined;
    if (set === undefined) return null;
    throw new UserError(
      `${set} is set but ADMIN_TOKEN is missing: without a token there is no admin page`,
    );
  }
  if (!TOKEN.test(token)) {
    throw new UserError(
      'ADMIN_TOKEN must be at least 16 letters, digits and signs, without spaces: openssl rand -hex 24 makes one',
    );
  }
  if (port && (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)) {
    throw new UserError(`ADMIN_PORT is no port number: ${JSON.stringify(port)}`);
  }
  return { host: host || '127.0.0.1', port: Number(port || 3001), token };
}
