import { readMarkers } from '../../src/core/plan/marker.ts';
import { oneLine } from '../../src/core/render/prose.ts';

/** What a person makes of one comment at a glance. */
export interface Glance {
  title: string;
  firstSentence: string;
  /** Rows of the fix that GitHub offers to commit; null when there is none. */
  suggestedRows: number | null;
}

/** Reads a comment on a line: its bold title, the first sentence below it, the fix. */
export function glance(body: string): Glance {
  const suggestion = /^(`{3,})suggestion\n([^]*?)^\1$/m.exec(body);
  const [title = '', text = ''] = paragraphs(body.replace(suggestion?.[0] ?? '', ''));
  return {
    title: title.replace(/^\*\*([^]*)\*\*$/, '$1'),
    firstSentence: /^.*?[.!?](?= |$)/.exec(text)?.[0] ?? text,
    suggestedRows: suggestion && suggestion[2]!.split('\n').length - 1,
  };
}

/** What of a summary stands above its folds, and the folds by their titles. */
export function summaryLines(body: string): string[] {
  const folds = [...body.matchAll(/<summary>(.*?)<\/summary>/g)].map(([, title]) => title!);
  const above = paragraphs(body).map((text) => text.replace(/^#+ |\*\*/g, ''));
  return [...above, ...(folds.length > 0 ? [`folded: ${folds.join(', ')}`] : [])];
}

/** The finding that a comment of ours tells of, by its fingerprint; null when it tells of none. */
export function fingerprintOf(body: string): string | null {
  const marker = readMarkers(body).find(({ kind }) => kind === 'finding');
  return marker?.kind === 'finding' ? marker.fingerprint : null;
}

/** What is seen without opening a fold, each paragraph as one line, as it reads once rendered. */
function paragraphs(body: string): string[] {
  return body
    .replaceAll(/<!--[^]*?-->|<details>[^]*?<\/details>|<sub>[^]*?<\/sub>/g, '')
    .split(/\n{2,}|\n(?=- )/)
    .map((text) => oneLine(rendered(text)))
    .filter((text) => text !== '');
}

/** Without what Backline writes so that text stays text. */
function rendered(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#8203': '' };
  return text
    .replaceAll(/\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/&(amp|lt|gt|quot|#8203);/g, (_, name: string) => entities[name]!);
}
