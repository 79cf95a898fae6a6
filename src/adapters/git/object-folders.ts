import { readFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { scanQuotedName } from '../../core/diff/quoted-name.ts';

/**
 * The folder that holds a repository's objects and those it borrows from, all absolute:
 * alternates, theirs in turn, and GIT_ALTERNATE_OBJECT_DIRECTORIES.
 */
export async function findObjectFolders(main: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const borrowed = (env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] ?? '').split(delimiter);
  const waiting = [main, ...borrowed.filter((path) => path !== '').map(unquote)];
  const found = new Set<string>();
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    if (found.has(folder)) continue;
    found.add(folder);
    for (const line of await readAlternates(folder)) {
      waiting.push(isAbsolute(line) ? line : resolve(folder, line));
    }
  }
  return [...found];
}

/** The text of an `objects/info/alternates` that names these folders. */
export function formatAlternates(folders: string[]): string {
  return folders.map((folder) => `${quote(folder)}\n`).join('');
}

async function readAlternates(folder: string): Promise<string[]> {
  try {
    const text = await readFile(join(folder, 'info', 'alternates'), 'utf8');
    const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
    return lines.filter((line) => line !== '' && !line.startsWith('#')).map(unquote);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function unquote(path: string): string {
  const bytes = Buffer.from(path, 'utf8').toString('latin1');
  const quoted = scanQuotedName(bytes, 0);
  return quoted === null ? path : Buffer.from(quoted.name, 'latin1').toString('utf8');
}

function quote(path: string): string {
  if (!/^["#]|\n/.test(path)) return path;
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
