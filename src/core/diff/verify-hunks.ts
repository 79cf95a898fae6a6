import type { DiffLine, Hunk } from './model.ts';

const LINE_FEED = 10;

/**
 * Holds hunks against both versions of their file, all three with one character per byte.
 * Every row must stand at its line in the old or the new version (context rows in both), and
 * what lies between the hunks must be the same on both sides, so that the hunks turn the old
 * version into the new one. Returns what disagrees, for people to read, or null.
 */
export function findDisagreement(hunks: Hunk[], oldText: string, newText: string): string | null {
  let oldAt = 0;
  let newAt = 0;
  let oldLine = 1;
  let newLine = 1;
  for (const hunk of hunks) {
    // With no line on a side, git counts from the line before.
    const oldGap = hunk.oldStart + (hunk.oldLines === 0 ? 1 : 0) - oldLine;
    const newGap = hunk.newStart + (hunk.newLines === 0 ? 1 : 0) - newLine;
    if (oldGap < 0 || oldGap !== newGap) return 'its hunks are out of step';
    const oldEnd = skipLines(oldText, oldAt, oldGap);
    const newEnd = skipLines(newText, newAt, newGap);
    if (oldEnd === -1 || oldText.slice(oldAt, oldEnd) !== newText.slice(newAt, newEnd)) {
      return `what precedes old line ${hunk.oldStart} changed without a row that says so`;
    }
    oldAt = oldEnd;
    newAt = newEnd;
    oldLine += oldGap;
    newLine += newGap;
    for (const line of hunk.lines) {
      if (line.old !== null) {
        oldAt = line.old === oldLine ? passRow(oldText, oldAt, line) : -1;
        if (oldAt === -1) return `old line ${oldLine} is not what the diff shows`;
        oldLine++;
      }
      if (line.new !== null) {
        newAt = line.new === newLine ? passRow(newText, newAt, line) : -1;
        if (newAt === -1) return `new line ${newLine} is not what the diff shows`;
        newLine++;
      }
    }
  }
  if (oldText.slice(oldAt) !== newText.slice(newAt)) {
    return 'it changed behind the last row that the diff shows';
  }
  return null;
}

/** The offset behind `count` more lines, -1 when the text has fewer. */
function skipLines(text: string, from: number, count: number): number {
  let at = from;
  for (let skipped = 0; skipped < count; skipped++) {
    const end = text.indexOf('\n', at);
    if (end === -1) return -1;
    at = end + 1;
  }
  return at;
}

/** The offset behind the row when it stands at `at` as a whole line, else -1. */
function passRow(text: string, at: number, line: DiffLine): number {
  const end = at + line.text.length;
  // Slices share the text's memory; comparing them is faster than `startsWith`.
  if (text.slice(at, end) !== line.text) return -1;
  if (line.noNewline === true) return end === text.length && end > at ? end : -1;
  return text.charCodeAt(end) === LINE_FEED ? end + 1 : -1;
}
