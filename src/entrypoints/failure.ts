import { FetchError, type FetchErrorKind } from '../adapters/git/fetch-error.ts';
import { UserError } from '../core/errors.ts';
import { GitHubError, PASSING } from '../ports/github-error.ts';
import { ModelError, type ModelErrorKind } from '../ports/model.ts';
import { EXIT } from './io.ts';

/** What passes, or lies with others: the same command may well go through later. */
const OUTSIDE_GIT = new Set<FetchErrorKind>(['network', 'missing_commit', 'malformed', 'failed']);
const OUTSIDE_MODEL = new Set<ModelErrorKind>([
  'unreachable',
  'rate_limited',
  'overloaded',
  'server',
  'broken_stream',
  'timeout',
  'replay_miss',
]);

/**
 * What ended a command, in one line, and the exit code: `usage` for what the user can mend, a
 * refused token or key among it; `incomplete` for trouble outside, such as GitHub out of reach. Null
 * for a fault of ours.
 */
export function explainFailure(error: unknown): { line: string; code: number } | null {
  if (error instanceof UserError) return { line: error.message, code: EXIT.usage };
  const outside = isOutside(error);
  if (outside === null) return null;
  return { line: (error as Error).message, code: outside ? EXIT.incomplete : EXIT.usage };
}

/** Null for any other error. */
function isOutside(error: unknown): boolean | null {
  if (error instanceof GitHubError) return PASSING.has(error.kind);
  if (error instanceof FetchError) return OUTSIDE_GIT.has(error.kind);
  if (error instanceof ModelError) return OUTSIDE_MODEL.has(error.kind);
  return null;
}
