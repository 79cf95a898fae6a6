import { UserError } from '../../core/errors.ts';
import { GitHubError } from '../../ports/github-error.ts';
import { ModelError } from '../../ports/model.ts';
import type { Progress } from '../../ports/progress.ts';
import type { CliIo } from '../io.ts';
import { startProgress } from './write-review.ts';

/**
 * Runs a command that shows how far it is, which ends with it, however that ends. What the model's
 * API or GitHub refused is told to the user in one line: throws a UserError for it.
 */
export async function withProgress<T>(
  io: CliIo,
  options: { quiet?: true; language?: string },
  run: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = startProgress(io, options);
  try {
    return await run(progress);
  } catch (error) {
    if (error instanceof ModelError || error instanceof GitHubError) {
      throw new UserError(error.message, { cause: error });
    }
    throw error;
  } finally {
    progress({ kind: 'done' });
  }
}
