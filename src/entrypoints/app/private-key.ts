import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';

/**
 * The App's private key as PEM, from PRIVATE_KEY (the text, with real or written `\n`, or base64 of
 * it) or from the file PRIVATE_KEY_PATH. Throws a UserError when it is missing or no RSA key; the
 * error never quotes it.
 */
export function readPrivateKey(env: Record<string, string | undefined>, cwd: string): string {
  const { PRIVATE_KEY: text, PRIVATE_KEY_PATH: path } = env;
  if (!text && !path) {
    throw new UserError(
      'APP_ID is set but the private key is missing: set PRIVATE_KEY or PRIVATE_KEY_PATH to the .pem file of the App',
    );
  }
  const name = text ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH';
  const pem = text ? unpack(text) : readFile(path ?? '', cwd);
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'rsa') return pem;
  } catch {
    // The cause could quote the key.
  }
  throw new UserError(
    `${name} holds no RSA private key in PEM: generate one on the App's settings page`,
  );
}

function readFile(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`PRIVATE_KEY_PATH ${path} can't be read (${code ?? 'unknown'})`, {
      cause: error,
    });
  }
}

/** Environments that hold one line only carry the key with `\n` written out, or as base64. */
function unpack(text: string): string {
  const lines = text.replaceAll('\\n', '\n');
  return lines.includes('-----BEGIN') ? lines : Buffer.from(text, 'base64').toString('utf8');
}
