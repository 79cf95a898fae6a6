import picomatch from 'picomatch';
import type { Operator } from './operator.ts';

/** Whether the operator serves a repository. Case does not matter, as it doesn't to GitHub. */
export function servesRepository({ allow }: Operator, owner: string, name: string): boolean {
  const matches = (glob: string): boolean =>
    picomatch.isMatch(glob.includes('/') ? `${owner}/${name}` : owner, glob, {
      nocase: true,
      dot: true,
    });
  if (allow.repositories.some((glob) => glob.startsWith('!') && matches(glob.slice(1)))) {
    return false;
  }
  const wanted = allow.repositories.filter((glob) => !glob.startsWith('!'));
  return wanted.length === 0 || wanted.some(matches);
}

/** Whether an entry of `allow.models` is a glob over ids rather than a name. */
export function isModelGlob(entry: string): boolean {
  return /[*?[\]{}()!]/.test(entry);
}

/** Whether one of the globs has the id of a model; a gateway's prefix is part of the id. */
export function matchesModel(id: string, globs: readonly string[]): boolean {
  // Ids of gateways have slashes, which a glob's star would stop at.
  const flat = (text: string): string => text.replaceAll('/', ':');
  return globs.some((glob) => picomatch.isMatch(flat(id), flat(glob), { nocase: true, dot: true }));
}
