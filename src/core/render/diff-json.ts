import { isAscii } from 'node:buffer';
import type { Change, ChangedFile, DiffLine, Hunk } from '../diff/model.ts';
import type { Selection } from '../selection/select.ts';
import { safeJson } from './json-text.ts';

/** A piece is passed on when it is this long: large enough to be written at once, small beside a diff. */
const PIECE_CHARACTERS = 100_000;
const DELETE = 0x7f;

/**
 * A change as JSON (`backline.diff/1`, UTF-8) in pieces that a writer can pass on one by one, so
 * that the text of a large diff never exists as a whole. Each row of a hunk stands on its own
 * line. Every changed file must have a selection.
 */
export function* renderDiffJson(
  { base, mergeBase, head, files }: Change,
  selections: ReadonlyMap<string, Selection>,
): Generator<Uint8Array> {
  let piece =
    `{\n  "schema": "backline.diff/1",\n  "base": ${JSON.stringify(base)},\n` +
    `  "mergeBase": ${JSON.stringify(mergeBase)},\n  "head": ${JSON.stringify(head)},\n  "files": [`;
  let beforeFile = '\n';
  for (const file of files) {
    piece += `${beforeFile}    ${openFile(file, selectionOf(file, selections))}`;
    beforeFile = ',\n';
    let beforeHunk = '\n';
    for (const hunk of file.hunks) {
      piece += `${beforeHunk}      ${openHunk(hunk)}`;
      beforeHunk = ',\n';
      let beforeRow = '\n';
      for (const line of hunk.lines) {
        piece += beforeRow + rowJson(line);
        beforeRow = ',\n';
        if (piece.length < PIECE_CHARACTERS) continue;
        yield safeBytes(piece);
        piece = '';
      }
      piece += '\n      ]}';
    }
    piece += file.hunks.length === 0 ? ']}' : '\n    ]}';
  }
  yield safeBytes(piece + (files.length === 0 ? ']\n}\n' : '\n  ]\n}\n'));
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

function openFile(file: ChangedFile, selection: Selection): string {
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
  return `${head.slice(0, -1)},"hunks":[`;
}

function openHunk({ oldStart, oldLines, newStart, newLines }: Hunk): string {
  return `${JSON.stringify({ oldStart, oldLines, newStart, newLines }).slice(0, -1)},"lines":[`;
}

/** One template for each kind: the fewer pieces a row is put together from, the quicker. */
function rowJson({ kind, old, new: next, text }: DiffLine): string {
  const quoted = JSON.stringify(text);
  if (kind === 'add') return `        {"kind":"add","old":null,"new":${next},"text":${quoted}}`;
  if (kind === 'del') return `        {"kind":"del","old":${old},"new":null,"text":${quoted}}`;
  return `        {"kind":"context","old":${old},"new":${next},"text":${quoted}}`;
}

/** As `safeJson`; what is ASCII, nearly everything, is not searched character by character. */
function safeBytes(json: string): Uint8Array {
  const bytes = Buffer.from(json);
  return isAscii(bytes) && !bytes.includes(DELETE) ? bytes : Buffer.from(safeJson(json));
}
