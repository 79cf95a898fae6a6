/** A row of a file before and after a change. */
export interface PatchRow {
  mark: ' ' | '-' | '+';
  /** Without its line feed. */
  text: string;
  /** Only the last row of a file may lack it. */
  hasLineFeed: boolean;
}

const CONTEXT = 3;

/** The lines of a text as rows that a patch starts from. */
export function rowsOf(text: string): PatchRow[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  return [
    ...lines.map((line): PatchRow => ({ mark: ' ', text: line, hasLineFeed: true })),
    ...(last === '' ? [] : [{ mark: ' ', text: last, hasLineFeed: false } as const]),
  ];
}

/**
 * A unified diff of one file, as `git apply` takes it; empty when nothing changes.
 * @param isNew the file is not there yet
 */
export function writePatch(path: string, rows: readonly PatchRow[], isNew: boolean): string {
  const hunks = hunksOf(rows);
  if (hunks.length === 0) return '';
  const header = [
    `diff --git a/${path} b/${path}`,
    ...(isNew ? ['new file mode 100644'] : []),
    isNew ? '--- /dev/null' : `--- a/${path}`,
    `+++ b/${path}`,
  ];
  return `${header.join('\n')}\n${hunks.join('')}`;
}

function hunksOf(rows: readonly PatchRow[]): string[] {
  const changed = rows.flatMap(({ mark }, at) => (mark === ' ' ? [] : [at]));
  const ranges: { from: number; to: number }[] = [];
  for (const at of changed) {
    const from = Math.max(0, at - CONTEXT);
    const to = Math.min(rows.length, at + 1 + CONTEXT);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => {
    const before = rows.slice(0, from);
    const shown = rows.slice(from, to);
    const old = range(count(before, '+'), count(shown, '+'));
    const fresh = range(count(before, '-'), count(shown, '-'));
    return `@@ -${old} +${fresh} @@\n${shown.map(rowText).join('')}`;
  });
}

/** How many of the rows a side has: all but those of the other side's mark. */
function count(rows: readonly PatchRow[], other: '-' | '+'): number {
  return rows.filter(({ mark }) => mark !== other).length;
}

/** A side without rows is placed behind the line before it. */
function range(before: number, rows: number): string {
  return `${rows === 0 ? before : before + 1},${rows}`;
}

function rowText({ mark, text, hasLineFeed }: PatchRow): string {
  return `${mark}${text}\n${hasLineFeed ? '' : '\\ No newline at end of file\n'}`;
}
