import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { decodeBytes } from '../../core/diff/parse-hunks.ts';
import type { TreeEntry } from '../../ports/repository.ts';
import type { ObjectView } from './object-view.ts';

/**
 * Attributes of paths by a tree's own `.gitattributes` files, given as entries. git before 2.43
 * can't read them from a tree, so they go into an index of their own.
 */
export async function readAttributes(
  view: ObjectView,
  attributeFiles: TreeEntry[],
  paths: string[],
  names: string[],
): Promise<Map<string, Record<string, string>>> {
  const result = new Map<string, Record<string, string>>();
  for (const path of paths) {
    result.set(path, Object.fromEntries(names.map((name) => [name, 'unspecified'])));
  }
  const askable = paths.filter((path) => path !== '' && !path.includes('\0'));
  if (attributeFiles.length === 0 || askable.length === 0 || names.length === 0) return result;
  const env = { GIT_INDEX_FILE: join(view.dir, `attributes-${randomUUID()}.index`) };
  const rows = attributeFiles.map(({ path, mode, oid }) => `${mode} ${oid} 0\t${path}\0`);
  await view.run(['update-index', '-z', '--index-info'], { env, input: rows.join('') });
  const { stdout } = await view.run(['check-attr', '-z', '--cached', '--stdin', ...names], {
    env,
    input: askable.map((path) => `${path}\0`).join(''),
  });
  const fields = stdout.toString('latin1').split('\0');
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', name = '', value = ''] = fields.slice(at, at + 3).map(decodeBytes);
    const attributes = result.get(path);
    if (attributes !== undefined) attributes[name] = value;
  }
  return result;
}
