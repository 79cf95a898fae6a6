import { z } from 'zod';
import { fileLines } from '../../core/diff/file-lines.ts';
import { functionAround } from '../../core/prompt/enclosing.ts';
import { locateFile, type Located } from './locate-file.ts';
import { defineTool } from './tool.ts';

const MOST_LINES = 400;
const MOST_CHARACTERS = 40_000;
const LONGEST_LINE = 1_000;

/** Lines on either side of a line that stands in no function. */
const AROUND = 30;

const input = z.strictObject({
  path: z.string(),
  start_line: z.number().optional(),
  end_line: z.number().optional(),
  around: z.number().optional(),
});

type Wanted = z.infer<typeof input>;

export const readFileTool = defineTool({
  name: 'read_file',
  input,
  run: async (wanted, { head, base, renamed }) =>
    readLines(wanted, await locateFile(wanted.path, head, { other: base, renamed })),
  describe: ({ path }) => `reading ${path}`,
});

export const showBaseTool = defineTool({
  name: 'show_base',
  input,
  async run(wanted, { base, renamed }) {
    if (base === null) return 'There is nothing before this change.';
    return readLines(wanted, await locateFile(wanted.path, base, { other: null, renamed }));
  },
  describe: ({ path }) => `reading ${path} before the change`,
});

function readLines(wanted: Wanted, { path, bytes, line, note }: Located): string {
  const before = note === null ? '' : `[${note}]\n`;
  if (bytes.subarray(0, 8000).includes(0)) {
    return `${before}${path} is a binary file of ${bytes.length} bytes.`;
  }
  const lines = fileLines(bytes);
  if (lines.length === 0) return `${before}${path} is empty.`;
  const range = rangeOf(wanted, wanted.around ?? line, lines);
  if (range.start > lines.length) return `${before}${path} has ${lines.length} lines.`;
  return before + numbered(lines, range.start, range.end);
}

/** The lines that are meant: a function around one, a range in either order, or all. */
function rangeOf(
  { start_line: from, end_line: to }: Wanted,
  around: number | null,
  lines: readonly string[],
): { start: number; end: number } {
  const toLine = (number: number): number => Math.max(1, Math.trunc(number));
  if (around !== null) {
    const line = toLine(around);
    const found = line > lines.length ? null : functionAround(lines, line);
    if (found !== null && found.end - found.start < MOST_LINES) return found;
    return { start: Math.max(1, line - AROUND), end: Math.min(lines.length, line + AROUND) };
  }
  const [start, end] = [toLine(from ?? 1), toLine(to ?? lines.length)];
  return {
    start: to === undefined ? start : Math.min(start, end),
    end: Math.min(lines.length, Math.max(start, end)),
  };
}

function numbered(lines: string[], start: number, end: number): string {
  const shown: string[] = [];
  let characters = 0;
  let line = start;
  for (; line <= end && shown.length < MOST_LINES && characters < MOST_CHARACTERS; line++) {
    const text = lines[line - 1]!.replace(/\r$/, '');
    const cut =
      text.length > LONGEST_LINE
        ? `${text.slice(0, LONGEST_LINE)} … [${text.length - LONGEST_LINE} more characters]`
        : text;
    shown.push(`${line}|${cut}`);
    characters += cut.length + 8;
  }
  const whole = start === 1 && line > lines.length;
  const rest = whole ? '' : `\n[lines ${start} to ${line - 1} of ${lines.length}]`;
  return shown.join('\n') + rest;
}
