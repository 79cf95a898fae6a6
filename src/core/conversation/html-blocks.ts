/** How an HTML block ends: on the line that holds this, or before the next blank line. */
export type HtmlEnd = RegExp | 'blank';

// CommonMark 0.31, section 4.6: the seven ways an HTML block begins, and how each ends.
const PAIRS: readonly [start: RegExp, end: RegExp][] = [
  [/^<(?:script|pre|style|textarea)(?:[ >]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![a-z]/i, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
];
const BLOCK_TAG =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?: |\/?>|$)/i;

const ATTRIBUTE = String.raw`\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>${'`'}]+))?`;
const TAG = String.raw`<(?:[a-z][a-z0-9-]*(?:${ATTRIBUTE})*\s*\/?|\/[a-z][a-z0-9-]*\s*)>`;
const LONE_TAG = new RegExp(`^${TAG}\\s*$`, 'i');

/** One tag of inline HTML, for `exec` at `lastIndex`. */
export const INLINE_TAG = new RegExp(TAG, 'iy');

/** The end of the HTML block that begins with this text, null when none does. */
export function htmlBlockEnd(text: string, interruptsParagraph: boolean): HtmlEnd | null {
  if (!text.startsWith('<')) return null;
  const pair = PAIRS.find(([start]) => start.test(text));
  if (pair) return pair[1];
  if (BLOCK_TAG.test(text)) return 'blank';
  return !interruptsParagraph && LONE_TAG.test(text) ? 'blank' : null;
}
