import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { defaultOperator, type Operator } from '../core/operator/operator.ts';

/** The variable that names the operator's file. */
const OPERATOR_FILE = 'BACKLINE_CONFIG';

/** The path of the operator's file, null when there is none. */
export function operatorFile(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string | null {
  const name = env[OPERATOR_FILE];
  return name === undefined || name === '' ? null : resolve(cwd, name);
}

/**
 * What the operator allows: the file that `BACKLINE_CONFIG` names, else everything. Throws a
 * UserError of one line when it can't be read or is wrong: nothing runs on half of its limits.
 */
export async function loadOperator(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<Operator> {
  const path = operatorFile(env, cwd);
  if (path === null) return defaultOperator();
  let source: string;
  try {
    source = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${OPERATOR_FILE} names ${path}, which can't be read (${code}).`, {
      cause: error,
    });
  }
  const { parseOperator } = await import('../core/operator/parse-operator.ts');
  return parseOperator(source, path);
}
