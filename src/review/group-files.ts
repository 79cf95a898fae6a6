import { shownTokens } from '../core/prompt/change-text.ts';
import { relateFiles } from '../core/prompt/related-files.ts';
import type { ShownFile } from '../core/prompt/shown-file.ts';
import { splitFile } from './split-file.ts';

/** Files that are shown to the model together, in one conversation. */
export interface FileGroup {
  files: ShownFile[];
}

/** Files to be shown together, by their positions, with what showing them costs. */
interface Cluster {
  /** Files about one subject, which follow each other. */
  units: number[][];
  tokens: number;
}

/** Relations from this weight on make files one unit; weaker ones only share a group. */
const ONE_UNIT = 6;

/**
 * Packs files into groups of at most `limit` tokens of change text: first what belongs together
 * most, then neighbours in the tree. Within a group the files of one subject follow each other,
 * data definitions first and tests last. A file too large for one group is shown in parts, each
 * with some of its rows, so that every row is read once. The same files give the same groups.
 */
export function groupFiles(files: readonly ShownFile[], limit: number): FileGroup[] {
  const sorted = [...files].sort((one, other) => compare(one.path, other.path));
  const sizes = sorted.map(shownTokens);
  const groups: FileGroup[] = [];
  let units: number[][] = [];
  let tokens = 0;
  const close = (): void => {
    if (units.length > 0) groups.push({ files: inOrder(units, sorted) });
    units = [];
    tokens = 0;
  };
  for (const cluster of clustersOf(sorted, sizes, limit)) {
    if (tokens + cluster.tokens > limit) close();
    if (cluster.tokens > limit) {
      const large = sorted[cluster.units[0]![0]!]!;
      groups.push(...splitFile(large, limit).map((part) => ({ files: [part] })));
      continue;
    }
    units.push(...cluster.units);
    tokens += cluster.tokens;
  }
  close();
  return groups;
}

/** Files joined along their relations, strongest first, as long as they fit together. */
function clustersOf(
  files: readonly ShownFile[],
  sizes: readonly number[],
  limit: number,
): Cluster[] {
  const clusters: Cluster[] = files.map((_, at) => ({ units: [[at]], tokens: sizes[at]! }));
  const relations = relateFiles(files.map(({ file }) => file));
  relations.sort((a, b) => b.weight - a.weight || a.one - b.one || a.other - b.other);
  for (const { one, other, weight } of relations) {
    const [first, second] = [clusters[one]!, clusters[other]!];
    if (first === second || first.tokens + second.tokens > limit) continue;
    const early = first.units[0]![0]! < second.units[0]![0]! ? first : second;
    const late = early === first ? second : first;
    if (weight >= ONE_UNIT) early.units = [[...early.units.flat(), ...late.units.flat()]];
    else early.units.push(...late.units);
    early.tokens += late.tokens;
    for (const member of late.units.flat()) clusters[member] = early;
  }
  return [...new Set(clusters)];
}

/** Units by where their code stands, those of tests alone last. */
function inOrder(units: readonly number[][], files: readonly ShownFile[]): ShownFile[] {
  const order = (at: number): number => readingOrder(files[at]!.path);
  const ordered = units.map((unit) => {
    const members = unit.toSorted((a, b) => order(a) - order(b) || a - b);
    const code = members.filter((at) => order(at) < TESTS);
    return {
      members,
      first: Math.min(...(code.length > 0 ? code : members)),
      code: code.length > 0,
    };
  });
  ordered.sort((a, b) => Number(b.code) - Number(a.code) || a.first - b.first);
  return ordered.flatMap(({ members }) => members.map((at) => files[at]!));
}

const TESTS = 2;

/** What data is, what code does with it, what tests say about that. */
function readingOrder(path: string): number {
  if (/(?:^|[/._-])(?:tests?|specs?|__tests__|e2e)(?:[/._-]|$)|Tests?\.\w+$/.test(path))
    return TESTS;
  return /\.(?:sql|proto|graphql|prisma)$|(?:^|\/)(?:db|migrations?|migrate|schema)\//i.test(path)
    ? 0
    : 1;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
