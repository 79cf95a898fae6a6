import type { Change, DiffLine, Side } from '../diff/model.ts';
import type { EvalCase, Place } from './eval-case.ts';

/**
 * The first expected place that the change does not show, told in a sentence; null when all are
 * there. No comment could ever stand on such a place, so it is a slip of whoever wrote the case.
 */
export function findStray({ expected }: EvalCase, change: Change): string | null {
  for (const [index, each] of expected.entries()) {
    for (const [at, place] of [each, ...each.alsoAt].entries()) {
      const name = `expected[${index + 1}]${at === 0 ? '' : `.also_at[${at}]`}`;
      const problem = problemOf(place, change);
      if (problem !== null) return `${name}: ${problem}`;
    }
  }
  return null;
}

function problemOf({ path, side, startLine, line }: Place, change: Change): string | null {
  const file = change.files.find((each) => each.path === path);
  if (file === undefined) {
    const known = change.files.map((each) => each.path).join(', ');
    return `${path} is not changed; the changed files are ${known}.`;
  }
  const numbers = file.hunks
    .flatMap(({ lines }) => lines.map((row) => numberOf(row, side)))
    .filter((number) => number !== null);
  if (numbers.some((number) => number >= startLine && number <= line)) return null;
  const rows = startLine === line ? `row ${line}` : `rows ${startLine}-${line}`;
  return numbers.length === 0
    ? `the change shows no row of ${path} on side ${side}.`
    : `the change does not show ${rows} of ${path} on side ${side}; it shows ${spans(numbers)}.`;
}

function numberOf(row: DiffLine, side: Side): number | null {
  return side === 'LEFT' ? row.old : row.new;
}

/** `3-9, 20-31` */
function spans(numbers: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
    .join(', ');
}
