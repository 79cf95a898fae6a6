import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';

/**
 * Reads a file that the user named, wherever it lies; null when there is none. Throws a UserError
 * when it is there but can't be read (a folder, no permission).
 */
export async function readNamedFile(cwd: string, path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(resolve(cwd, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EISDIR')
      throw new UserError(`${path}: is a folder, not a file.`, { cause: error });
    if (code === 'EACCES' || code === 'EPERM') {
      throw new UserError(`${path}: may not be read; check its permissions.`, { cause: error });
    }
    throw error;
  }
}
