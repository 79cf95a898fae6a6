import { z } from 'zod';
import type { Snapshot } from '../../ports/repository.ts';
import { cleanPath, defineTool, ToolInputError } from './tool.ts';

const MOST_LINES = 400;
const MOST_CHARACTERS = 40_000;
const LONGEST_LINE = 1_000;

const input = z.strictObject({
  path: z.string(),
  start_line: z.number().optional(),
  end_line: z.number().optional(),
});

export const readFileTool = defineTool({
  name: 'read_file',
  input,
  run: (wanted, { head }) => readLines(head, wanted),
  describe: ({ path }) => `reading ${path}`,
});

export const showBaseTool = defineTool({
  name: 'show_base',
  input,
  run: async (wanted, { base }) =>
    base === null ? 'There is nothing before this change.' : readLines(base, wanted),
  describe: ({ path }) => `reading ${path} before the change`,
});

async function readLines(snapshot: Snapshot, wanted: z.infer<typeof input>): Promise<string> {
  const path = cleanPath(wanted.path);
  const bytes = await snapshot.read(path);
  if (bytes === null) {
    throw new ToolInputError(
      `There is no file at ${path}. list_files and search show what there is.`,
    );
  }
  if (bytes.subarray(0, 8000).includes(0))
    return `${path} is a binary file of ${bytes.length} bytes.`;
  const lines = new TextDecoder().decode(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const start = Math.max(1, Math.trunc(wanted.start_line ?? 1));
  const end = Math.min(lines.length, Math.trunc(wanted.end_line ?? lines.length));
  if (start > lines.length) return `${path} has ${lines.length} lines.`;
  return numbered(lines, start, Math.max(start, end));
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
  const rest = line <= lines.length ? `\n[lines ${start} to ${line - 1} of ${lines.length}]` : '';
  return shown.join('\n') + rest;
}
