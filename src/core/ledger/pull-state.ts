import {
  isFindingMarker,
  MOST_PAYLOAD,
  readMarkers,
  writeMarker,
  type SummaryMarker,
} from '../plan/marker.ts';
import type { PullState } from './ledger.ts';
import type { StandingComments } from './standing-comments.ts';

/** Findings remembered at most, as said and as listed; what does not fit is dropped, oldest first. */
const MOST_SAID = 150;
const MOST_LISTED = 12;

/**
 * What the summary's mark remembers. When somebody has deleted the summary, the last review that
 * left comments tells its head.
 */
export function readState(posted: Pick<StandingComments, 'notes' | 'reviews'>): PullState {
  for (const note of posted.notes) {
    const mark = readMarkers(note.body).find((marker) => marker.kind === 'summary');
    if (mark === undefined) continue;
    const [said, listed]: unknown[] = [mark.said, mark.listed];
    return {
      note,
      head: mark.head === '' ? null : mark.head,
      mergeBase: typeof mark.mergeBase === 'string' ? mark.mergeBase : null,
      paused: mark.paused === true,
      said: Array.isArray(said) ? said.filter((each) => typeof each === 'string') : [],
      listed: Array.isArray(listed) ? listed.filter(isFindingMarker) : [],
      ...(typeof mark.costUsd === 'number' ? { costUsd: mark.costUsd } : {}),
    };
  }
  const heads = posted.reviews
    .filter(({ pending }) => !pending)
    .flatMap(({ body }) => readMarkers(body))
    .flatMap((marker) => (marker.kind === 'review' ? [marker.head] : []));
  return {
    note: null,
    head: heads.at(-1) ?? null,
    mergeBase: null,
    paused: false,
    said: [],
    listed: [],
  };
}

/** The summary's mark for a state. */
export function writeState(state: Omit<PullState, 'note'>): string {
  const said = [...new Set(state.said)].slice(-MOST_SAID);
  const listed = state.listed.slice(-MOST_LISTED);
  for (;;) {
    const written = write({ ...state, said, listed });
    if (written.length <= MOST_PAYLOAD) return written;
    if (said.length > listed.length * 4) said.splice(0, 10);
    else listed.shift();
  }
}

/** What all reviews of a pull request have cost with one more; unknown once that of one was. */
export function costSoFar(
  before: PullState | undefined,
  costUsd: number | null,
): Pick<PullState, 'costUsd'> {
  const isFirst = before === undefined || (before.note === null && before.head === null);
  const earlier = isFirst ? 0 : before.costUsd;
  return earlier === undefined || costUsd === null ? {} : { costUsd: earlier + costUsd };
}

function write({
  head,
  mergeBase,
  paused,
  said,
  listed,
  costUsd,
}: Omit<PullState, 'note'>): string {
  const mark: SummaryMarker = {
    kind: 'summary',
    head: head ?? '',
    ...(mergeBase === null ? {} : { mergeBase }),
    ...(paused ? { paused: true } : {}),
    ...(said.length === 0 ? {} : { said }),
    ...(listed.length === 0 ? {} : { listed }),
    // Sums of cents end in long fractions.
    ...(costUsd === undefined ? {} : { costUsd: Math.round(costUsd * 1e6) / 1e6 }),
  };
  return writeMarker(mark);
}
