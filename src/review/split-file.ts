import type { DiffLine } from '../core/diff/model.ts';
import { shownTokens } from '../core/prompt/change-text.ts';
import type { HunkPart, ShownFile, ShownHunk } from '../core/prompt/shown-file.ts';

/**
 * A file in parts of at most `limit` tokens, each with some of its hunks; a hunk too large for one
 * is cut between rows. A single row is a part of its own however long it is.
 */
export function splitFile(shown: ShownFile, limit: number): ShownFile[] {
  if (sizeOf(shown, shown.hunks) <= limit) return [shown];
  const parts: ShownFile[] = [];
  let hunks: ShownHunk[] = [];
  let tokens = 0;
  for (const hunk of shown.hunks.flatMap((each) => splitHunk(shown, each, limit))) {
    const size = sizeOf(shown, [hunk]);
    if (hunks.length > 0 && tokens + size > limit) {
      parts.push({ ...shown, hunks });
      hunks = [];
      tokens = 0;
    }
    hunks.push(hunk);
    tokens += size;
  }
  if (hunks.length > 0) parts.push({ ...shown, hunks });
  return parts;
}

/**
 * Files in two halves of about the same size, for when they were too much together; one file is
 * cut between its rows. Null when there is nothing left to cut.
 */
export function halve(files: readonly ShownFile[]): [ShownFile[], ShownFile[]] | null {
  const [only] = files;
  if (only === undefined) return null;
  if (files.length === 1) {
    const [first, ...rest] = splitFile(only, Math.ceil(sizeOf(only, only.hunks) / 2));
    return rest.length === 0 ? null : [[first!], rest];
  }
  const sizes = files.map((each) => sizeOf(each, each.hunks));
  const half = sizes.reduce((sum, size) => sum + size, 0) / 2;
  let [at, tokens] = [0, 0];
  while (at < files.length - 1 && (at === 0 || tokens + sizes[at]! <= half)) tokens += sizes[at++]!;
  return [files.slice(0, at), files.slice(at)];
}

function sizeOf(shown: ShownFile, hunks: readonly ShownHunk[]): number {
  return shownTokens({ ...shown, hunks });
}

function splitHunk(shown: ShownFile, hunk: ShownHunk, limit: number): ShownHunk[] {
  const pieces = hunk.parts.flatMap(piecesOf);
  if (pieces.length <= 1 || sizeOf(shown, [hunk]) <= limit) return [hunk];
  const middle = Math.floor(pieces.length / 2);
  const [first, second] = [pieces.slice(0, middle), pieces.slice(middle)].map(joined);
  return [
    { ...hunk, parts: first!, after: [] },
    { ...hunk, parts: second!, before: [] },
  ].flatMap((half) => splitHunk(shown, half, limit));
}

/** Rows one by one, notes as they are. */
function piecesOf(part: HunkPart): HunkPart[] {
  if (part.kind === 'note') return [part];
  return part.rows.map((row) => ({ kind: 'rows', rows: [row] }));
}

function joined(pieces: readonly HunkPart[]): HunkPart[] {
  const parts: HunkPart[] = [];
  let rows: DiffLine[] | null = null;
  for (const piece of pieces) {
    if (piece.kind === 'note') {
      parts.push(piece);
      rows = null;
    } else if (rows === null) parts.push({ kind: 'rows', rows: (rows = [...piece.rows]) });
    else rows.push(...piece.rows);
  }
  return parts;
}
