import type { ChangedFile, Hunk } from '../core/diff/model.ts';
import { fileText } from '../core/prompt/change-text.ts';
import { roughTokens } from '../core/prompt/tokens.ts';

/** Files that are shown to the model together, in one conversation. */
export interface FileGroup {
  files: ChangedFile[];
}

/**
 * Packs files, neighbours in the tree first, into groups of at most `limit` tokens of change text.
 * A file too large for one group is shown in parts, each with some of its hunks (a hunk too large
 * is cut between rows), so that every row is read once.
 */
export function groupFiles(files: ChangedFile[], limit: number): FileGroup[] {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const groups: FileGroup[] = [];
  let current: ChangedFile[] = [];
  let tokens = 0;
  for (const part of sorted.flatMap((file) => splitFile(file, limit))) {
    const size = roughTokens(fileText(part));
    if (current.length > 0 && tokens + size > limit) {
      groups.push({ files: current });
      current = [];
      tokens = 0;
    }
    current.push(part);
    tokens += size;
  }
  if (current.length > 0) groups.push({ files: current });
  return groups;
}

function splitFile(file: ChangedFile, limit: number): ChangedFile[] {
  if (roughTokens(fileText(file)) <= limit) return [file];
  const parts: ChangedFile[] = [];
  let hunks: Hunk[] = [];
  let tokens = 0;
  for (const hunk of file.hunks.flatMap((hunk) => splitHunk(file, hunk, limit))) {
    const size = roughTokens(fileText({ ...file, hunks: [hunk] }));
    if (hunks.length > 0 && tokens + size > limit) {
      parts.push({ ...file, hunks });
      hunks = [];
      tokens = 0;
    }
    hunks.push(hunk);
    tokens += size;
  }
  if (hunks.length > 0) parts.push({ ...file, hunks });
  return parts;
}

function splitHunk(file: ChangedFile, hunk: Hunk, limit: number): Hunk[] {
  if (hunk.lines.length <= 1 || roughTokens(fileText({ ...file, hunks: [hunk] })) <= limit) {
    return [hunk];
  }
  const middle = Math.floor(hunk.lines.length / 2);
  return [hunk.lines.slice(0, middle), hunk.lines.slice(middle)].flatMap((lines) =>
    splitHunk(file, { ...hunk, lines }, limit),
  );
}
