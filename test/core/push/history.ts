import type { PushHistory } from '../../../src/core/push/plan-push.ts';

/** A history in memory: commit → parents. Ids are what the test calls them. */
export function historyOf(
  parents: Record<string, string[]>,
): PushHistory & { reach(heads: string[]): Set<string> } {
  const reach = (heads: string[]): Set<string> => {
    const seen = new Set<string>();
    const waiting = [...heads];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      waiting.push(...(parents[at] ?? []));
    }
    return seen;
  };
  const between = (base: string, head: string): number =>
    [...reach([head])].filter((commit) => !reach([base]).has(commit)).length;
  return {
    reach,
    commitOf: async (oid) => (oid in parents ? oid : null),
    isAncestor: async (ancestor, descendant) => reach([descendant]).has(ancestor),
    async compare(head, known) {
      const old = reach(known);
      const all = [...reach([head])];
      const shared = all.filter((commit) => old.has(commit));
      shared.sort((a, b) => between(a, head) - between(b, head));
      return { newCommits: all.length - shared.length, base: shared[0] ?? null };
    },
  };
}
