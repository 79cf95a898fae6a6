/** One pattern that holds where any of the given ones does: a list to read, one pass to run. */
export function anyOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'));
}
