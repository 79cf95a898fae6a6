/** From this many letters on a word that begins a candidate is taken for its short form. */
const SHORT_FORM = 3;

/**
 * The candidate that `word` is short for (`repos`, `repositories`), else the one that takes the
 * fewest insertions, deletions and replacements to become it; case ignored, the first of equals,
 * undefined only when there are none. For "did you mean".
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  // Only the start of an absurdly long word counts, to keep the time bounded.
  const wanted = word.slice(0, 100).toLowerCase();
  const whole = candidates.find((candidate) => candidate.toLowerCase().startsWith(wanted));
  if (whole !== undefined && wanted.length >= SHORT_FORM) return whole;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const removed = (above[column] ?? 0) + 1;
      const added = (current[column - 1] ?? 0) + 1;
      current.push(Math.min(replaced, removed, added));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
