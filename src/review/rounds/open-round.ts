import type { Ledger } from '../../core/ledger/ledger.ts';
import type { Round } from '../../core/ledger/round.ts';
import { UserError } from '../../core/errors.ts';
import type { OpenPull, PullReviewPorts } from '../pull-review.ts';
import type { ReviewInput } from '../review-input.ts';
import { carryEntries } from './carry-entries.ts';
import { fixCandidates } from './fix-candidates.ts';
import { rowsSince, type Earlier } from './since.ts';
import { openTrees, type Trees } from './trees.ts';

/** What a round is asked to look at. */
export interface RoundWish {
  /** A person asked: nothing is left out for being mild. */
  asked: boolean;
  /** Look at everything anew, and say what was deleted again. */
  full: boolean;
  /** Look at what changed since that commit, whole or its beginning. */
  since?: string;
}

/**
 * Finds out what a review can build on: where the earlier findings are now, which may be fixed, and
 * which rows are new. Where the last head can't be had any more the whole change counts.
 */
export async function openRound(
  { pull, mergeBase, objects, config }: OpenPull,
  input: Pick<ReviewInput, 'change'>,
  ledger: Ledger,
  wish: RoundWish,
  ports: PullReviewPorts,
): Promise<Round> {
  const { state, entries } = ledger;
  const { change } = input;
  const { signal } = ports.stops;
  const earlier = await earlierOf(pull.head.sha, ledger, wish, (sha) =>
    ports.pulls.mergeBase({ ...pull, head: { ...pull.head, sha } }),
  );
  const paths = [
    ...entries.flatMap(({ path, evidence }) => [path, ...evidence.map((each) => each.path)]),
    ...change.files.flatMap(({ path, previousPath }) => [path, previousPath ?? path]),
  ];
  const trees = await openTrees(
    objects,
    [pull.head.sha, pull.base.sha, mergeBase],
    [
      ...(earlier === null ? [] : [earlier.head, earlier.mergeBase]),
      ...(state.head === null ? [] : [state.head]),
      ...entries.flatMap((entry) => [entry.head, entry.mergeBase]),
    ],
    paths,
    signal,
  );
  const carried = await carryEntries(entries, change, trees);
  const [candidates, rows] = await Promise.all([
    fixCandidates(carried, change, trees, state.head),
    newSince(earlier, wish, trees, () => rowsSince(objects.repository, change, earlier!, signal)),
  ]);
  const first = state.head === null && entries.length === 0;
  const whole = wish.full || (!wish.asked && config.on.push === 'full');
  return {
    since: rows === null ? null : (earlier?.head ?? null),
    rows: whole ? null : rows,
    floor: first || wish.asked || whole ? null : 'medium',
    entries: carried,
    said: new Set(wish.full ? [] : state.said.map((each) => each.slice(each.indexOf(':') + 1))),
    candidates,
    state,
  };
}

async function newSince<T>(
  earlier: Earlier | null,
  { since }: RoundWish,
  trees: Trees,
  compare: () => Promise<T | null>,
): Promise<T | null> {
  if (earlier === null) return null;
  if (trees.has(earlier.head) && trees.has(earlier.mergeBase)) return compare();
  if (since === undefined) return null;
  throw noSuchCommit(since);
}

/** The review that this one follows; null for none. */
async function earlierOf(
  head: string,
  { state, entries }: Ledger,
  wish: RoundWish,
  mergeBaseOf: (commit: string) => Promise<string>,
): Promise<Earlier | null> {
  if (wish.full) return null;
  if (wish.since !== undefined) {
    const known = [state.head ?? '', head, ...entries.map((entry) => entry.head)];
    const commit = known.find((each) => each.startsWith(wish.since!)) ?? wish.since;
    if (!/^[0-9a-f]{40}$/.test(commit)) throw noSuchCommit(wish.since);
    return { head: commit, mergeBase: await mergeBaseOf(commit) };
  }
  if (state.head === null) return null;
  // Nothing was pushed since: whoever asks then wants the whole change looked at.
  if (wish.asked && state.head === head) return null;
  const own = entries.find((entry) => entry.head === state.head)?.mergeBase;
  const mergeBase = state.mergeBase ?? (own === '' ? undefined : own);
  return { head: state.head, mergeBase: mergeBase ?? (await mergeBaseOf(state.head)) };
}

function noSuchCommit(since: string): UserError {
  return new UserError(
    `there is no commit ${since} here to compare with: give its whole id, or ask for /review full`,
  );
}
