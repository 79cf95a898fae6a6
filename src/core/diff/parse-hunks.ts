import parseDiff from 'parse-diff';
import { readHunkHeader } from './hunk-header.ts';
import type { DiffLine, Hunk } from './model.ts';
import { DiffSyntaxError } from './syntax-error.ts';

/**
 * parse-diff guesses names from whatever stands above the hunks, so it is always given these.
 * Below them its rows and numbers are right as long as every hunk is complete, which is checked.
 */
const SYNTHETIC_HEADER = '--- a/file\n+++ b/file\n';
const NO_NEWLINE_ROW = '\n\\ No newline at end of file';
const BACKSLASH = 92;
const SPACE = 32;

/**
 * The hunks of one file: what GitHub calls `patch`, or what stands behind the file headers in a
 * unified diff. Rows keep their characters as they are given; text read from git as latin1 (one
 * character per byte, nothing lost) is turned into UTF-8 by `decodeHunks`.
 * Throws a DiffSyntaxError when rows and `@@` headers disagree or something is left over.
 */
export function parseHunks(patch: string): Hunk[] {
  const text = normalise(patch);
  if (text === '') return [];
  if (!text.startsWith('@@ ')) throw new DiffSyntaxError('no hunk header at the start');
  const files = parseDiff(SYNTHETIC_HEADER + text);
  const [file] = files;
  if (file === undefined || files.length > 1) {
    throw new DiffSyntaxError('another file starts inside');
  }
  const hunks = file.chunks.map(toHunk);
  // Every character must belong to a row, line feeds included.
  const taken = file.chunks.reduce((sum, chunk) => sum + lengthOf(chunk), -1);
  if (taken !== text.length) throw new DiffSyntaxError('text that belongs to no hunk');
  return hunks;
}

/** Turns rows that hold one character per byte into UTF-8 text, in place. */
export function decodeHunks(hunks: Hunk[]): void {
  for (const hunk of hunks) {
    hunk.section = decodeBytes(hunk.section);
    for (const line of hunk.lines) line.text = decodeBytes(line.text);
  }
}

/** Reads a string of bytes (one character each) as UTF-8; invalid sequences become U+FFFD. */
export function decodeBytes(bytes: string): string {
  return /[\u0080-\u00ff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

function normalise(patch: string): string {
  // Without its last line feed: an empty string behind it would count as an empty context row.
  const text = patch.endsWith('\n') ? patch.slice(0, -1) : patch;
  // GNU diff translates this row; nothing else inside a hunk starts with a backslash.
  return text.includes('\n\\') ? text.replace(/\n\\[^\n]*/g, NO_NEWLINE_ROW) : text;
}

function toHunk(chunk: parseDiff.Chunk): Hunk {
  const header = readHunkHeader(chunk.content);
  if (header === null) throw new DiffSyntaxError(`unreadable hunk header ${clip(chunk.content)}`);
  const lines: DiffLine[] = [];
  let oldLines = 0;
  let newLines = 0;
  for (const change of chunk.changes) {
    if (change.content.charCodeAt(0) === BACKSLASH) {
      const last = lines.at(-1);
      if (last === undefined)
        throw new DiffSyntaxError('a note on a missing line feed without row');
      last.noNewline = true;
      continue;
    }
    const line = toLine(change);
    if (line.old !== null) oldLines++;
    if (line.new !== null) newLines++;
    lines.push(line);
  }
  if (oldLines !== header.oldLines || newLines !== header.newLines || lines.length === 0) {
    throw new DiffSyntaxError(
      `the hunk ${clip(chunk.content)} has ${oldLines} old and ${newLines} new lines`,
    );
  }
  const { oldStart, newStart, section } = header;
  return { oldStart, oldLines, newStart, newLines, section, lines };
}

function toLine(change: parseDiff.Change): DiffLine {
  const text = change.content.slice(1);
  if (change.type === 'add') return { kind: 'add', old: null, new: change.ln, text };
  if (change.type === 'del') return { kind: 'del', old: change.ln, new: null, text };
  // An empty row is an empty context line (diff.suppressBlankEmpty, mailers that trim).
  if (change.content !== '' && change.content.charCodeAt(0) !== SPACE) {
    throw new DiffSyntaxError(`a row that is none of a hunk: ${clip(change.content)}`);
  }
  return { kind: 'context', old: change.ln1, new: change.ln2, text };
}

function lengthOf(chunk: parseDiff.Chunk): number {
  let length = chunk.content.length + 1;
  for (const change of chunk.changes) length += change.content.length + 1;
  return length;
}

function clip(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
