import { chop, columns, wrap } from './columns.ts';
import { visible, visibleCode } from './visible.ts';

const FENCE = /^\s*(`{3,}|~{3,})/;
const LIST_ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+/;

/**
 * Markdown prose laid out for a terminal: paragraphs joined and wrapped to `width` columns, list
 * items with a hanging indent, fenced code row by row. Escapes whatever a terminal would act on.
 */
export function layProse(text: string, width: number): string[] {
  const lines: string[] = [];
  let paragraph: string[] = [];
  let indent = '';
  let lead = '';
  let fence: string | null = null;
  const flush = (): void => {
    if (paragraph.length === 0) return;
    const room = Math.max(10, width - indent.length);
    wrap(paragraph.join(' '), room).forEach((line, index) => {
      lines.push((index === 0 ? lead : indent) + line);
    });
    paragraph = [];
    indent = '';
    lead = '';
  };
  for (const raw of text.split(/\r\n|[\n\r]/)) {
    const mark = FENCE.exec(raw)?.[1];
    if (fence !== null) {
      if (mark !== undefined && mark.startsWith(fence)) fence = null;
      else
        for (const piece of chop(visibleCode(raw, columns), width - 4)) lines.push(`    ${piece}`);
      continue;
    }
    if (mark !== undefined) {
      flush();
      fence = mark;
      continue;
    }
    if (raw.trim() === '') {
      flush();
      if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
      continue;
    }
    const item = LIST_ITEM.exec(raw);
    if (item) {
      flush();
      lead = `${' '.repeat(Math.min(8, columns(item[1] ?? '')))}${item[2] ?? ''} `;
      indent = ' '.repeat(lead.length);
    }
    paragraph.push(
      visible(
        raw
          .slice(item?.[0].length ?? 0)
          .replace(/\t/g, ' ')
          .trim(),
      ),
    );
  }
  flush();
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** One line out of prose: line breaks and runs of blanks become single blanks. */
export function oneLine(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim());
}
