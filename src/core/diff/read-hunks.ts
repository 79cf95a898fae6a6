import { readHunkHeader } from './hunk-header.ts';
import type { DiffLine, Hunk } from './model.ts';
import { DiffSyntaxError } from './syntax-error.ts';

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const BACKSLASH = 92;

/**
 * The hunks of one file as our own git prints them: every row with its line feed, nothing trimmed
 * or translated. What others hand over goes through `parseHunks`, which is built for that and
 * gives the same rows for the same text; a large change is read here in a fraction of its time and
 * memory, and each row is held against the blobs afterwards.
 * Throws a DiffSyntaxError when rows and `@@` headers disagree or something is left over.
 */
export function readHunks(text: string): Hunk[] {
  const hunks: Hunk[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfRow(text, at);
    const line = text.slice(at, end);
    const header = readHunkHeader(line);
    if (header === null) throw new DiffSyntaxError(`text that belongs to no hunk: ${clip(line)}`);
    const { oldStart, oldLines, newStart, newLines, section } = header;
    const lines: DiffLine[] = [];
    at = readRows(text, end + 1, header, lines);
    hunks.push({ oldStart, oldLines, newStart, newLines, section, lines });
  }
  return hunks;
}

/** Fills `lines` with the rows that the header announces; gives the offset behind them. */
function readRows(
  text: string,
  from: number,
  header: Pick<Hunk, 'oldStart' | 'oldLines' | 'newStart' | 'newLines'>,
  lines: DiffLine[],
): number {
  let [old, next] = [header.oldStart, header.newStart];
  const [oldEnd, newEnd] = [old + header.oldLines, next + header.newLines];
  let at = from;
  while (old < oldEnd || next < newEnd) {
    const first = text.charCodeAt(at);
    const end = endOfRow(text, at);
    if (first === SPACE) {
      lines.push({ kind: 'context', old: old++, new: next++, text: text.slice(at + 1, end) });
    } else if (first === PLUS) {
      lines.push({ kind: 'add', old: null, new: next++, text: text.slice(at + 1, end) });
    } else if (first === MINUS) {
      lines.push({ kind: 'del', old: old++, new: null, text: text.slice(at + 1, end) });
    } else if (first === BACKSLASH) markUnended(lines);
    else throw new DiffSyntaxError(`a row that is none of a hunk: ${clip(text.slice(at, end))}`);
    at = end + 1;
  }
  if (old > oldEnd || next > newEnd || lines.length === 0) {
    throw new DiffSyntaxError('a hunk whose rows are not those that its header announces');
  }
  if (text.charCodeAt(at) !== BACKSLASH) return at;
  markUnended(lines);
  return endOfRow(text, at) + 1;
}

function markUnended(lines: DiffLine[]): void {
  const last = lines.at(-1);
  if (last === undefined) throw new DiffSyntaxError('a note on a missing line feed without row');
  last.noNewline = true;
}

function endOfRow(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) throw new DiffSyntaxError('it ends inside a hunk');
  return end;
}

function clip(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
