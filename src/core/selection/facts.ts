import type { Candidate } from './select.ts';

/** How much of a text the content signals look at, in UTF-16 code units. */
const TEXT_LIMIT = 64 * 1024;
/** How far imports and a generator's note can stand from the top. */
const HEAD_LIMIT = 8 * 1024;

/** What the rules may ask about a file, worked out once. */
export interface FileFacts {
  /** As git spells it. */
  path: string;
  /** Last part of the path, lower case. */
  name: string;
  /** Every ending of the name, lower case: `.test.ts` and `.ts` for `a.test.ts`. */
  endings: readonly string[];
  /** The folders on the way to the file, lower case, outermost first. */
  folders: readonly string[];
  /** The first 64 Ki code units; empty when the text can't be had. */
  text: string;
  /** The first 8 Ki code units. */
  head: string;
}

/** A file whose text is null is known by its path alone. */
export function factsOf(candidate: Pick<Candidate, 'path' | 'text'>): FileFacts {
  const parts = candidate.path.toLowerCase().split('/');
  const name = parts.pop() ?? '';
  const text = candidate.text?.slice(0, TEXT_LIMIT) ?? '';
  return {
    path: candidate.path,
    name,
    endings: endingsOf(name),
    folders: parts,
    text,
    head: text.slice(0, HEAD_LIMIT),
  };
}

function endingsOf(name: string): string[] {
  const endings: string[] = [];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    endings.push(name.slice(dot));
    if (endings.length === 4) break;
  }
  return endings;
}
