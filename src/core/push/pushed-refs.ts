import { UserError } from '../errors.ts';

/** One ref of a push, as git tells the pre-push hook on its stdin (githooks(5)). */
export interface PushedRef {
  /** What is pushed: a ref, `HEAD`, an expression (may hold spaces), or `(delete)`. */
  localRef: string;
  /** Object id in full; all zeros when the remote ref is deleted. May name a tag object. */
  localOid: string;
  /** The full name of the ref on the remote. */
  remoteRef: string;
  /** What the remote has there before the push; all zeros when it has nothing yet. */
  remoteOid: string;
}

// The local side may be `HEAD@{1 day ago}`; the three fields behind it hold no spaces.
const LINE = /^(.+) ([0-9a-f]{40}|[0-9a-f]{64}) ([^ ]+) ([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Reads the lines `LOCAL-REF LOCAL-OID REMOTE-REF REMOTE-OID`; blank lines count for nothing.
 * Throws a UserError on any other line: a ref that can not be read must not pass as reviewed.
 */
export function parsePushedRefs(text: string): PushedRef[] {
  const refs: PushedRef[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, localRef, localOid, remoteRef, remoteOid] = LINE.exec(line) ?? [];
    if (!localRef || !localOid || !remoteRef || !remoteOid) {
      throw new UserError(
        `Line ${index + 1} on stdin is not what git tells a pre-push hook (LOCAL-REF OID REMOTE-REF OID): run this through git push.`,
      );
    }
    refs.push({ localRef, localOid, remoteRef, remoteOid });
  }
  return refs;
}

/** True for git's "no object": zeros alone, 40 (SHA-1) or 64 (SHA-256). */
export function isZeroOid(oid: string): boolean {
  return /^0+$/.test(oid);
}
