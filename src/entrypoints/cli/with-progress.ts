import type { Progress } from '../../ports/progress.ts';
import type { CliIo } from '../io.ts';
import { startProgress } from './write-review.ts';

/** Runs a command that shows how far it is, which ends with it, however that ends. */
export async function withProgress<T>(
  io: CliIo,
  options: { quiet?: true; language?: string },
  run: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = startProgress(io, options);
  try {
    return await run(progress);
  } finally {
    progress({ kind: 'done' });
  }
}
