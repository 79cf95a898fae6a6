import type { FileIndex } from './file-index.ts';

/** The changed file that a path means; `note` says how it was found when it was not named exactly. */
export interface ResolvedPath {
  index: FileIndex;
  note?: string;
}

/**
 * The file that an answer's path means: as it is; freed of what was put around it (`./`, `a/`,
 * quotes, a line number, the escapes of the prompt); by a rename's old name; or the only changed
 * file whose path ends in it, that it ends in, or that differs in case alone. Null when none or
 * several do.
 */
export function resolvePath(
  written: string,
  files: ReadonlyMap<string, FileIndex>,
): ResolvedPath | null {
  const exact = files.get(written);
  if (exact !== undefined) return { index: exact };
  const spellings = spellingsOf(written);
  for (const path of spellings) {
    const index = files.get(path);
    if (index !== undefined) return { index };
  }
  const all = [...files.values()];
  const only = (fits: (file: FileIndex['file']) => boolean): FileIndex | null => {
    const fitting = all.filter(({ file }) => fits(file));
    return fitting.length === 1 ? fitting[0]! : null;
  };
  for (const path of spellings) {
    const same = only((file) => file.path.normalize('NFC') === path.normalize('NFC'));
    if (same !== null) return { index: same };
    const renamed = only(({ previousPath }) => previousPath === path);
    if (renamed !== null) return { index: renamed, note: 'named by its old path' };
  }
  for (const path of spellings) {
    const ending =
      only((file) => file.path.endsWith(`/${path}`)) ??
      only((file) => path.endsWith(`/${file.path}`));
    if (ending !== null) return { index: ending, note: 'named by the end of its path' };
    const cased = only((file) => file.path.toLowerCase() === path.toLowerCase());
    if (cased !== null) return { index: cased, note: 'named in another case' };
  }
  return null;
}

/** What a path may be without what was put around it, the nearest to what was written first. */
function spellingsOf(written: string): string[] {
  const spellings: string[] = [];
  const add = (path: string): string => {
    if (path !== '' && !spellings.includes(path)) spellings.push(path);
    return path;
  };
  const unescaped = add(
    written
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('\\n', '\n')
      .replaceAll('&amp;', '&'),
  );
  const bare = add(unescaped.trim().replace(/^(["'`(]+)(.*?)["'`)]+$/s, '$2'));
  const relative = add(bare.replace(/^(?:\.\/|[ab]\/|\/)/, ''));
  const unnumbered = add(relative.replace(/(?::\d+(?:[-:]\d+)?|#L?\d+(?:-L?\d+)?)$/, ''));
  add(unnumbered.replaceAll('\\', '/').replace(/^(?:\.\/|[ab]\/|\/)/, ''));
  return spellings;
}
