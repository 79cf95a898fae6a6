import { shownTokens } from '../core/prompt/change-text.ts';
import { relateFiles } from '../core/prompt/related-files.ts';
import type { ShownFile } from '../core/prompt/shown-file.ts';
import { splitFile } from './split-file.ts';

/** Files that are shown to the model together, in one conversation. */
export interface FileGroup {
  files: ShownFile[];
}

/** Files that belong together, by their positions, with what showing them costs. */
interface Cluster {
  members: number[];
  tokens: number;
}

/**
 * Packs files into groups of at most `limit` tokens of change text: first what belongs together
 * most, then neighbours in the tree. Within a group files that belong together follow each other,
 * data definitions first and tests last. A file too large for one group is shown in parts, each
 * with some of its rows, so that every row is read once. The same files give the same groups.
 */
export function groupFiles(files: readonly ShownFile[], limit: number): FileGroup[] {
  const sorted = [...files].sort((one, other) => compare(one.path, other.path));
  const sizes = sorted.map(shownTokens);
  const groups: FileGroup[] = [];
  let current: FileGroup = { files: [] };
  let tokens = 0;
  for (const cluster of clustersOf(sorted, sizes, limit)) {
    if (current.files.length > 0 && tokens + cluster.tokens > limit) {
      groups.push(current);
      current = { files: [] };
      tokens = 0;
    }
    if (cluster.tokens > limit) {
      groups.push(
        ...splitFile(sorted[cluster.members[0]!]!, limit).map((part) => ({ files: [part] })),
      );
      continue;
    }
    current.files.push(...cluster.members.map((member) => sorted[member]!));
    tokens += cluster.tokens;
  }
  if (current.files.length > 0) groups.push(current);
  return groups;
}

/** Relations from this weight on make files follow each other; weaker ones only share a group. */
const FOLLOWS = 6;

/** Files joined along their relations, strongest first, as long as they fit together. */
function clustersOf(
  files: readonly ShownFile[],
  sizes: readonly number[],
  limit: number,
): Cluster[] {
  const clusters: Cluster[] = files.map((_, at) => ({ members: [at], tokens: sizes[at]! }));
  const relations = relateFiles(files.map(({ file }) => file));
  relations.sort((a, b) => b.weight - a.weight || a.one - b.one || a.other - b.other);
  const join = (least: number): void => {
    for (const { one, other, weight } of relations) {
      const [first, second] = [clusters[one]!, clusters[other]!];
      if (weight < least || first === second || first.tokens + second.tokens > limit) continue;
      const early = first.members[0]! < second.members[0]! ? first : second;
      const late = early === first ? second : first;
      early.members.push(...late.members);
      early.tokens += late.tokens;
      for (const member of late.members) clusters[member] = early;
    }
  };
  join(FOLLOWS);
  for (const { members } of new Set(clusters)) {
    members.sort((a, b) => readingOrder(files[a]!.path) - readingOrder(files[b]!.path) || a - b);
  }
  join(0);
  return [...new Set(clusters)];
}

/** What data is, what code does with it, what tests say about that. */
function readingOrder(path: string): number {
  if (/(?:^|[/._-])(?:tests?|specs?|__tests__|e2e)(?:[/._-]|$)|Tests?\.\w+$/.test(path)) return 2;
  return /\.(?:sql|proto|graphql|prisma)$|(?:^|\/)(?:db|migrations?|migrate|schema)\//i.test(path)
    ? 0
    : 1;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
