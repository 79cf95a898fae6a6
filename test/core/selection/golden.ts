import { expect, test } from 'vitest';
import { selectFiles, type Candidate } from '../../../src/core/selection/select.ts';

export function candidate(
  path: string,
  text: string | null = '',
  more: Partial<Candidate> = {},
): Candidate {
  return { path, status: 'modified', mode: '100644', binary: false, text, ...more };
}

/** What is said of one file that is changed alone, as `in: reason` or `out: reason`. */
export function verdict(path: string, text: string | null = ''): string {
  return verdicts([candidate(path, text)])[path] ?? 'no answer';
}

/** The same for the files of one change, by path. */
export function verdicts(candidates: readonly Candidate[]): Record<string, string> {
  const selections = selectFiles(candidates, { include: [], exclude: [] });
  return Object.fromEntries(
    [...selections].map(([path, { selected, reason }]) => [
      path,
      `${selected ? 'in' : 'out'}: ${reason}`,
    ]),
  );
}

/** Path, text (null: can't be had), what is expected. */
export type Row = readonly [path: string, text: string | null, expected: string];

export function golden(rows: readonly Row[]): void {
  test.each(rows)('%s', (path, text, expected) => {
    expect(verdict(path, text)).toBe(expected);
  });
}
