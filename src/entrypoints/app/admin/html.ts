import { visible } from '../../../core/render/visible.ts';

/** Markup that is safe to send; only `html` makes it. */
export interface Html {
  readonly markup: string;
}

type Part = Html | readonly Html[] | string | number;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A template whose strings and numbers become text, in elements and in quoted attributes alike;
 * invisible characters and those that turn the direction of writing become visible.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: String.raw({ raw: strings }, ...parts.map(markupOf)) };
}

function markupOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') {
    return visible(String(part)).replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  }
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}
