import { parseRowId, rowCheck } from '../prompt/row-id.ts';
import { holdsMask } from '../secrets/mark.ts';
import type { FileIndex } from './file-index.ts';
import type { Suggestion } from './finding.ts';

export type ResolvedSuggestion =
  | { suggestion: Suggestion }
  /** The code is worth showing, but it can't be committed at these rows. */
  | { code: string; why: string };

/**
 * A suggestion replaces whole lines of the new file, so both ids must name RIGHT rows of one hunk
 * with checks that fit, and no deleted row may stand between them: GitHub can't commit such a
 * range. The code takes over the file's line ends.
 */
export function resolveSuggestion(
  answered: { start_row: string; end_row: string; code: string },
  index: FileIndex,
): ResolvedSuggestion {
  const code = plainCode(answered.code);
  const start = parseRowId(answered.start_row);
  const end = parseRowId(answered.end_row) ?? start;
  if (start === null || end === null) return { code, why: 'it names no rows' };
  if (start.side !== 'RIGHT' || end.side !== 'RIGHT') return { code, why: 'it names old lines' };
  if (start.line > end.line) return { code, why: 'its rows are in the wrong order' };
  const first = index.byLine('RIGHT', start.line);
  const last = index.byLine('RIGHT', end.line);
  if (first === null || last === null || first.hunk !== last.hunk) {
    return { code, why: 'its rows are not in one hunk' };
  }
  const rows = index.rows('RIGHT', first.hunk).slice(first.start, last.start + 1);
  const fits = (check: string | null, text: string): boolean =>
    check === rowCheck(index.file.path, text);
  if (!fits(start.check, rows[0]!.text) || !fits(end.check, rows.at(-1)!.text)) {
    return { code, why: 'its row ids do not fit the rows' };
  }
  const all = index.file.hunks[first.hunk]!.lines;
  const between = all.slice(all.indexOf(rows[0]!), all.indexOf(rows.at(-1)!) + 1);
  if (between.some((row) => row.kind === 'del')) {
    return { code, why: 'a deleted line stands between its rows' };
  }
  if (holdsMask(code)) return { code, why: 'it holds a masked secret' };
  const original = rows.map((row) => row.text);
  if (original.join('\n') === code) return { code, why: 'it changes nothing' };
  const crlf = original.every((text) => text.endsWith('\r'));
  return {
    suggestion: {
      startLine: start.line,
      line: end.line,
      code: crlf && code !== '' ? `${code.split('\n').join('\r\n')}\r` : code,
    },
  };
}

/** The code without a fence around it, row prefixes, or a final line feed. */
function plainCode(code: string): string {
  const lines = code.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
  if (
    lines.length >= 2 &&
    /^\s*(`{3,}|~{3,})/.test(lines[0]!) &&
    /^\s*(`{3,}|~{3,})\s*$/.test(lines.at(-1)!)
  ) {
    return lines.slice(1, -1).join('\n');
  }
  return lines.join('\n');
}
