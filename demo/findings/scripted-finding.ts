import type { Side } from '../../src/core/diff/model.ts';
import type { Category, Severity } from '../../src/core/finding/finding.ts';

/** Rows of the change, named by their text (white space around it doesn't count). */
export interface Rows {
  path: string;
  /** RIGHT when left out. */
  side?: Side;
  first: string;
  /** The next row with this text after `first`; `first` alone when left out. */
  last?: string;
}

/** What the scripted model says about one flaw; it looks up ids and line numbers itself. */
export interface ScriptedFinding {
  at: Rows;
  severity: Severity;
  category: Category;
  title: string;
  body: string;
  approach: string;
  errorHandling?: string;
  assumptions?: string[];
  tests?: string;
  scaling?: string;
  /** A line, or a part of one, that proves it; the ones outside the change need a tool call. */
  evidence: { path: string; side?: Side; quote: string }[];
  alsoAt?: Rows[];
  /** `rows` lie in the file of `at`. */
  suggestion?: { rows: Omit<Rows, 'path' | 'side'>; code: string };
  wouldPost: boolean;
  confidence: number;
  /** When a later commit mends it: a part of the row that shows how, and what the code does then. */
  mend?: { row: string; reason: string };
}

/** Several lines of code or text, written one by one. */
export function lines(...each: string[]): string {
  return each.join('\n');
}

/** A fenced block of code, as a model writes one in Markdown. */
export function fenced(language: string, ...each: string[]): string {
  return lines(`\`\`\`${language}`, ...each, '```');
}
