import { readObject, writeObject } from './objects.ts';

export interface TreeEntry {
  /** Octal, as git writes it: `100644`, `40000`, … */
  mode: string;
  id: string;
}

/** Entries by name, each character of which is one byte. */
type Tree = Map<string, TreeEntry>;

const FOLDER = '40000';
const FILE = '100644';

/** What stands at a path of a tree, or null. */
export async function entryAt(dir: string, tree: string, path: string): Promise<TreeEntry | null> {
  let entry: TreeEntry | undefined = { mode: FOLDER, id: tree };
  for (const name of bytesOf(path).split('/')) {
    if (entry?.mode !== FOLDER) return null;
    entry = (await readTree(dir, entry.id)).get(name);
  }
  return entry ?? null;
}

/**
 * Writes the tree that another becomes by changes of files, which are given by path: the blob that
 * a file becomes, or null where it goes.
 * @returns the new tree's id, null for one without entries
 */
export async function changedTree(
  dir: string,
  tree: string | null,
  changes: ReadonlyMap<string, string | null>,
): Promise<string | null> {
  const asBytes = [...changes].map(([path, blob]) => [bytesOf(path), blob] as const);
  return changed(dir, tree, new Map(asBytes));
}

async function changed(
  dir: string,
  tree: string | null,
  changes: ReadonlyMap<string, string | null>,
): Promise<string | null> {
  const entries: Tree = tree === null ? new Map() : await readTree(dir, tree);
  const below = new Map<string, Map<string, string | null>>();
  for (const [path, blob] of changes) {
    const cut = path.indexOf('/');
    if (cut >= 0) {
      const name = path.slice(0, cut);
      const inside = below.get(name) ?? new Map<string, string | null>();
      below.set(name, inside.set(path.slice(cut + 1), blob));
    } else if (blob === null) entries.delete(path);
    else entries.set(path, { mode: FILE, id: blob });
  }
  for (const [name, inside] of below) {
    const there = entries.get(name);
    const id = await changed(dir, there?.mode === FOLDER ? there.id : null, inside);
    // What goes below a file was not there, and leaves the file.
    if (id !== null) entries.set(name, { mode: FOLDER, id });
    else if (there?.mode === FOLDER) entries.delete(name);
  }
  return entries.size === 0 ? null : writeTree(dir, entries);
}

export function writeTree(dir: string, entries: Tree): string {
  // git sorts a folder as if its name ended with a slash.
  const key = ([name, { mode }]: [string, TreeEntry]): string =>
    mode === FOLDER ? `${name}/` : name;
  const sorted = [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const rows = sorted.map(([name, { mode, id }]) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(id, 'hex')]),
  );
  return writeObject(dir, 'tree', Buffer.concat(rows));
}

async function readTree(dir: string, id: string): Promise<Tree> {
  const found = await readObject(dir, id);
  if (found?.type !== 'tree') throw new Error(`no tree ${id} in ${dir}`);
  const { body } = found;
  const entries: Tree = new Map();
  for (let at = 0; at < body.length;) {
    const end = body.indexOf(0, at);
    const row = body.toString('latin1', at, end);
    const cut = row.indexOf(' ');
    at = end + 1 + 20;
    entries.set(row.slice(cut + 1), {
      mode: row.slice(0, cut),
      id: body.toString('hex', end + 1, at),
    });
  }
  return entries;
}

function bytesOf(path: string): string {
  return Buffer.from(path, 'utf8').toString('latin1');
}
