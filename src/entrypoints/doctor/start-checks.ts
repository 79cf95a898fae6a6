import { UserError } from '../../core/errors.ts';
import { ModelError, type Model } from '../../ports/model.ts';
import type { AppLog } from '../app/services.ts';
import { cacheCheck, dataFolderCheck, gitCheck } from './machine-checks.ts';

/** The start must not wait long for an API that will do without having been asked. */
const TIMEOUT_MS = 5000;

/**
 * What of `backline doctor` decides whether reviews can be done at all, before the first webhook is
 * taken. Throws a UserError for what nobody but the operator can mend: git, the data folder, a
 * refused key, a budget that nothing could hold. The rest is logged as a warning.
 */
export async function checkStart(
  { env, log }: { env: Record<string, string | undefined>; log: AppLog },
  cwd: string,
  model: Model,
): Promise<void> {
  const checks = [gitCheck(cwd, env), dataFolderCheck(cwd, env), cacheCheck(cwd, env)];
  for (const check of await Promise.all(checks)) {
    const { name, status, says, fix } = check;
    if (status === 'wrong') throw new UserError([name, says, ...(fix ? [fix] : [])].join(': '));
    if (status === 'warning') log.warn({ check: name, fix }, says);
  }
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const { note } = await model.resolve('opus', signal);
    if (note !== undefined) log.warn({ check: 'model' }, note);
  } catch (error) {
    if (error instanceof ModelError) throw new UserError(error.message, { cause: error });
    if (!signal.aborted) throw error;
    const says = `the Claude API gave no answer within ${TIMEOUT_MS / 1000} s`;
    log.warn({ check: 'model' }, says);
  }
}
