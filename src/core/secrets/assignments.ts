import { isPlaceholder, isRandom, isSample, isTypedPassword } from './placeholder.ts';
import type { Secret } from './secret.ts';

/** The end of a name that a credential is kept under. */
const NAME = String.raw`(?:password|passwd|passphrase|pwd|secret(?:[_-]?(?:access[_-]?)?key|[_-]?base|[_-]?token)*|(?:api|app|access|account|auth|client|consumer|encryption|jwt|license|master|private|service|session|shared|signing|storage|webhook)[_-]?key|token|credential)s?`;

/** A name, what may stand between it and its value, and the value in quotes. */
const QUOTED = new RegExp(
  String.raw`${NAME}["'\`\]]{0,2}(?:\s?\??:\s?[\w.|]{1,30}(?=\s{0,4}=))?\s{0,8}(?:=>|:=|={1,3}|[:,(])\s{0,8}(["'\`])([^\s"'\`\\]{8,256})\1`,
  'gi',
);

/** One line of an .env, .properties or YAML file: a name and a bare value, and nothing else. */
const BARE = new RegExp(
  String.raw`^[ \t]*(?:export[ \t]|-[ \t]|ENV[ \t]|ARG[ \t]|["']?)[\w.-]{0,80}?${NAME}["']?(=|[ \t]?[=:][ \t]{1,4})([^\s"'\`$<>(){}\[\];,\\]{8,256})(?=[ \t]*\r?$)`,
  'gim',
);

/** `Authorization: Basic dXNlcjpwYXNzd29yZA==`. */
const BASIC = /(?<=\bBasic )[A-Za-z0-9+/]{16,400}={0,2}(?![A-Za-z0-9+/=])/g;

/** Values that a name gives away: assigned, passed or sent, when they do not look like a sample. */
export function findAssignments(text: string): Secret[] {
  const found: Secret[] = [];
  const add = (name: string, value: string, end: number, typed: boolean): void => {
    const kind = /pass|pwd/i.test(name) ? 'password' : 'secret';
    const start = end - value.length;
    if (isPlaceholder(value)) return;
    if (isRandom(value)) {
      // JSON in base64 is a token that expires more often than one that stays.
      const certainty = value.startsWith('eyJ') ? 'possible' : 'likely';
      found.push({ kind, certainty, start, end });
    } else if (typed && kind === 'password' && isTypedPassword(value) && !isSample(value)) {
      found.push({ kind, certainty: 'possible', start, end });
    }
  };
  for (const match of text.matchAll(QUOTED)) {
    add(match[0], match[2]!, match.index + match[0].length - 1, true);
  }
  for (const match of text.matchAll(BARE)) {
    // A bare word behind `name = ` is a variable in most languages; behind `NAME=` it is a value.
    const [all, connector, value] = [match[0], match[1]!, match[2]!];
    add(all.slice(0, -value.length), value, match.index + all.length, connector === '=');
  }
  for (const match of text.matchAll(BASIC)) {
    if (!isUserAndPassword(match[0])) continue;
    const [start, end] = [match.index, match.index + match[0].length];
    found.push({ kind: 'basic auth credentials', certainty: 'likely', start, end });
  }
  return found;
}

function isUserAndPassword(encoded: string): boolean {
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  const match = /^([\x21-\x39\x3b-\x7e]{1,100}):([\x21-\x7e]{4,200})$/.exec(decoded);
  return match !== null && match[1] !== match[2] && !isSample(match[2]!);
}
