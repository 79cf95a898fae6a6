/** One line of a bench's table. */
export interface Row {
  what: string;
  /** What it should be; empty where there is no goal. */
  goal: string;
  /** What it is. */
  figure: string;
}

/** Prints a bench's figures under a heading. */
export function printTable(heading: string, notes: string, rows: readonly Row[]): void {
  const header: Row = { what: 'what', goal: 'goal', figure: 'figure' };
  const width = (key: keyof Row): number =>
    Math.max(...[header, ...rows].map((row) => row[key].length));
  const line = ({ what, goal, figure }: Row): string =>
    `| ${what.padEnd(width('what'))} | ${goal.padEnd(width('goal'))} | ${figure.padEnd(width('figure'))} |`;
  const rule = `|${(['what', 'goal', 'figure'] as const).map((key) => '-'.repeat(width(key) + 2)).join('|')}|`;
  process.stdout.write(`\n## ${heading}\n\n${notes}\n\n`);
  process.stdout.write(`${[line(header), rule, ...rows.map(line)].join('\n')}\n`);
}
