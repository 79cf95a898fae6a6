import stringWidth from 'string-width';

/** Terminal columns that printable text takes; wide characters count two. */
export function columns(text: string): number {
  return stringWidth(text, { countAnsiEscapeCodes: true });
}

const graphemes = new Intl.Segmenter();

/** Cuts text into pieces of at most `width` columns, never inside a character. At least one piece. */
export function chop(text: string, width: number): string[] {
  if (columns(text) <= width) return [text];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const wide = columns(segment);
    if (used + wide > width && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += wide;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/** Text of at most `width` columns, with `...` where something was left out at its end. */
export function clip(text: string, width: number): string {
  if (text.length <= width && columns(text) <= width) return text;
  const room = Math.max(1, width - 3);
  let kept = '';
  let used = 0;
  let whole = '';
  let all = 0;
  for (const { segment } of graphemes.segment(text)) {
    const wide = columns(segment);
    all += wide;
    if (all > width) return `${kept.trimEnd()}...`;
    whole += segment;
    if (used + wide <= room && kept.length + segment.length === whole.length) {
      kept += segment;
      used += wide;
    }
  }
  return whole;
}

/** Text padded with blanks on the right to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/**
 * Breaks one paragraph into lines of at most `width` columns: at blanks, and inside a word only when
 * the word alone is too wide (Korean breaks at blanks too, as its typography wants).
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const wide = columns(word);
    if (line !== '' && used + 1 + wide <= width) {
      line += ` ${word}`;
      used += 1 + wide;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = chop(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
    used = pieces.length === 1 ? wide : columns(line);
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}
