import picomatch from 'picomatch';
import type { Selection, SelectionSettings } from './select.ts';

/** What the user's configuration says of a path, undefined when it says nothing. */
export function userGlobs(
  settings: Pick<SelectionSettings, 'include' | 'exclude'>,
): (path: string) => Selection | undefined {
  const exclude = prepared(settings.exclude);
  const include = prepared(settings.include);
  return (path) => {
    const out = exclude.find(({ matches }) => matches(path));
    if (out) return { selected: false, reason: `excluded by your configuration (${out.glob})` };
    const within = include.find(({ matches }) => matches(path));
    if (within)
      return { selected: true, reason: `included by your configuration (${within.glob})` };
    return undefined;
  };
}

function prepared(
  globs: readonly string[],
): { glob: string; matches: (path: string) => boolean }[] {
  return globs.map((glob) => ({ glob, matches: picomatch(glob, { dot: true }) }));
}
