import { newRows, type NewRows } from '../../core/ledger/new-rows.ts';
import type { Change } from '../../core/diff/model.ts';
import type { Repository } from '../../ports/repository.ts';

/** An earlier head with the merge base that it had; both can be read here. */
export interface Earlier {
  head: string;
  mergeBase: string;
}

/**
 * What is new in a change since an earlier head. After a rebase the two heads differ by what others
 * did to the base, too: the earlier head is first put onto the merge base of now. Null when git
 * can't do that.
 */
export async function rowsSince(
  repository: Repository,
  change: Change,
  earlier: Earlier,
  signal: AbortSignal,
): Promise<NewRows | null> {
  const { mergeBase, head, files } = change;
  if (mergeBase === null || head === null) return null;
  const then =
    earlier.mergeBase === mergeBase
      ? earlier.head
      : await repository.replay(earlier.mergeBase, earlier.head, mergeBase);
  if (then === null) return null;
  const [since, before] = await Promise.all([
    repository.diff(then, head, { signal }),
    repository.diff(mergeBase, then, { signal }),
  ]);
  return newRows(files, since, before);
}
