import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The nearest folder at or above `folder` that has a `.git`; `folder` itself when none has. */
export async function findWorkTreeRoot(folder: string): Promise<string> {
  for (let current = folder; ; current = dirname(current)) {
    if (await exists(join(current, '.git'))) return current;
    if (dirname(current) === current) return folder;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
