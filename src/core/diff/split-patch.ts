import { readHunkHeader } from './hunk-header.ts';
import { DiffSyntaxError } from './syntax-error.ts';

/** One file's part of a patch: its header lines, and its hunks as one text. */
export interface PatchSection {
  /** Without line feeds; the first is `diff --git …`, or `--- …` in a plain unified diff. */
  header: string[];
  /** From the first `@@` on; empty when the file has no text rows. */
  hunks: string;
}

/** Cuts a patch that arrives in pieces of any size. */
export interface PatchSplitter {
  push(piece: string): void;
  /** Hands out the last section. Throws a DiffSyntaxError when a hunk or a line is cut off. */
  end(): void;
}

export interface SplitOptions {
  /** Called for each line outside of every file: a commit message, a mail's header, a signature. */
  onOther: (line: string) => void;
}

const SPACE = 32;
const PLUS = 43;
const MINUS = 45;
const BACKSLASH = 92;
const LINE_FEED = 10;

/**
 * Splits a patch (one character per byte) into its files by counting the rows of each hunk, so
 * that no content, whatever it looks like, starts a file or ends one. Works in linear time.
 */
export function splitPatch(
  onSection: (section: PatchSection) => void,
  { onOther }: SplitOptions,
): PatchSplitter {
  let carry: string[] = [];
  let header: string[] | null = null;
  let hunks: string[] = [];
  /** Where the rows of the open section start in the piece at hand, -1 outside of rows. */
  let rowsFrom = -1;
  let inRows = false;
  let oldLeft = 0;
  let newLeft = 0;

  function closeRows(text: string, at: number): void {
    if (inRows) hunks.push(text.slice(rowsFrom, at));
    inRows = false;
  }

  function closeSection(): void {
    if (header !== null) onSection({ header, hunks: hunks.join('') });
    header = null;
    hunks = [];
  }

  function takeRow(text: string, from: number): void {
    const first = text.charCodeAt(from);
    if (first === MINUS) oldLeft--;
    else if (first === PLUS) newLeft--;
    else if (first === SPACE || first === LINE_FEED) {
      oldLeft--;
      newLeft--;
    } else if (first !== BACKSLASH) {
      throw new DiffSyntaxError(`a hunk lacks ${oldLeft} old and ${newLeft} new lines`);
    }
    if (oldLeft < 0 || newLeft < 0) throw new DiffSyntaxError('a hunk has more rows than it says');
  }

  function takeLine(text: string, from: number, end: number): void {
    if (oldLeft > 0 || newLeft > 0) return takeRow(text, from);
    const first = text.charCodeAt(from);
    if (inRows && first === BACKSLASH) return undefined;
    const line = text.slice(from, end);
    const plain = header?.[0]?.startsWith('--- ') === true;
    if (header !== null && line.startsWith('@@ ') && (!plain || header.length === 2)) {
      const counts = readHunkHeader(line);
      if (counts === null) throw new DiffSyntaxError('a hunk header that can not be read');
      ({ oldLines: oldLeft, newLines: newLeft } = counts);
      if (!inRows) rowsFrom = from;
      inRows = true;
      return undefined;
    }
    // A line of prose may start with `--- `; a file does only when `+++ ` and `@@ ` follow.
    if (plain && !inRows && !(header?.length === 1 && line.startsWith('+++ '))) {
      for (const prose of header ?? []) onOther(prose);
      header = null;
    }
    const hadRows = inRows;
    closeRows(text, from);
    if (line.startsWith('diff --git ')) {
      closeSection();
      header = [line];
    } else if (line.startsWith('--- ') && (header === null || hadRows)) {
      closeSection();
      header = [line];
    } else if (header === null || hadRows) {
      closeSection();
      onOther(line);
    } else header.push(line);
    return undefined;
  }

  return {
    push(piece) {
      if (!piece.includes('\n')) {
        carry.push(piece);
        return;
      }
      const text = carry.join('') + piece;
      let at = 0;
      rowsFrom = 0;
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', at)) {
        takeLine(text, at, end);
        at = end + 1;
      }
      if (inRows) hunks.push(text.slice(rowsFrom, at));
      carry = at < text.length ? [text.slice(at)] : [];
    },
    end() {
      if (oldLeft > 0 || newLeft > 0) {
        throw new DiffSyntaxError(`it ends ${oldLeft} old and ${newLeft} new lines too early`);
      }
      if (carry.some((piece) => piece !== '')) throw new DiffSyntaxError('it ends inside a line');
      closeSection();
    },
  };
}
