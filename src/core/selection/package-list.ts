/**
 * Whether a module's name is on a list of words. A word names a package with everything in it
 * (`next-auth` also means `next-auth/jwt`), one ending in `*` every name that begins so, one
 * beginning with `!` takes a name out again.
 */
export function packageList(list: string): (specifier: string) => boolean {
  const words = list.trim().split(/\s+/);
  const taken = matcher(words.filter((word) => !word.startsWith('!')));
  const exempt = matcher(words.filter((word) => word.startsWith('!')).map((word) => word.slice(1)));
  return (specifier) => taken(specifier) && !exempt(specifier);
}

function matcher(words: readonly string[]): (specifier: string) => boolean {
  const whole = new Set(words.filter((word) => !word.endsWith('*')));
  const starts = words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  return (specifier) => {
    for (let end = specifier.length; end > 0; end = specifier.lastIndexOf('/', end - 1)) {
      if (whole.has(specifier.slice(0, end))) return true;
    }
    return starts.some((start) => specifier.startsWith(start));
  };
}
