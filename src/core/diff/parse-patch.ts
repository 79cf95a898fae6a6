import { UserError } from '../errors.ts';
import { namesOfGitLine, stripPrefixes } from './file-names.ts';
import { SUBMODULE_MODE, type ChangedFile } from './model.ts';
import { decodeBytes } from './parse-hunks.ts';
import { parseSection } from './parse-section.ts';
import { splitPatch, type PatchSection } from './split-patch.ts';
import { DiffSyntaxError } from './syntax-error.ts';

const SUBMODULE_LINE =
  /^Submodule (.+) ([0-9a-f]{7,64})\.{2,3}([0-9a-f]{7,64})(?: \((?:new submodule|submodule deleted|rewind)\))?:?$/;

/**
 * Reads a patch that somebody hands over: what git diff, format-patch and show print, GitHub's
 * .diff and .patch, `diff -u`; also with CRLF line ends or as UTF-16. Nothing in it can be held
 * against objects, so every file is `verified: false` and its blobs are null. A copy counts as
 * a rename, its rows refer to the file it was copied from.
 * Throws a UserError when it is no patch, is cut off, is a merge's combined diff, or changes
 * one file twice.
 */
export function parsePatch(bytes: Uint8Array): ChangedFile[] {
  const text = withoutTransport(toByteString(bytes));
  if (text.trim() === '') return [];
  const files: ChangedFile[] = [];
  const last = { isBareHeader: false };
  const finish = (section: PatchSection): void => {
    const file = named(section, () => parseSection(section));
    if (file !== null) files.push(file);
    last.isBareHeader = file === null && section.header.length === 1;
  };
  const splitter = splitPatch(finish, { onOther: (line) => takeOther(line, files) });
  try {
    splitter.push(text);
    splitter.end();
    if (last.isBareHeader) throw new DiffSyntaxError('it ends inside a file header');
  } catch (error) {
    throw error instanceof DiffSyntaxError ? refused(error.message, files) : error;
  }
  if (files.length === 0) {
    throw new UserError(
      text.includes('\u001b[')
        ? 'The patch holds colour codes: make it with `git diff --no-color`.'
        : 'This is no patch: hand over what `git diff` or `diff -u` prints.',
    );
  }
  return withTypeChanges(files);
}

function toByteString(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // PowerShell's `>` writes UTF-16.
  if (buffer[0] === 0xff && buffer[1] === 0xfe) {
    return Buffer.from(buffer.toString('utf16le', 2), 'utf8').toString('latin1');
  }
  const marked = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  return buffer.toString('latin1', marked ? 3 : 0);
}

/** Undoes a transport that ended every line with CRLF: then a file's header lines do so too. */
function withoutTransport(text: string): string {
  const header = /^(?:diff --git |--- |\+\+\+ )[^\n]*\n/m.exec(text)?.[0];
  return header?.endsWith('\r\n') === true ? text.replaceAll('\r\n', '\n') : text;
}

function named(section: PatchSection, parse: () => ChangedFile | null): ChangedFile | null {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DiffSyntaxError)) throw error;
    const name = section.header[0] ?? 'a file';
    throw new DiffSyntaxError(`${error.message} (at ${JSON.stringify(decodeBytes(name))})`);
  }
}

function takeOther(line: string, files: ChangedFile[]): void {
  if (/^diff --(?:cc|combined) /.test(line)) {
    throw new UserError(
      'The patch is the combined diff of a merge, which has no single old side: make it with `git diff OLD NEW` or `git show --first-parent`.',
    );
  }
  const submodule = SUBMODULE_LINE.exec(line);
  if (submodule?.[1] !== undefined) files.push(withoutRows(submodule[1], SUBMODULE_MODE, false));
  const binary = /^Binary files (.+) differ$/.exec(line)?.[1]?.replace(' and ', ' ');
  const names = binary === undefined ? null : namesOfGitLine(`diff --git ${binary}`);
  const path = names === null ? null : stripPrefixes(names).new;
  if (path !== null) files.push(withoutRows(path, '100644', true));
}

function withoutRows(path: string, mode: string, binary: boolean): ChangedFile {
  return {
    path: decodeBytes(path),
    status: 'modified',
    oldMode: mode,
    newMode: mode,
    oldBlob: null,
    newBlob: null,
    binary,
    verified: false,
    unverifiedBecause: 'the patch names it without its rows',
    hunks: [],
  };
}

function refused(why: string, files: ChangedFile[]): UserError {
  const last = files.at(-1)?.path;
  const where = last === undefined ? '' : ` behind ${JSON.stringify(last)}`;
  return new UserError(
    `The patch can not be read${where}: ${why}. It looks cut off or edited; make it anew.`,
  );
}

/** git prints a type change as a deletion and a creation of the same path. */
function withTypeChanges(files: ChangedFile[]): ChangedFile[] {
  const seen = new Map<string, number>();
  const result: ChangedFile[] = [];
  for (const file of files) {
    const at = seen.get(file.path);
    const before = at === undefined ? undefined : result[at];
    if (before === undefined || at === undefined) {
      seen.set(file.path, result.push(file) - 1);
    } else if (
      at === result.length - 1 &&
      before.status === 'deleted' &&
      file.status === 'added' &&
      before.oldMode.slice(0, 2) !== file.newMode.slice(0, 2)
    ) {
      result[at] = {
        ...file,
        status: 'typechange',
        oldMode: before.oldMode,
        binary: before.binary || file.binary,
        hunks: [...before.hunks, ...file.hunks],
      };
    } else {
      throw new UserError(
        `The patch changes ${JSON.stringify(file.path)} more than once, as a series of commits does: hand over one diff of the whole, such as \`git diff main...HEAD\` or GitHub's .diff.`,
      );
    }
  }
  return result;
}
