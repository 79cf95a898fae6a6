import { htmlBlockEnd, type HtmlEnd } from './html-blocks.ts';
import {
  continueContainers,
  cursorOf,
  isRule,
  openContainers,
  restOf,
  type Container,
} from './markdown-containers.ts';

/** What a line of Markdown is part of. Everything within a quote is `quote`, whatever else it is. */
type BlockKind = 'paragraph' | 'heading' | 'code' | 'html' | 'quote' | 'blank';

export interface BlockLine {
  kind: BlockKind;
  /** Counts paragraphs from 1; lines with the same number form one paragraph. 0 outside of one. */
  paragraph: number;
}

/** The block that holds text and is open, within the innermost container. */
type Leaf =
  | { kind: 'none' | 'paragraph' }
  | { kind: 'fence'; mark: string }
  | { kind: 'html'; end: HtmlEnd };

const FENCE = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
const HEADING = /^#{1,6}(?: |$)/;
const UNDERLINE = /^(?:=+|-+)$/;
const NONE: Leaf = { kind: 'none' };

/**
 * Reads lines one after the other as CommonMark's block structure (its "phase 1", without link
 * reference definitions and tables, which no command depends on). One reader a text; linear in it.
 */
export function blockReader(): (line: string) => BlockLine {
  let containers: Container[] = [];
  let leaf: Leaf = NONE;
  let paragraphs = 0;

  const lineOf = (kind: BlockKind): BlockLine =>
    containers.some(({ quote }) => quote)
      ? { kind: 'quote', paragraph: 0 }
      : { kind, paragraph: kind === 'paragraph' ? paragraphs : 0 };

  return (line) => {
    const cursor = cursorOf(line);
    const matched = continueContainers(cursor, containers);
    const all = matched === containers.length;
    if (all && (leaf.kind === 'fence' || leaf.kind === 'html')) {
      const rest = restOf(cursor);
      const { kind } = leaf;
      if (leaf.kind === 'html' ? endsHtml(rest, leaf.end) : closes(rest, leaf.mark, cursor)) {
        leaf = NONE;
      }
      return lineOf(kind === 'html' ? 'html' : 'code');
    }

    const inParagraph = leaf.kind === 'paragraph';
    const opened = openContainers(cursor, matched, inParagraph && all);
    const rest = restOf(cursor);
    const indented = cursor.next - cursor.at > 3;
    const goesOn = inParagraph && opened.length === 0;
    const starting = startingBlock(rest, indented, goesOn, goesOn && all);
    // The paragraph goes on, also "lazily", without the marks of its quote or list.
    if (starting === null && goesOn) return lineOf('paragraph');

    containers = [...containers.slice(0, matched), ...opened];
    const { kind, leaf: begun } = starting ?? { kind: 'paragraph', leaf: { kind: 'paragraph' } };
    leaf = begun;
    if (kind === 'paragraph') paragraphs++;
    const innermost = containers.at(-1);
    if (innermost && kind !== 'blank') innermost.hollow = false;
    return lineOf(kind);
  };
}

/**
 * The block other than a paragraph that a line starts or is; null when it is a paragraph's text.
 * `goesOn`: the line could go on with an open paragraph; `directly`: with all of its marks, not lazily.
 */
function startingBlock(
  rest: string,
  indented: boolean,
  goesOn: boolean,
  directly: boolean,
): { kind: BlockKind; leaf: Leaf } | null {
  if (rest === '') return { kind: 'blank', leaf: NONE };
  if (indented) return goesOn ? null : { kind: 'code', leaf: NONE };
  const fence = FENCE.exec(rest);
  if (fence) return { kind: 'code', leaf: { kind: 'fence', mark: fence[1] ?? fence[2] ?? '' } };
  if (HEADING.test(rest) || isRule(rest) || (directly && UNDERLINE.test(rest))) {
    return { kind: 'heading', leaf: NONE };
  }
  const end = htmlBlockEnd(rest, directly);
  if (end === null) return null;
  return { kind: 'html', leaf: endsHtml(rest, end) ? NONE : { kind: 'html', end } };
}

function endsHtml(rest: string, end: HtmlEnd): boolean {
  return end === 'blank' ? rest === '' : end.test(rest);
}

/** Whether a line is as long a run of the fence's own character, or a longer one. */
function closes(rest: string, mark: string, { at, next }: { at: number; next: number }): boolean {
  return (
    next - at <= 3 && rest.length >= mark.length && rest === mark.charAt(0).repeat(rest.length)
  );
}
