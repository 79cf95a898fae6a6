import { readFileSync } from 'node:fs';
import type { Side } from '../../../src/core/diff/model.ts';
import type { ReviewResult } from '../../../src/core/finding/review-result.ts';
import type { CodeRows } from '../../../src/core/render/snippet.ts';

const FOLDER = new URL('../../fixtures/render/', import.meta.url);

interface Fixture {
  result: ReviewResult;
  code: { path: string; side: Side; start: number; rows: string[] }[];
}

/** Where the expected output of a case lies. */
export function golden(name: string): string {
  return new URL(name, FOLDER).pathname;
}

/** A result to render, with the code rows that are known. */
export function readFixture(name: string): { result: ReviewResult; lines: CodeRows } {
  const text = readFileSync(new URL(`${name}.input.json`, FOLDER), 'utf8');
  const { result, code } = JSON.parse(text) as Fixture;
  return {
    result,
    lines: (path, side, startLine, line) => {
      const file = code.find((each) => each.path === path && each.side === side);
      const rows = file?.rows.slice(Math.max(0, startLine - file.start), line - file.start + 1);
      return rows === undefined || rows.length === 0 ? null : rows;
    },
  };
}
