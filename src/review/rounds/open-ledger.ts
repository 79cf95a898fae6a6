import type { Ledger, PullState } from '../../core/ledger/ledger.ts';
import { readSummaryMark } from '../../core/ledger/pull-state.ts';
import { readLedger } from '../../core/ledger/read-ledger.ts';
import type { PullOverview } from '../../ports/pull-requests.ts';
import { STARTED_FROM, type Steps } from '../../ports/steps.ts';

/**
 * All that is known of a pull request's earlier reviews. Where nothing that was posted tells which
 * head was reviewed last, a check run may: a review that had nothing to say leaves nothing else.
 */
export function openLedger({ posted, checks }: Pick<PullOverview, 'posted' | 'checks'>): Ledger {
  const ledger = readLedger(posted);
  const { state } = ledger;
  if (state.head !== null) return ledger;
  const marks = checks.map(readSummaryMark);
  const last = marks.find((mark) => mark !== null && mark.head !== null) ?? null;
  if (last === null) return ledger;
  const { head, mergeBase } = last;
  // Each check run tells what its own review came to; a summary begins to sum up after them.
  const totals: Pick<PullState, 'costUsd' | 'counts'> =
    state.note === null ? { costUsd: 0, counts: [] } : {};
  return { ...ledger, state: { ...state, head, mergeBase, ...totals } };
}

/**
 * The ledger as the first try of a job found it: what that has posted since is no earlier review
 * but a part of this one. What people did meanwhile counts. A store that does not answer is told to
 * `log`.
 * @param nth which review of the job it is: each begins with what those before have posted
 */
export async function keepLedger(
  overview: Pick<PullOverview, 'pull' | 'posted' | 'checks'>,
  nth: number,
  steps: Steps,
  log: (line: string) => void,
): Promise<Ledger> {
  const tell = (error: unknown): undefined => {
    log(
      `what stood there before is not kept: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  };
  const now = openLedger(overview);
  const key = `${STARTED_FROM}${nth} ${overview.pull.head.sha}`;
  const kept = await steps.get(key).catch(tell);
  if (kept !== undefined) return withPeople(kept as Ledger, now);
  await steps.put(key, now).catch(tell);
  return now;
}

/** An earlier ledger with what people have done since: deleted, dismissed, answered, paused. */
function withPeople(kept: Ledger, now: Ledger): Ledger {
  const today = new Map(now.entries.map((entry) => [entry.comment, entry]));
  // What stood in the summary alone leaves no comment: once it is dismissed, it is said, and no more.
  const said = new Map(now.state.said.map((each) => [each.slice(0, each.indexOf(':')), each]));
  const listedNow = new Set(now.state.listed.map(({ id }) => id));
  const isGone = ({ id }: { id: string }): boolean => said.has(id) && !listedNow.has(id);
  const entries = kept.entries.flatMap((entry) => {
    if (entry.comment === null) return isGone(entry) ? [] : [entry];
    const found = today.get(entry.comment);
    if (found === undefined) return [];
    return [{ ...found, state: found.state === 'dismissed' ? found.state : entry.state }];
  });
  const { state } = kept;
  const gone = state.listed.filter(isGone).map(({ id }) => said.get(id)!);
  return {
    entries,
    state: {
      ...state,
      paused: now.state.paused,
      listed: state.listed.filter((each) => !isGone(each)),
      said: [...state.said.filter((each) => !gone.includes(each)), ...gone],
    },
  };
}
