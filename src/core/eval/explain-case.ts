import type { Document } from 'yaml';
import type { core } from 'zod';
import { nearest } from '../nearest.ts';
import { lineOf } from '../yaml/line-of.ts';

type Path = readonly PropertyKey[];

const CASE_KEYS = ['title', 'body', 'language', 'clean', 'expected'];
const PLACE_KEYS = ['path', 'line', 'lines', 'side'];
const EXPECTED_KEYS = [...PLACE_KEYS, 'text', 'severity', 'also_at'];

/** The first thing that is wrong with a case file, in one sentence, with its 1-based line. */
export function explainCase(
  issues: readonly core.$ZodIssue[],
  document: Document,
  text: string,
): { line: number; message: string } {
  const problems = issues
    // A misspelt key is also missing under its right name: tell the spelling first.
    .toSorted((a, b) => Number(isKey(b)) - Number(isKey(a)))
    .map((issue) => {
      const [key] = issue.code === 'unrecognized_keys' ? issue.keys : [];
      const path = key === undefined ? issue.path : [...issue.path, key];
      return { line: lineOf(document, path, text), message: sentence(issue) };
    });
  return problems[0] ?? { line: 1, message: 'cannot be read.' };
}

function isKey(issue: core.$ZodIssue): boolean {
  return issue.code === 'unrecognized_keys';
}

function sentence(issue: core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const known =
      issue.path.length === 0
        ? CASE_KEYS
        : issue.path.includes('also_at')
          ? PLACE_KEYS
          : EXPECTED_KEYS;
    const key = issue.keys[0] ?? '';
    const where = issue.path.length === 0 ? '' : ` in ${named(issue.path)}`;
    return `unknown key ${JSON.stringify(key)}${where}; the nearest known one is "${nearest(key, known) ?? ''}".`;
  }
  if (issue.path.length === 0) return 'is not a group of "key: value" lines.';
  // What the schema wants is the message of each of its parts.
  const wanted = issue.message.startsWith('Invalid input')
    ? 'a group of "key: value" lines'
    : issue.message;
  return `${named(issue.path)} has to be ${wanted}.`;
}

/** `expected[2].line` */
function named(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
