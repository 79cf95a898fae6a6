import type { Config } from '../core/config/config.ts';
import { defaultConfig } from '../core/config/default-config.ts';
import { SUBMODULE_MODE, SYMLINK_MODE } from '../core/diff/model.ts';
import { UserError } from '../core/errors.ts';
import type { RepositoryFiles } from './agent-sources.ts';

/** Where a repository's configuration may stand. */
export const CONFIG_PATHS = ['.github/backline.yml', '.github/backline.yaml'] as const;

const FOLDER = '.github';

export interface LoadedConfig {
  config: Config;
  /** The file it was read from, null when there is none and the defaults hold. */
  source: string | null;
}

/**
 * Reads a repository's configuration; on a pull request from the base.
 * Throws a UserError when the file is wrong, is no file (a link is never followed), or when both
 * spellings of its name are there.
 */
export async function loadConfig({ read, list }: RepositoryFiles): Promise<LoadedConfig> {
  const [short, long] = CONFIG_PATHS;
  refuseNoFile(await list(FOLDER));
  const [first, second] = [await read(short), await read(long)];
  if (first !== null && second !== null) {
    throw new UserError(`${short} and ${long} are both there; keep one of them.`);
  }
  const [bytes, source] = first === null ? [second, long] : [first, short];
  if (bytes === null) return { config: defaultConfig(), source: null };
  const { parseConfig } = await import('../core/config/parse-config.ts');
  return { config: parseConfig(decode(bytes, source), source), source };
}

/** What lies in a file's place must not look as if there were no configuration. */
function refuseNoFile(entries: readonly { path: string; mode: string }[]): void {
  for (const config of CONFIG_PATHS) {
    const there = entries.find(({ path }) => path === config || path.startsWith(`${config}/`));
    if (there === undefined) continue;
    if (there.path !== config) throw new UserError(`${config}: is a folder, not a file.`);
    if (there.mode === SYMLINK_MODE) {
      throw new UserError(
        `${config}: is a symbolic link, which is never followed; put the file itself there.`,
      );
    }
    if (there.mode === SUBMODULE_MODE) {
      throw new UserError(`${config}: is a submodule, not a file.`);
    }
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${path}: is not UTF-8 text.`, { cause: error });
  }
}
