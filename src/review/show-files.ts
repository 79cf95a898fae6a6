import { fileLines } from '../core/diff/file-lines.ts';
import type { ChangedFile } from '../core/diff/model.ts';
import { findMoves } from '../core/moves/find-moves.ts';
import { shownTokens } from '../core/prompt/change-text.ts';
import { collapse } from '../core/prompt/collapse.ts';
import type { ShownFile } from '../core/prompt/shown-file.ts';
import { surround } from '../core/prompt/surround.ts';
import type { Snapshot } from '../ports/repository.ts';

/**
 * Changes with more tokens than this are shown without code around them: the model looks up what
 * it needs, and reading hundreds of files first would hold up the first question.
 */
const LARGE_CHANGE = 120_000;

/** The files as the model is shown them: moved code once, each hunk in its surrounding function. */
export async function showFiles(
  files: readonly ChangedFile[],
  head: Snapshot | null,
): Promise<ShownFile[]> {
  const shown = collapse(files, findMoves(files));
  const tokens = shown.reduce((sum, each) => sum + shownTokens(each), 0);
  if (head === null || tokens > LARGE_CHANGE) return shown;
  const changedInPart = files.filter(
    ({ status, hunks }) => hunks.length > 0 && status !== 'added' && status !== 'deleted',
  );
  const texts = await Promise.all(
    changedInPart.map(async ({ path }) => [path, await readLines(head, path)] as const),
  );
  const byPath = new Map(texts);
  return surround(shown, (path) => byPath.get(path) ?? null, tokens);
}

async function readLines(head: Snapshot, path: string): Promise<string[] | null> {
  const bytes = await head.read(path);
  return bytes === null ? null : fileLines(bytes);
}
