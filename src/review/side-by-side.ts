import type { Progress } from '../ports/progress.ts';

/** Conversations held at the same time. */
const AT_ONCE = 3;

/**
 * Runs `work` on every item and gives the results in the items' order. Of items with the same
 * `prefixOf` the first one runs alone until the model has begun to answer: from then on the prefix
 * they share is in the cache, and the others read it at a tenth of its price. The very first item
 * runs alone until then too, since all of them share the role and the rules.
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  work: (item: T, progress: Progress) => Promise<R>,
  progress: Progress,
  prefixOf: (item: T) => string = () => '',
): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.map((item, index) => ({ item, index, prefix: prefixOf(item) }));
  const prefixes = new Map<string, 'cold' | 'warming' | 'warm'>();
  let changed = Promise.withResolvers<void>();
  const notify = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };

  /** The next item that may run now: behind a warm prefix, or the first of a cold one. */
  const take = (): (typeof waiting)[number] | null => {
    const all = [...prefixes.values()];
    const anyWarm = prefixes.size === 0 || all.includes('warm');
    const at = waiting.findIndex(({ prefix }) => {
      const state = prefixes.get(prefix) ?? 'cold';
      return state === 'warm' || (state === 'cold' && anyWarm);
    });
    return at < 0 ? null : (waiting.splice(at, 1)[0] ?? null);
  };

  const worker = async (): Promise<void> => {
    while (waiting.length > 0) {
      const next = take();
      if (next === null) {
        await changed.promise;
        continue;
      }
      const { item, index, prefix } = next;
      const leads = (prefixes.get(prefix) ?? 'cold') === 'cold';
      if (leads) prefixes.set(prefix, 'warming');
      const warm = (): void => {
        if (prefixes.get(prefix) === 'warm') return;
        prefixes.set(prefix, 'warm');
        notify();
      };
      try {
        results[index] = await work(item, (event) => {
          if (event.kind === 'model') warm();
          progress(event);
        });
      } finally {
        // Whatever became of it, nobody shall wait for it.
        warm();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
}
