import {
  isFindingMarker,
  MOST_PAYLOAD,
  readMarkers,
  writeMarker,
  type SummaryMarker,
} from '../plan/marker.ts';
import { agentOf, type PullState, type ReviewCount } from './ledger.ts';
import type { StandingComments } from './standing-comments.ts';

/** Findings remembered at most, as said and as listed; what does not fit is dropped, oldest first. */
const MOST_SAID = 150;
const MOST_LISTED = 12;
/** Agents counted apart at most: beyond it the counts are not known any more. */
const MOST_AGENTS = 12;

/**
 * What the summary's mark remembers. When somebody has deleted the summary, the last review that
 * left comments tells its head.
 */
export function readState(posted: Pick<StandingComments, 'notes' | 'reviews'>): PullState {
  for (const note of posted.notes) {
    const state = readSummaryMark(note.body);
    if (state !== null) return { note, ...state };
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
    // Nothing of ours yet is nothing; what a summary held that somebody deleted is not known.
    ...(heads.length === 0 ? { costUsd: 0, counts: [] } : {}),
  };
}

/** What the summary's mark in a text says; null when there is none. Only our own texts count. */
export function readSummaryMark(text: string): Omit<PullState, 'note'> | null {
  const mark = readMarkers(text).find((marker) => marker.kind === 'summary');
  if (mark === undefined) return null;
  const [said, listed]: unknown[] = [mark.said, mark.listed];
  const counts = readCounts(mark.counts);
  return {
    head: mark.head === '' ? null : mark.head,
    mergeBase: typeof mark.mergeBase === 'string' ? mark.mergeBase : null,
    paused: mark.paused === true,
    said: Array.isArray(said) ? said.filter((each) => typeof each === 'string') : [],
    listed: Array.isArray(listed) ? listed.filter(isFindingMarker) : [],
    ...(typeof mark.costUsd === 'number' && mark.costUsd >= 0 ? { costUsd: mark.costUsd } : {}),
    ...(counts === null ? {} : { counts }),
  };
}

/** Counts of which one can't be right are not known at all. */
function readCounts(value: unknown): ReviewCount[] | null {
  if (!Array.isArray(value)) return null;
  const counts = value.flatMap((each: unknown): ReviewCount[] => {
    const [word, reviews, silent]: unknown[] = Array.isArray(each) ? each : [];
    const agent = agentOf(word);
    if (agent === null || !isCount(reviews) || !isCount(silent) || silent > reviews) return [];
    return [{ agent, reviews, silent }];
  });
  return counts.length === value.length ? counts : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
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

function write({
  head,
  mergeBase,
  paused,
  said,
  listed,
  costUsd,
  counts,
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
    ...(counts === undefined || counts.length > MOST_AGENTS
      ? {}
      : {
          counts: counts.map(({ agent, reviews, silent }) => [agent, reviews, silent]),
        }),
  };
  return writeMarker(mark);
}
