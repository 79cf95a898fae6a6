import type { RuleFile } from '../core/prompt/brief.ts';

/** The files in which repositories keep rules for people and agents, looked for in every folder touched. */
const RULE_FILES = ['CLAUDE.md', 'AGENTS.md', 'REVIEW.md'];

/** Longest part of one rule file that is sent, in UTF-16 units. */
const MOST_CHARACTERS = 40_000;

/** Reads a file of the trusted side: the base branch, or one's own work tree. Null when absent. */
export type ReadTrusted = (path: string) => Promise<Uint8Array | null>;

/**
 * The repository's rules for a change: those at the root and in the folders above each changed
 * file, outermost first, then the further `guidelines` of the configuration.
 */
export async function readRules(
  read: ReadTrusted,
  changedPaths: readonly string[],
  guidelines: readonly string[],
): Promise<RuleFile[]> {
  const folders = new Set<string>(['']);
  for (const path of changedPaths) {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth++)
      folders.add(parts.slice(0, depth).join('/'));
  }
  const wanted = [...folders]
    .sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))
    .flatMap((folder) => RULE_FILES.map((name) => (folder === '' ? name : `${folder}/${name}`)));
  const rules: RuleFile[] = [];
  const paths = [...new Set([...wanted, ...guidelines])];
  // A large change touches hundreds of folders: one after the other would hold up the review.
  const contents = await Promise.all(paths.map(read));
  for (const [at, path] of paths.entries()) {
    const bytes = contents[at];
    if (bytes === null || bytes === undefined) continue;
    const text = new TextDecoder().decode(bytes).trim();
    // CLAUDE.md is often a link or a copy of AGENTS.md: the same words are told once.
    if (text === '' || rules.some((rule) => rule.text === text)) continue;
    rules.push({
      path,
      text:
        text.length > MOST_CHARACTERS
          ? `${text.slice(0, MOST_CHARACTERS)}\n[${text.length - MOST_CHARACTERS} more characters]`
          : text,
    });
  }
  return rules;
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}
