/** A diff does not read as one: cut off, mangled, or with rows that its own headers contradict. */
export class DiffSyntaxError extends Error {
  override name = 'DiffSyntaxError';
}
