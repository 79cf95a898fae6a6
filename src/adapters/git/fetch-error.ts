/**
 * - unauthorized: the server wants another token
 * - forbidden: the token may not read the repository
 * - not_found: there is no such repository, or it may not be seen
 * - missing_commit: the server has no such commit (any more)
 * - malformed: what came fails git's checks
 * - disk_full
 * - network: the server was not reached, broke off or has trouble of its own
 * - failed: anything else, such as a damaged folder
 */
export type FetchErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'missing_commit'
  | 'malformed'
  | 'disk_full'
  | 'network'
  | 'failed';

/** Commits could not be fetched. The message is one line for people; no secret is in it. */
export class FetchError extends Error {
  override name = 'FetchError';
  readonly kind: FetchErrorKind;

  constructor(kind: FetchErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** git's words for each, in the C locale; the first that matches counts. */
const WORDS: [RegExp, FetchErrorKind][] = [
  [/No space left on device|Disk quota exceeded/i, 'disk_full'],
  [
    /Authentication failed|could not read (?:Username|Password)|returned error: 401/i,
    'unauthorized',
  ],
  [/returned error: 403|access denied/i, 'forbidden'],
  [/repository '.*' not found|returned error: 404/i, 'not_found'],
  [/not our ref|unadvertised object|find remote ref/i, 'missing_commit'],
  [/fsck error/i, 'malformed'],
  [
    /Could not resolve|Failed to connect|Couldn't connect|Connection|timed out|Timeout|RPC failed|early EOF|unexpected disconnect|hung up|SSL|TLS|returned error: (?:429|5\d\d)|Operation too slow/i,
    'network',
  ],
];

/** What git's words on stderr speak of. */
export function kindOf(stderr: string): FetchErrorKind {
  return WORDS.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'failed';
}

/** Reads git's last words. `token` is taken out of them, should a server ever repeat it. */
export function toFetchError(stderr: string, url: string, token: string | null): FetchError {
  const said = token === null ? stderr : stderr.replaceAll(token, '[token]');
  const kind = kindOf(said);
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^(?:fatal|error|remote): /, '').trim())
    .filter((line) => line !== '');
  const words = lines.slice(-3).join('; ').slice(0, 500) || 'git said nothing';
  return new FetchError(kind, `git could not fetch from ${url}: ${words}`);
}
