import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

export interface MarkdownNode {
  type: string;
  value?: string;
  lang?: string | null;
  position?: { start: { offset?: number }; end: { offset?: number } };
  children?: MarkdownNode[];
}

/** All nodes of a text read as GitHub-flavoured markdown. */
export function markdownNodes(text: string): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  const walk = (node: MarkdownNode): void => {
    nodes.push(node);
    node.children?.forEach(walk);
  };
  walk(
    fromMarkdown(text, {
      extensions: [gfm()],
      mdastExtensions: [gfmFromMarkdown()],
    }) as MarkdownNode,
  );
  return nodes;
}

const ACTIVE_NODES = new Set([
  'html',
  'link',
  'linkReference',
  'image',
  'imageReference',
  'definition',
  'footnoteDefinition',
  'footnoteReference',
  'table',
]);

const ACTIVE_TEXT: [string, RegExp][] = [
  ['mention', /@[a-z0-9]/i],
  ['reference', /#\d|\bGH-\d/i],
  ['address', /:\/\/|www\./i],
  ['invisible', /[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff\u{e0000}-\u{e0fff}]/u],
];

const ACTIVE_LANGUAGE = /^(?:suggestion|mermaid|geojson|topojson|stl|math)/i;

/** What in a text would do something on GitHub; empty when the text is inert. */
export function activeParts(text: string): string[] {
  const nodes = markdownNodes(text);
  const found = nodes.flatMap((node) => {
    if (ACTIVE_NODES.has(node.type)) return [node.type];
    if (node.type === 'code') return ACTIVE_LANGUAGE.test(node.lang ?? '') ? ['special block'] : [];
    if (node.type !== 'text') return [];
    return ACTIVE_TEXT.filter(([, pattern]) => pattern.test(node.value ?? '')).map(
      ([name]) => name,
    );
  });
  let outside = text;
  for (const { type, position } of nodes) {
    const from = position?.start.offset ?? 0;
    const to = position?.end.offset ?? 0;
    if (type === 'code' || type === 'inlineCode')
      outside = outside.slice(0, from) + 'x'.repeat(to - from) + outside.slice(to);
  }
  if (/^\s*\/[a-z]/im.test(outside)) found.push('command');
  if (/<!--\s*backline/i.test(text)) found.push('marker');
  return found;
}
