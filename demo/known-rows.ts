import type { Side } from '../src/core/diff/model.ts';
import type { EarlierToolResult } from '../test/support/claude/context.ts';
import type { Rows } from './findings/scripted-finding.ts';

/** One row of the change as the prompt shows it. */
export interface ShownRow {
  id: string;
  side: Side;
  line: number;
  text: string;
}

/** All that the model has seen: the rows of the change by path, and lines of files it looked up. */
export interface Seen {
  rows: ReadonlyMap<string, readonly ShownRow[]>;
  looked: readonly { path: string; side: Side; line: number; text: string }[];
}

/** Reads the rows out of a prompt's `<file path=…>` blocks, and lines out of what tools answered. */
export function seen(prompt: string, results: readonly EarlierToolResult[]): Seen {
  const rows = new Map<string, ShownRow[]>();
  let current: ShownRow[] = [];
  for (const line of prompt.split('\n')) {
    const file = /^<file path="([^"]+)"/.exec(line);
    if (file) rows.set(file[1]!, (current = []));
    const row = /^[+\- ](([LR])(\d+)\.[0-9a-z]{2})\|(.*)$/.exec(line);
    if (!row) continue;
    const [, id = '', side, number, text = ''] = row;
    current.push({ id, side: side === 'L' ? 'LEFT' : 'RIGHT', line: Number(number), text });
  }
  return { rows, looked: results.flatMap(lookedUp) };
}

function lookedUp({ name, input, content, isError }: EarlierToolResult): Seen['looked'] {
  if (isError) return [];
  const asked = (input as { path?: string }).path;
  const side = name === 'show_base' ? 'LEFT' : 'RIGHT';
  return content.split('\n').flatMap((line) => {
    const found = /^(?:([^:|]+):)?(\d+)\|(.*)$/.exec(line);
    const path = found?.[1] ?? asked;
    if (!found || path === undefined) return [];
    return [{ path, side, line: Number(found[2]), text: found[3]! }];
  });
}

/** The shown rows that are meant, first to last on one side; null when the change has none such. */
export function findRows({ path, side = 'RIGHT', first, last }: Rows, { rows }: Seen) {
  const shown = (rows.get(path) ?? []).filter((row) => row.side === side);
  const start = shown.findIndex(({ text }) => text.trim() === first);
  if (start < 0) return null;
  if (last === undefined) return [shown[start]!];
  const end = shown.findIndex(({ text }, index) => index > start && text.trim() === last);
  return end < 0 ? null : shown.slice(start, end + 1);
}

/** Where a quoted line, or a part of one, stands in what was seen; null when it was not seen. */
export function findQuote(path: string, side: Side, quote: string, seen: Seen) {
  const shown = (seen.rows.get(path) ?? []).map((row) => ({ path, ...row }));
  const place = [...shown, ...seen.looked].find(
    (line) => line.path === path && line.side === side && line.text.includes(quote),
  );
  return place === undefined ? null : place.line;
}
