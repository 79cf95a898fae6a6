import { backtickRuns, nextRun } from '../render/backtick-runs.ts';
import { INLINE_TAG } from './html-blocks.ts';

/** Characters `from` (inclusive) to `to` (exclusive) of a paragraph that are code or raw HTML. */
export interface InlineSpan {
  kind: 'code' | 'html';
  from: number;
  to: number;
}

// CommonMark 0.31, section 6.6, longest opening first.
const HTML_PAIRS: readonly [open: string, close: string][] = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
  ['<!', '>'],
  ['<?', '?>'],
];
const AUTOLINK = /<[a-z][a-z0-9+.-]{1,31}:[^\s<>]*>/iy;

/** The code spans and the raw HTML of a paragraph, in order. Linear in the text. */
export function inlineSpans(text: string): InlineSpan[] {
  const spans: InlineSpan[] = [];
  const runs = backtickRuns(text);
  // What was not found once is not found further on: asking again would make hostile texts slow.
  const absent = new Set<string>();

  const special = /[\\`<]/g;
  for (let match = special.exec(text); match; match = special.exec(text)) {
    const at = match.index;
    if (match[0] === '\\') {
      special.lastIndex = at + 2;
    } else if (match[0] === '`') {
      let end = at;
      while (text[end] === '`') end++;
      const close = nextRun(runs, end - at, end);
      const to = close === null ? end : close + end - at;
      if (close !== null) spans.push({ kind: 'code', from: at, to });
      special.lastIndex = to;
    } else {
      const to = htmlEnd(text, at, absent);
      if (to !== null) spans.push({ kind: 'html', from: at, to });
      special.lastIndex = to ?? at + 1;
    }
  }
  return spans;
}

function htmlEnd(text: string, at: number, absent: Set<string>): number | null {
  for (const pattern of [AUTOLINK, INLINE_TAG]) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return at + match[0].length;
  }
  for (const [open, close] of HTML_PAIRS) {
    if (!text.startsWith(open, at)) continue;
    if (open === '<!' && !/[a-z]/i.test(text.charAt(at + 2))) return null;
    if (absent.has(close)) return null;
    // `<!-->` and `<!--->` are whole comments.
    const from = at + (open === '<!--' ? 2 : open.length);
    const end = text.indexOf(close, from);
    if (end >= 0) return end + close.length;
    absent.add(close);
    return null;
  }
  return null;
}
