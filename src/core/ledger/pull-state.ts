import { readMarkers, writeMarker, type SummaryMarker } from '../plan/marker.ts';
import type { PullState } from './ledger.ts';
import type { StandingComments } from './standing-comments.ts';

/** Findings remembered as said: what fits into the summary's mark. */
const MOST_SAID = 150;

/**
 * What the summary's mark remembers. When somebody has deleted the summary, the last review that
 * left comments tells its head.
 */
export function readState(posted: Pick<StandingComments, 'notes' | 'reviews'>): PullState {
  for (const note of posted.notes) {
    const mark = readMarkers(note.body).find((marker) => marker.kind === 'summary');
    if (mark === undefined) continue;
    const said: unknown = mark.said;
    return {
      note,
      head: mark.head === '' ? null : mark.head,
      mergeBase: typeof mark.mergeBase === 'string' ? mark.mergeBase : null,
      paused: mark.paused === true,
      said: Array.isArray(said) ? said.filter((each) => typeof each === 'string') : [],
    };
  }
  const heads = posted.reviews
    .filter(({ pending }) => !pending)
    .flatMap(({ body }) => readMarkers(body))
    .flatMap((marker) => (marker.kind === 'review' ? [marker.head] : []));
  return { note: null, head: heads.at(-1) ?? null, mergeBase: null, paused: false, said: [] };
}

/** The summary's mark for a state. */
export function writeState({ head, mergeBase, paused, said }: Omit<PullState, 'note'>): string {
  const mark: SummaryMarker = {
    kind: 'summary',
    head: head ?? '',
    ...(mergeBase === null ? {} : { mergeBase }),
    ...(paused ? { paused: true } : {}),
    ...(said.length === 0 ? {} : { said: [...new Set(said)].slice(-MOST_SAID) }),
  };
  return writeMarker(mark);
}
