import type { Change, ChangedFile, Hunk } from '../diff/model.ts';
import type { Selection } from '../selection/select.ts';
import { safeJson } from './json-text.ts';

/** A piece is passed on when it is this long: large enough to be written at once, small beside a diff. */
const PIECE_CHARACTERS = 100_000;

/**
 * A change as JSON (`backline.diff/1`) in pieces that a writer can pass on one by one, so that the
 * text of a large diff never exists as a whole. Each row of a hunk stands on its own line. Every
 * changed file must have a selection.
 */
export function* renderDiffJson(
  change: Change,
  selections: ReadonlyMap<string, Selection>,
): Generator<string> {
  const { base, mergeBase, head } = change;
  yield (
    `{\n  "schema": "backline.diff/1",\n  "base": ${JSON.stringify(base)},\n` +
    `  "mergeBase": ${JSON.stringify(mergeBase)},\n  "head": ${JSON.stringify(head)},\n  "files": [`
  );
  let before = '\n';
  for (const file of change.files) {
    yield before;
    yield* fileJson(file, selectionOf(file, selections));
    before = ',\n';
  }
  yield change.files.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}

/** The selection of a changed file. Throws when nobody decided on it: that is a fault of ours. */
export function selectionOf(
  file: ChangedFile,
  selections: ReadonlyMap<string, Selection>,
): Selection {
  const selection = selections.get(file.path);
  if (selection === undefined) throw new Error(`no selection for ${JSON.stringify(file.path)}`);
  return selection;
}

function* fileJson(file: ChangedFile, selection: Selection): Generator<string> {
  const head = JSON.stringify({
    path: file.path,
    previousPath: file.previousPath,
    status: file.status,
    oldMode: file.oldMode,
    newMode: file.newMode,
    binary: file.binary,
    verified: file.verified,
    selected: selection.selected,
    reason: selection.reason,
  });
  yield `    ${safeJson(head.slice(0, -1))},"hunks":[`;
  let before = '\n';
  for (const hunk of file.hunks) {
    yield before;
    yield* hunkJson(hunk);
    before = ',\n';
  }
  yield file.hunks.length === 0 ? ']}' : '\n    ]}';
}

function* hunkJson({ oldStart, oldLines, newStart, newLines, lines }: Hunk): Generator<string> {
  const head = JSON.stringify({ oldStart, oldLines, newStart, newLines });
  let piece = `      ${head.slice(0, -1)},"lines":[`;
  for (const [index, line] of lines.entries()) {
    piece +=
      `${index === 0 ? '\n' : ',\n'}        {"kind":"${line.kind}","old":${line.old},` +
      `"new":${line.new},"text":${JSON.stringify(line.text)}}`;
    if (piece.length >= PIECE_CHARACTERS) {
      yield safeJson(piece);
      piece = '';
    }
  }
  yield `${safeJson(piece)}\n      ]}`;
}
