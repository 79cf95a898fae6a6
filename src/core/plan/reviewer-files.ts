/** Files that tell a reviewer what to do: whoever edits them edits their own review. */
const NAMES = /(?:^|\/)(?:CLAUDE\.md|AGENTS\.md|REVIEW\.md|\.gitattributes)$/;
const PLACES = /^(?:\.github\/backline(?:\.ya?ml|-memory\.md)$|\.claude\/agents\/)/;

/** The changed paths that steer Backline itself, `guidelines` of the configuration included. */
export function reviewerFiles(paths: readonly string[], guidelines: readonly string[]): string[] {
  return paths.filter((path) => NAMES.test(path) || PLACES.test(path) || guidelines.includes(path));
}
