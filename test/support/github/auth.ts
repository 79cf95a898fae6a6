import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { Refusal } from './http.ts';
import type { Account, App, Permissions, Token } from './model.ts';
import type { World } from './state.ts';

type InstallationToken = Extract<Token, { kind: 'installation' }>;

/** Who sends a request. */
export type Actor =
  | { kind: 'app'; app: App; account: Account }
  | { kind: 'installation'; token: InstallationToken; account: Account }
  | { kind: 'user'; account: Account }
  | { kind: 'anonymous' };

const MINUTES = 60_000;

interface Keys {
  privateKey: string;
  publicKey: App['publicKey'];
}

const generated: Keys[] = [];

/** The key pair of the nth App; making one takes long, so worlds of a process share them. */
export function keysFor(index: number): Keys {
  return (generated[index] ??= generateKeys());
}

function generateKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey: createPublicKey(publicKey) };
}

/**
 * The sender of a request by its Authorization header.
 * @throws Refusal 401 for what GitHub would not believe.
 */
export function authenticate(world: World, header: string | undefined): Actor {
  if (header === undefined) return { kind: 'anonymous' };
  const [scheme = '', value = ''] = header.split(' ');
  const token = scheme.toLowerCase() === 'basic' ? passwordOf(value) : value;
  if (token.split('.').length === 3) return appByJwt(world, token);
  const known = world.tokens.get(token);
  const endsAt = known?.expiresAt ?? null;
  const ended = endsAt !== null && endsAt <= world.clock.now();
  if (known === undefined || ended) throw new Refusal(401, 'Bad credentials');
  return known.kind === 'user'
    ? { kind: 'user', account: known.account }
    : { kind: 'installation', token: known, account: known.installation.app.bot };
}

export function newToken(prefix: 'ghs_' | 'ghp_'): string {
  return prefix + randomBytes(27).toString('base64url').replace(/[-_]/g, 'x').slice(0, 36);
}

/** Whether a token carries `name:access`; write includes read, and metadata may always be read. */
export function allows(permissions: Permissions, need: string): boolean {
  if (need === 'metadata:read') return true;
  const [name = '', access = ''] = need.split(':');
  const held = permissions[name];
  return held === 'write' || (held === 'read' && access === 'read');
}

export function forbidden(): Refusal {
  return new Refusal(403, 'Resource not accessible by integration');
}

/** The App that an actor writes for, or null for people. */
export function appOf(actor: Actor): App | null {
  if (actor.kind === 'app') return actor.app;
  return actor.kind === 'installation' ? actor.token.installation.app : null;
}

/** @throws Refusal 401 for the anonymous. */
export function accountOfActor(actor: Actor): Account {
  if (actor.kind === 'anonymous') throw new Refusal(401, 'Requires authentication');
  return actor.account;
}

function passwordOf(basic: string): string {
  const text = Buffer.from(basic, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

/** RS256, issued by a known App, at most 10 minutes long and not over. */
function appByJwt(world: World, jwt: string): Actor {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const claims = decode(payload);
  const app = world.apps.find((one) =>
    [String(one.id), clientId(one)].includes(String(claims['iss'])),
  );
  if (app === undefined) throw new Refusal(404, 'Integration not found');
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    app.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  if (decode(header)['alg'] !== 'RS256' || !signed) {
    throw new Refusal(401, 'A JSON web token could not be decoded');
  }
  const now = world.clock.now().getTime();
  const issued = Number(claims['iat']) * 1000;
  const ends = Number(claims['exp']) * 1000;
  if (!(ends > now))
    throw new Refusal(401, "'Expiration time' claim ('exp') must be in the future");
  if (ends > now + 10 * MINUTES) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (!(issued <= now + MINUTES)) {
    throw new Refusal(401, "'Issued at' claim ('iat') must be an Integer representing the past");
  }
  return { kind: 'app', app, account: app.bot };
}

export function clientId(app: App): string {
  return `Iv23li${String(app.id).padStart(14, '0')}`;
}

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    throw new Refusal(401, 'A JSON web token could not be decoded');
  }
}
