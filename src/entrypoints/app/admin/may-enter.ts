import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether an `Authorization` header carries the token: as a bearer's, or for browsers as the
 * password of Basic, with any name. How long the answer takes tells nothing about the token.
 */
export function mayEnter(authorization: string | undefined, token: string): boolean {
  const [, scheme = '', given = ''] = /^(\S+) +(\S+) *$/.exec(authorization ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return isSame(given, token);
    case 'basic': {
      const pair = Buffer.from(given, 'base64').toString();
      return isSame(pair.slice(pair.indexOf(':') + 1), token);
    }
    default:
      return false;
  }
}

/** Digests have one length, whatever was given. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
