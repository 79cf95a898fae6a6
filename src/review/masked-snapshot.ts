import { withoutMasks } from '../core/secrets/mark.ts';
import { maskSecrets, type Masks } from '../core/secrets/masks.ts';
import type { SearchMatch, Snapshot } from '../ports/repository.ts';

/** Bytes that git looks at to tell binary content from text. */
const PROBED = 8000;

/** Matches asked for beyond the limit, so that hidden ones do not show by what they push out. */
const SPARE_MATCHES = 1000;

/**
 * A snapshot whose files hold marks in place of credentials, to the model and to whoever holds its
 * quotes against them. Binary content passes as it is.
 *
 * A search must not answer whether a pattern fits a credential, or one could be spelled out try by
 * try. A masked line is therefore found by what is still to be read of it, and only where a plain
 * look tells that it is there: by a pattern of literal words (or several, parted by `|`).
 */
export function maskSnapshot(snapshot: Snapshot, masks: Masks): Snapshot {
  const masked = new Map<string, Promise<ReadonlyMap<number, string>>>();
  const maskedLines = (path: string): Promise<ReadonlyMap<number, string>> => {
    const lines = masked.get(path) ?? readMaskedLines(snapshot, path, masks);
    masked.set(path, lines);
    return lines;
  };
  return {
    id: snapshot.id,
    async read(path) {
      const bytes = await snapshot.read(path);
      return bytes === null ? null : maskBytes(bytes, masks);
    },
    list: (under) => snapshot.list(under),
    attributes: (paths, names) => snapshot.attributes(paths, names),
    async search(pattern, options) {
      const limit = options.limit + SPARE_MATCHES;
      const all = await snapshot.search(pattern, { ...options, limit });
      const words = literalWords(pattern);
      const matches: SearchMatch[] = [];
      for (const match of all.matches) {
        const text = (await maskedLines(match.path)).get(match.line);
        if (text === undefined) matches.push(match);
        else if (holdsAny(text, words, options.ignoreCase === true)) {
          matches.push({ ...match, text });
        }
        if (matches.length > options.limit) break;
      }
      return {
        matches: matches.slice(0, options.limit),
        truncated: all.truncated || matches.length > options.limit,
      };
    },
  };
}

/** A file's bytes with marks in place of credentials; the same bytes where there are none. */
export function maskBytes(bytes: Uint8Array, masks: Masks): Uint8Array {
  if (bytes.subarray(0, PROBED).includes(0)) return bytes;
  const { text, encoding } = decode(bytes);
  const masked = maskSecrets(text, masks, false);
  return masked.secrets.length === 0 ? bytes : Buffer.from(masked.text, encoding);
}

/** Text that is no UTF-8 goes byte by byte, so that all but the marks comes back as it was. */
function decode(bytes: Uint8Array): { text: string; encoding: 'utf8' | 'latin1' } {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { text: decoder.decode(bytes), encoding: 'utf8' };
  } catch {
    return { text: Buffer.from(bytes).toString('latin1'), encoding: 'latin1' };
  }
}

/** The lines of a file that a mark changes, by their number from 1. */
async function readMaskedLines(
  snapshot: Snapshot,
  path: string,
  masks: Masks,
): Promise<ReadonlyMap<number, string>> {
  const changed = new Map<number, string>();
  const bytes = await snapshot.read(path);
  if (bytes === null) return changed;
  const masked = maskBytes(bytes, masks);
  if (masked === bytes) return changed;
  const lines = new TextDecoder().decode(masked).split('\n');
  const original = new TextDecoder().decode(bytes).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line !== original[index]) changed.set(index + 1, line);
  }
  return changed;
}

/**
 * The words of a pattern that is made of them alone, so that a line which holds one fits it; none
 * for any other pattern.
 */
function literalWords(pattern: string): string[] {
  const bare = pattern.replaceAll(/\\[.$^*+?()[\]{}\\/"'-]/g, '');
  if (/[\\$^*+?()[\]{}]/.test(bare)) return [];
  return pattern
    .split('|')
    .map((word) => word.replaceAll(/\\(.)/g, '$1'))
    .filter((word) => word.trim() !== '');
}

function holdsAny(masked: string, words: string[], ignoreCase: boolean): boolean {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const line = fold(withoutMasks(masked));
  return words.some((word) => line.includes(fold(word)));
}
