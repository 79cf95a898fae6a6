import { readName, scanQuotedName } from './quoted-name.ts';

/** Both names as a patch prints them, null for /dev/null. One character per byte. */
export interface NamePair {
  old: string | null;
  new: string | null;
}

const ABSENT = '/dev/null';
/** The letters git puts before names: a/ b/, and those of diff.mnemonicPrefix. */
const PREFIXES = /^[abciow12]\//;

/** Reads `--- X` and `+++ Y` (the four characters in front included). */
export function namesOfHeader(oldLine: string, newLine: string): NamePair {
  const [before, after] = [readName(oldLine.slice(4)), readName(newLine.slice(4))];
  return { old: before === ABSENT ? null : before, new: after === ABSENT ? null : after };
}

/**
 * Reads `diff --git X Y`. Unquoted names are told apart by what git promises: without renames
 * both are the same behind their prefix. Null when they can't be told apart.
 */
export function namesOfGitLine(line: string): NamePair | null {
  const text = line.slice('diff --git '.length);
  const quoted = scanQuotedName(text, 0);
  if (quoted !== null && text[quoted.end] === ' ') {
    return { old: quoted.name, new: readWhole(text.slice(quoted.end + 1)) };
  }
  if (text.endsWith('"')) {
    for (let at = text.indexOf(' "'); at !== -1; at = text.indexOf(' "', at + 1)) {
      const second = scanQuotedName(text, at + 1);
      if (second?.end === text.length) return { old: text.slice(0, at), new: second.name };
    }
  }
  const middle = (text.length - 1) / 2;
  if (text[middle] !== ' ') return null;
  const pair = { old: text.slice(0, middle), new: text.slice(middle + 1) };
  const same = pair.old === pair.new || behindSlash(pair.old) === behindSlash(pair.new);
  return same ? pair : null;
}

/**
 * Takes the prefixes off: `a/` and `b/` and their like when both names carry different ones,
 * nothing when the names are equal (diff.noprefix), and the first folder when only that differs
 * (`diff -ru old new`).
 */
export function stripPrefixes(pair: NamePair): NamePair {
  if (pair.old === null || pair.new === null) {
    return { old: stripLetter(pair.old), new: stripLetter(pair.new) };
  }
  if (pair.old === pair.new) return { old: undot(pair.old), new: undot(pair.new) };
  const letters = PREFIXES.test(pair.old) && PREFIXES.test(pair.new) && pair.old[0] !== pair.new[0];
  const [before, after] = [behindSlash(pair.old), behindSlash(pair.new)];
  if (letters || (before !== null && before === after)) return { old: before, new: after };
  return { old: undot(pair.old), new: undot(pair.new) };
}

function readWhole(text: string): string {
  return scanQuotedName(text, 0)?.name ?? text;
}

function behindSlash(name: string): string | null {
  const slash = name.indexOf('/');
  return slash === -1 ? null : name.slice(slash + 1);
}

function stripLetter(name: string | null): string | null {
  return name === null ? null : undot(name.replace(PREFIXES, ''));
}

function undot(name: string): string {
  return name.replace(/^(?:\.\/)+/, '');
}
