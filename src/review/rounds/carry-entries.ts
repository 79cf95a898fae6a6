import type { Change } from '../../core/diff/model.ts';
import { carryPlace, findMoved, type CarriedEntry, type Place } from '../../core/ledger/carry.ts';
import type { LedgerEntry } from '../../core/ledger/ledger.ts';
import type { Trees } from './trees.ts';

/**
 * Carries earlier findings over to the change as it is now: through renames, moved lines and
 * rebases. An open one whose file is gone, or is no longer part of the change, is outdated.
 */
export function carryEntries(
  entries: readonly LedgerEntry[],
  change: Change,
  trees: Trees,
): Promise<CarriedEntry[]> {
  const inChange = new Set(change.files.map(({ path }) => path));
  return Promise.all(
    entries.map(async (entry): Promise<CarriedEntry> => {
      const now = await carryOne(entry, change, trees);
      const outdated = entry.state === 'open' && (now === null || !inChange.has(now.path));
      return { ...entry, now, ...(outdated ? { state: 'outdated' } : {}) };
    }),
  );
}

async function carryOne(entry: LedgerEntry, change: Change, trees: Trees): Promise<Place | null> {
  const { side, head, mergeBase, path } = entry;
  const [from, to] = side === 'RIGHT' ? [head, change.head] : [mergeBase, change.mergeBase];
  const files = to === null ? null : await trees.diff(from, to);
  const place = carryPlace(entry, files);
  if (side === 'LEFT') return place === null ? null : onLeft(place, change);
  if (place?.exact === true) return place;
  const text = (await trees.lines(head, path))?.[entry.line - 1];
  const moved = text === undefined ? null : findMoved(text, change.files);
  if (moved !== null) return moved;
  // Without the earlier commit nobody can say more than whether the file is still there.
  if (files === null && to !== null && (await trees.lines(to, path)) === null) return null;
  return place;
}

/** A deleted row is spoken of by the file's new path. */
function onLeft(place: Place, { files }: Change): Place {
  const file = files.find(({ path, previousPath }) => (previousPath ?? path) === place.path);
  return file === undefined ? place : { ...place, path: file.path };
}
