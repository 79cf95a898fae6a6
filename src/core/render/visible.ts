/**
 * Code and model answers may hold anything: escape sequences that repaint the terminal, bidi
 * controls that show a line other than it runs (CVE-2021-42574), characters that nobody sees.
 * What is printed for people passes through here first.
 */

// Everything but printable text, tab and line feed too: callers split lines and expand tabs first.
// U+200C and U+200D are needed inside words and emoji, so between such characters they stay.
const UNSAFE =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]|(?<![[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]--[\u0000-\u007f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\u{e0000}-\u{e0fff}]])[\u200c\u200d]|[\u200c\u200d](?![[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]--[\u0000-\u007f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\u{e0000}-\u{e0fff}]])/gv;

/**
 * One line of text with every control, bidi and invisible character replaced by something that can
 * be seen: C0 controls by their pictures (`␛`), all else by `<U+202E>`. Lone surrogates become U+FFFD.
 */
export function visible(text: string): string {
  return text.toWellFormed().replace(UNSAFE, picture);
}

function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** One line of text without its control, bidi and invisible characters; tabs stay. */
export function stripInvisible(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\t' ? character : ''));
}

/** A code row ready for a terminal: tabs expanded to multiples of `tabSize`, the `\r` of CRLF dropped. */
export function visibleCode(row: string, columns: (text: string) => number, tabSize = 4): string {
  const parts = (row.endsWith('\r') ? row.slice(0, -1) : row).split('\t').map(visible);
  let text = parts[0] ?? '';
  let at = columns(text);
  for (const part of parts.slice(1)) {
    const gap = tabSize - (at % tabSize);
    text += ' '.repeat(gap) + part;
    at += gap + columns(part);
  }
  return text;
}
