import type { Snapshot } from '../../ports/repository.ts';
import { cleanPath, ToolInputError } from './tool.ts';

/** Files of the same name that are offered in place of one that is not there. */
const MOST_OFFERED = 5;

/** A file that is there. */
export interface Located {
  path: string;
  bytes: Uint8Array;
  /** The line, of a path that was written with one. */
  line: number | null;
  /** What the reader has to know when it is not the path that was asked for. */
  note: string | null;
}

/**
 * The file that a path means, as models write paths: with a line behind it, or by the old name of
 * a renamed file, or by the new one in the old tree. Throws a ToolInputError that names the way on
 * when there is none: the other tree, the folder, or files of that name.
 */
export async function locateFile(
  written: string,
  snapshot: Snapshot,
  { other, renamed }: { other: Snapshot | null; renamed: ReadonlyMap<string, string> },
): Promise<Located> {
  const path = cleanPath(written);
  const direct = path === '' ? null : await snapshot.read(path);
  if (direct !== null) return { path, bytes: direct, line: null, note: null };
  const [, bare, line] = /^(.+?):(\d+)(?:[-:]\d+)?$/.exec(path) ?? [];
  const atLine = bare === undefined ? null : await snapshot.read(bare);
  if (bare !== undefined && atLine !== null) {
    return { path: bare, bytes: atLine, line: Number(line), note: null };
  }
  const name = renamed.get(path);
  const moved = name === undefined ? null : await snapshot.read(name);
  if (name !== undefined && moved !== null) {
    return { path: name, bytes: moved, line: null, note: `${path} is called ${name} there` };
  }
  throw new ToolInputError(await whereElse(path, snapshot, other));
}

async function whereElse(
  path: string,
  snapshot: Snapshot,
  other: Snapshot | null,
): Promise<string> {
  const missing = `There is no file at ${path}.`;
  if (other !== null && (await other.read(path)) !== null) {
    return `${missing} The change deletes it; show_base has it.`;
  }
  const entries = await snapshot.list();
  if (entries.some((entry) => entry.path.startsWith(`${path}/`))) {
    return `${path} is a folder. list_files shows what is in it.`;
  }
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const named = entries.filter(
    (entry) => entry.path.toLowerCase().endsWith(`/${name}`) || entry.path.toLowerCase() === name,
  );
  if (named.length === 0) return `${missing} list_files and search show what there is.`;
  const offered = named.slice(0, MOST_OFFERED).map((entry) => entry.path);
  const more = named.length > offered.length ? ` and ${named.length - offered.length} more` : '';
  return `${missing} By that name there is: ${offered.join(', ')}${more}.`;
}
