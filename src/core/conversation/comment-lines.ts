import { folds } from './folds.ts';
import { inlineSpans } from './inline-spans.ts';
import { mailStart } from './mail.ts';
import { blockReader, type BlockLine } from './markdown-blocks.ts';

export interface CommentLine {
  /** As written, without its line end. */
  text: string;
  /**
   * `open`: the writer's own words, where a command may stand. `closed`: code, a quote, HTML, a fold.
   * `mail`: an e-mail's signature or what it answers.
   */
  kind: 'open' | 'closed' | 'mail';
  /** The paragraph it belongs to, counted from 1; 0 outside of one. */
  paragraph: number;
}

/** The lines of a comment, each with whether its writer speaks there. Linear in the text. */
export function commentLines(body: string): CommentLine[] {
  // A byte order mark comes from an editor, not from somebody who wanted to disarm the line.
  const texts = body.replace(/^\uFEFF/, '').split(/\r\n|[\n\r]/);
  const blocks = texts.map(blockReader());
  return markMail(closeHidden(texts, blocks), blocks);
}

/** Closes what is code, quote or HTML by its block, within its paragraph, or in a fold. */
function closeHidden(texts: readonly string[], blocks: readonly BlockLine[]): CommentLine[] {
  const lines: CommentLine[] = [];
  const open = folds();
  let at = 0;
  while (at < texts.length) {
    const block = blocks[at];
    const text = texts[at] ?? '';
    if (block?.kind !== 'paragraph') {
      if (block?.kind === 'html') open.take(`${text}\n`);
      const speaks = block?.kind === 'heading' || block?.kind === 'blank';
      lines.push({ text, kind: speaks && !open.isOpen() ? 'open' : 'closed', paragraph: 0 });
      at++;
      continue;
    }
    const from = at;
    while (at < texts.length && blocks[at]?.paragraph === block.paragraph) at++;
    const rows = texts.slice(from, at);
    const whole = rows.join('\n');
    const spans = inlineSpans(whole);
    let offset = 0;
    let span = 0;
    for (const row of rows) {
      // Spans that begin before this line have been seen by the folds when it starts.
      while (span < spans.length && (spans[span]?.from ?? 0) < offset) {
        const { kind, from: start, to } = spans[span] ?? { kind: 'code', from: 0, to: 0 };
        if (kind === 'html') open.take(whole.slice(start, to));
        span++;
      }
      const within = span > 0 && (spans[span - 1]?.to ?? 0) > offset;
      const kind = within || open.isOpen() ? 'closed' : 'open';
      lines.push({ text: row, kind, paragraph: block.paragraph });
      offset += row.length + 1;
    }
    for (const { kind, from: start, to } of spans.slice(span)) {
      if (kind === 'html') open.take(whole.slice(start, to));
    }
  }
  return lines;
}

/** Marks what belongs to an e-mail's signature, introduction or old text. */
function markMail(lines: readonly CommentLine[], blocks: readonly BlockLine[]): CommentLine[] {
  const marked = lines.map((line) => ({ ...line }));
  const nextWritten = followingWritten(lines);
  for (let at = 0; at < marked.length; at++) {
    const line = marked[at];
    if (line?.kind !== 'open') continue;
    const start = mailStart(line.text, marked[at + 1]?.text ?? '');
    if (start === null) continue;
    const length = start.kind === 'rest' ? marked.length : start.lines;
    // An answer below the quote is the writer's own; without `>` nothing tells where the quote ends.
    const below = nextWritten[at + length - 1] ?? -1;
    const quoteFollows = start.kind === 'introduction' && blocks[below]?.kind === 'quote';
    const end = quoteFollows ? at + length : marked.length;
    for (const each of marked.slice(at, end)) each.kind = 'mail';
    at = end - 1;
  }
  return marked;
}

/** For each line the index of the next one that is not blank, or -1. */
function followingWritten(lines: readonly CommentLine[]): number[] {
  const next: number[] = [];
  let found = -1;
  for (let at = lines.length - 1; at >= 0; at--) {
    next[at] = found;
    if (lines[at]?.text.trim() !== '') found = at;
  }
  return next;
}
