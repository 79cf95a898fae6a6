const ENDING = '\n\n…';
/** Bytes below which nothing worth reading is left. */
const LEAST = 16;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Behind a full stop and its like, Western or East Asian. */
const SENTENCE = /[.!?](?=\s)|[。！？]/g;

/**
 * Markdown cut to a number of bytes (UTF-8): between lines, or behind a sentence when one line is
 * longer than all there is room for, and never inside a fence.
 */
export function cutText(text: string, mostBytes: number): string {
  if (Buffer.byteLength(text) <= mostBytes) return text;
  const room = mostBytes - Buffer.byteLength(ENDING);
  const kept: string[] = [];
  let fence: string | null = null;
  /** Lines up to here may stand alone: no fence is open behind them. */
  let safe = 0;
  let bytes = 0;
  for (const line of text.split('\n')) {
    const size = Buffer.byteLength(line) + 1;
    if (bytes + size > room) {
      if (fence !== null) break;
      const start = cutSentence(line, room - bytes);
      return `${[...kept, ...(start === '' ? [] : [start])].join('\n').trimEnd()}${ENDING}`;
    }
    bytes += size;
    kept.push(line);
    fence = fenceBehind(fence, line);
    if (fence === null) safe = kept.length;
  }
  return `${kept.slice(0, safe).join('\n').trimEnd()}${ENDING}`;
}

function fenceBehind(open: string | null, line: string): string | null {
  const mark = FENCE.exec(line)?.[1];
  if (open === null) return mark ?? null;
  const closes = mark !== undefined && mark.startsWith(open) && line.trim() === mark;
  return closes ? null : open;
}

/** The whole sentences of a line that fit, empty when none does. */
function cutSentence(line: string, mostBytes: number): string {
  let end = 0;
  for (const match of line.matchAll(SENTENCE)) {
    const next = match.index + match[0].length;
    if (Buffer.byteLength(line.slice(0, next)) > mostBytes) break;
    end = next;
  }
  return line.slice(0, end);
}

/**
 * As much of a text that `render` gives no more than a number of characters for. The text itself is
 * cut, not what is rendered of it: inline code that loses its end would come alive.
 */
export function cutToFit(
  text: string,
  render: (text: string) => string,
  mostCharacters: number,
): string {
  if (render(text).length <= mostCharacters) return text;
  // A rendered character is about as long as a written one, or longer.
  let cut = cutText(text.slice(0, mostCharacters + 1).toWellFormed(), mostCharacters);
  for (let most = mostCharacters; most >= LEAST && render(cut).length > mostCharacters;) {
    most = Math.floor((most * 0.95 * mostCharacters) / render(cut).length);
    cut = cutText(cut, most);
  }
  if (cut.trim() !== '…' && render(cut).length <= mostCharacters) return cut;
  // One sentence that is longer than the room; of a fence nothing is kept.
  if (FENCE.test(text)) return '…';
  for (let most = mostCharacters; most >= LEAST; most = Math.floor(most / 2)) {
    cut = `${text.slice(0, most).toWellFormed().split('\n')[0]}…`;
    if (render(cut).length <= mostCharacters) return cut;
  }
  return '…';
}
