/** The names that differ from `wanted` by a typing slip, nearest first. */
export function nearNames(wanted: string, names: string[], most = 3): string[] {
  // Two letters swapped count as two slips.
  const reach = wanted.length < 3 ? 1 : Math.max(2, Math.floor(wanted.length / 4));
  const tail = (name: string): string => name.slice(name.indexOf('/') + 1);
  return names
    .map((name) => ({
      name,
      slips: Math.min(slips(wanted, name, reach), slips(wanted, tail(name), reach)),
    }))
    .filter((candidate) => candidate.slips <= reach)
    .sort((a, b) => a.slips - b.slips || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}

/** Edits (insert, remove, replace) between two words; anything above `reach` when there are more. */
function slips(from: string, to: string, reach: number): number {
  if (Math.abs(from.length - to.length) > reach) return reach + 1;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
