import type { Hunk } from '../../src/core/diff/model.ts';

/**
 * Rebuilds the new version of a file from its old version and the hunks, line by line, and looks
 * each row up at its line number in both blobs. Returns what is wrong first, or null.
 */
export function findWrongRow(hunks: Hunk[], oldBlob: Buffer, newBlob: Buffer): string | null {
  const before = linesOf(oldBlob);
  const after = linesOf(newBlob);
  const rebuilt: string[] = [];
  let taken = 0;
  for (const hunk of hunks) {
    const start = hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1;
    if (start < taken) return `the hunk at old line ${hunk.oldStart} reaches back`;
    for (; taken < start; taken++) rebuilt.push(before[taken] ?? '');
    const newStart = hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1;
    if (rebuilt.length !== newStart) return `the hunk at new line ${hunk.newStart} is off`;
    for (const { kind, old, new: line, text, noNewline } of hunk.lines) {
      const content = noNewline === true ? text : `${text}\n`;
      if ((old === null) !== (kind === 'add')) return `an old line number on the wrong kind of row`;
      if ((line === null) !== (kind === 'del')) return `a new line number on the wrong kind of row`;
      if (old !== null && (old !== taken + 1 || before[taken++] !== content)) {
        return `old line ${old} is not ${JSON.stringify(content.slice(0, 80))}`;
      }
      if (line === null) continue;
      rebuilt.push(content);
      if (line !== rebuilt.length || after[line - 1] !== content) {
        return `new line ${line} is not ${JSON.stringify(content.slice(0, 80))}`;
      }
    }
    if (taken !== start + hunk.oldLines || rebuilt.length !== newStart + hunk.newLines) {
      return `the hunk at old line ${hunk.oldStart} has other counts than its rows`;
    }
  }
  for (; taken < before.length; taken++) rebuilt.push(before[taken] ?? '');
  const wrong = after.findIndex((line, index) => rebuilt[index] !== line);
  if (wrong !== -1) return `new line ${wrong + 1} can not be rebuilt from the hunks`;
  return rebuilt.length === after.length
    ? null
    : `rebuilt ${rebuilt.length} lines of ${after.length}`;
}

/** A file's lines with their line feed, cut as bytes and decoded one by one. */
function linesOf(blob: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at < blob.length;) {
    const feed = blob.indexOf(10, at);
    const end = feed === -1 ? blob.length : feed + 1;
    lines.push(blob.toString('utf8', at, end));
    at = end;
  }
  return lines;
}
