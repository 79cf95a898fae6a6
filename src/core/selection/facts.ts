import type { Candidate } from './select.ts';

/** How much of a text the content signals look at, in UTF-16 code units. */
const TEXT_LIMIT = 64 * 1024;
/** How far imports and a generator's note can stand from the top. */
const HEAD_LIMIT = 8 * 1024;
const BLOCKS = [
  ['/*', '*/'],
  ['<!--', '-->'],
  ['"""', '"""'],
  ["'''", "'''"],
  ['(*', '*)'],
  ['{-', '-}'],
] as const;

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
  /** The comment at the top, up to the first line of code; 8 Ki code units at most. */
  opening: string;
}

/** A file whose text is null is known by its path alone. */
export function factsOf(candidate: Pick<Candidate, 'path' | 'text'>): FileFacts {
  const parts = candidate.path.toLowerCase().split('/');
  const name = parts.pop() ?? '';
  const text = candidate.text?.slice(0, TEXT_LIMIT) ?? '';
  const head = text.slice(0, HEAD_LIMIT);
  return {
    path: candidate.path,
    name,
    endings: endingsOf(name),
    folders: parts,
    text,
    head,
    opening: openingOf(head),
  };
}

const COMMENT_LINE = /^\s*(?:\/\/|\/?\*|#|--|<!--|;|%|@rem|rem |\/\*)/i;
/** What may stand above or between the lines of a note without being code. */
const PREAMBLE = /^\s*(?:$|<\?(?:php|xml)|package |['"]use \w+['"]|---\s*$|\{?-#|"""|'''|\(\*)/;

function openingOf(head: string): string {
  let end = 0;
  let closing = '';
  for (const line of head.split('\n')) {
    if (closing !== '') {
      if (line.includes(closing)) closing = '';
    } else if (COMMENT_LINE.test(line) || PREAMBLE.test(line)) {
      closing = closingOf(line);
    } else {
      break;
    }
    end += line.length + 1;
  }
  return head.slice(0, end);
}

/** What ends a comment that stays open at the end of the line. */
function closingOf(line: string): string {
  for (const [open, close] of BLOCKS) {
    const start = line.indexOf(open);
    if (start !== -1) return line.includes(close, start + open.length) ? '' : close;
  }
  return '';
}

function endingsOf(name: string): string[] {
  const endings: string[] = [];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    endings.push(name.slice(dot));
    if (endings.length === 4) break;
  }
  return endings;
}
