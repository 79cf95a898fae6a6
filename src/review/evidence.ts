import type { Evidence } from '../core/finding/finding.ts';
import { foldSpaces, quoteLines } from '../core/finding/quote.ts';

/** Reads a file of the new (RIGHT) or old (LEFT) state as lines; null when there is none. */
export type ReadLines = (path: string, side: 'LEFT' | 'RIGHT') => Promise<readonly string[] | null>;

/**
 * Holds a quote against the file: verified when its lines stand at the line named, or in exactly
 * one other place, whose line number it then takes.
 */
export async function verifyEvidence(evidence: Evidence, read: ReadLines): Promise<Evidence> {
  const quoted = quoteLines(evidence.quote).map(foldSpaces);
  if (quoted.length === 0) return { ...evidence, verified: false };
  const lines = await read(evidence.path, evidence.side);
  if (lines === null) return { ...evidence, verified: false };
  const standsAt = (line: number): boolean =>
    quoted.every((text, offset) => {
      const there = lines[line - 1 + offset];
      return there !== undefined && foldSpaces(there) === text;
    });
  if (standsAt(evidence.line)) return { ...evidence, verified: true };
  if (containsPart(lines, evidence.line, quoted)) return { ...evidence, verified: true };
  const elsewhere: number[] = [];
  for (let line = 1; line <= lines.length && elsewhere.length < 2; line++) {
    if (standsAt(line)) elsewhere.push(line);
  }
  if (elsewhere.length === 1) return { ...evidence, line: elsewhere[0]!, verified: true };
  return { ...evidence, verified: false };
}

/** A quote of less than a whole line counts at the line that is named, and nowhere else. */
function containsPart(lines: readonly string[], line: number, quoted: string[]): boolean {
  return quoted.every((text, offset) => {
    const there = lines[line - 1 + offset];
    return text !== '' && there !== undefined && foldSpaces(there).includes(text);
  });
}
