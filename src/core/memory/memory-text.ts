import { fill } from '../prompt/prompts.ts';
import type { MemoryLine } from './memory-line.ts';

/** Statements that are told at most; a longer list would be read by nobody either. */
export const MOST_TOLD = 200;

/**
 * The repository's memory as the model is told it, in the order of the file; empty without any
 * line. Origin and expiry are left out: they are for people.
 * @param template the words around it, with a mark `{{lines}}`
 */
export function memoryText(template: string, lines: readonly MemoryLine[]): string {
  if (lines.length === 0) return '';
  const told = lines.slice(0, MOST_TOLD).map(({ where, category, title, reason }) => {
    const kind = category === 'any' ? '' : `, ${category}`;
    return `- ${where}${kind}: ${title}${reason === '' ? '' : ` (reason: ${reason})`}`;
  });
  // The closing tag is the one thing that could make quoted words look like ours.
  return `${fill(template, { lines: told.join('\n').replaceAll('</', '<\\/') }).trim()}\n`;
}
