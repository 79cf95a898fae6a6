import { decodeBytes } from '../../core/diff/parse-hunks.ts';
import { UserError } from '../../core/errors.ts';
import type { SearchMatch, SearchOptions, TreeEntry } from '../../ports/repository.ts';
import type { ObjectView } from './object-view.ts';
import { GitError } from './run-git.ts';

/** Characters are what a pattern means, not bytes; `C` would read `é` as two. */
const LOCALE = { LC_ALL: 'C.UTF-8' };

/**
 * Searches a tree's regular text files with `git grep -E`, in path order. Matches behind the
 * limit are cut, git is stopped then. Throws a UserError when the pattern can't be compiled.
 */
export async function searchTree(
  view: ObjectView,
  tree: string,
  files: TreeEntry[],
  pattern: string,
  { under = [], ignoreCase = false, limit, signal }: SearchOptions,
): Promise<{ matches: SearchMatch[]; truncated: boolean }> {
  if (pattern.includes('\0')) throw new UserError('A search pattern can not hold a NUL character.');
  const args = ['grep', '-E', '-I', '-z', '-n', '--full-name', '--no-color'];
  if (ignoreCase) args.push('-i');
  args.push('-e', pattern, tree, '--', ...under.map((path) => pathspecOf(path, files)));
  const matches: SearchMatch[] = [];
  let rest = '';
  try {
    const output = view.stream(args, {
      env: { ...LOCALE, GIT_LITERAL_PATHSPECS: '0' },
      accept: [0, 1],
      ...(signal !== undefined && { signal }),
    });
    for await (const chunk of output) {
      const text: string = rest + chunk.toString('latin1');
      let at = 0;
      for (;;) {
        const nameEnd = text.indexOf('\0', at);
        const numberEnd = nameEnd === -1 ? -1 : text.indexOf('\0', nameEnd + 1);
        const end = numberEnd === -1 ? -1 : text.indexOf('\n', numberEnd + 1);
        if (end === -1) break;
        if (matches.length === limit) return { matches, truncated: true };
        matches.push({
          path: decodeBytes(text.slice(at + tree.length + 1, nameEnd)),
          line: Number(text.slice(nameEnd + 1, numberEnd)),
          text: decodeBytes(text.slice(numberEnd + 1, end)),
        });
        at = end + 1;
      }
      rest = text.slice(at);
    }
  } catch (error) {
    const why = error instanceof GitError && /^fatal: [^\n]*?, '[^]*': ([^\n]+)/.exec(error.stderr);
    if (why) throw new UserError(`The search pattern can not be read: ${why[1]}.`);
    throw error;
  }
  return { matches, truncated: false };
}

/** What exists by that name is meant literally (`app/[id]`), the rest as a glob. */
function pathspecOf(path: string, files: TreeEntry[]): string {
  const name = path.replace(/^\.\/|\/+$/g, '');
  if (name === '' || name === '.') return ':(top)';
  const exists = files.some((file) => file.path === name || file.path.startsWith(`${name}/`));
  return `:(top,${exists || !/[*?[]/.test(name) ? 'literal' : 'glob'})${name}`;
}
