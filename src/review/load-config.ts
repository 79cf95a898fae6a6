import type { Config } from '../core/config/config.ts';
import { defaultConfig } from '../core/config/default-config.ts';
import { UserError } from '../core/errors.ts';

/** Where a repository's configuration may stand. */
export const CONFIG_PATHS = ['.github/backline.yml', '.github/backline.yaml'] as const;

export interface LoadedConfig {
  config: Config;
  /** The file it was read from, null when there is none and the defaults hold. */
  source: string | null;
}

/**
 * Reads a repository's configuration. `read` answers with a file's bytes by its path from the
 * root, null when there is none; on a pull request it reads the base.
 * Throws a UserError when the file is wrong or when both spellings of its name are there.
 */
export async function loadConfig(
  read: (path: string) => Promise<Uint8Array | null>,
): Promise<LoadedConfig> {
  const [short, long] = CONFIG_PATHS;
  const [first, second] = [await read(short), await read(long)];
  if (first !== null && second !== null) {
    throw new UserError(`${short} and ${long} are both there; keep one of them.`);
  }
  const [bytes, source] = first === null ? [second, long] : [first, short];
  if (bytes === null) return { config: defaultConfig(), source: null };
  const { parseConfig } = await import('../core/config/parse-config.ts');
  return { config: parseConfig(decode(bytes, source), source), source };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${path}: is not UTF-8 text.`, { cause: error });
  }
}
