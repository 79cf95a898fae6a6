import type { Ledger, PullState } from '../../core/ledger/ledger.ts';
import { readSummaryMark } from '../../core/ledger/pull-state.ts';
import { readLedger } from '../../core/ledger/read-ledger.ts';
import type { PullOverview } from '../../ports/pull-requests.ts';
import type { Steps } from '../../ports/steps.ts';

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
 */
export async function keepLedger(
  overview: Pick<PullOverview, 'pull' | 'posted' | 'checks'>,
  steps: Steps,
  log: (line: string) => void,
): Promise<Ledger> {
  const tell = (error: unknown): undefined => {
    log(
      `what stood there before is not kept: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  };
  const now = openLedger(overview);
  const key = `ledger ${overview.pull.head.sha}`;
  const kept = await steps.get(key).catch(tell);
  if (kept !== undefined) return withPeople(kept as Ledger, now);
  await steps.put(key, now).catch(tell);
  return now;
}

/** An earlier ledger with what people have done since: deleted, dismissed, answered, paused. */
function withPeople(kept: Ledger, now: Ledger): Ledger {
  const today = new Map(now.entries.map((entry) => [entry.comment, entry]));
  const entries = kept.entries.flatMap((entry) => {
    if (entry.comment === null) return [entry];
    const found = today.get(entry.comment);
    if (found === undefined) return [];
    return [{ ...found, state: found.state === 'dismissed' ? found.state : entry.state }];
  });
  return { entries, state: { ...kept.state, paused: now.state.paused } };
}
