import { columns, padEnd } from '../render/columns.ts';

/** Cells in columns as wide as their widest, two blanks between them. */
export function grid(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => columns(row[at] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => padEnd(cell, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** A ratio with two digits; `-` where there is none. */
export function number(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}
