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
 * but a part of this one. A store that does not answer is told to `log`.
 */
export async function keepLedger(
  overview: PullOverview,
  steps: Steps,
  log: (line: string) => void,
): Promise<Ledger> {
  const tell = (error: unknown) =>
    log(
      `what stood there before is not kept: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  const key = `ledger ${overview.pull.head.sha}`;
  const kept = await steps.get(key).catch(tell);
  if (kept !== undefined) return kept as Ledger;
  const ledger = openLedger(overview);
  await steps.put(key, ledger).catch(tell);
  return ledger;
}
