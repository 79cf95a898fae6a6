import { SEVERITIES, type Finding } from '../finding/finding.ts';
import { choose, type Choosing } from '../finding/rank.ts';
import type { CarriedEntry } from './carry.ts';
import type { Round } from './round.ts';
import { findEarlier } from './same.ts';

/** The findings of a round, chosen, and the fixed ones among the earlier that are back. */
export interface RoundChoice {
  findings: Finding[];
  back: CarriedEntry[];
}

/**
 * Why a finding is not for this round whatever its check says, so that no check is paid for: it was
 * said, or its rows are those of the last review. Null when it may be posted.
 */
export function heldBack(finding: Finding, round: Round): string | null {
  const earlier = findEarlier(finding, undefined, round.entries);
  if (earlier !== null && earlier.state !== 'fixed') return wordsFor(earlier);
  if (earlier === null && round.said.has(finding.fingerprint)) {
    return 'it was said before, and the comment was deleted';
  }
  if (round.rows !== null && !round.rows.concerns(finding)) {
    return `its rows were reviewed at ${round.since?.slice(0, 7) ?? 'an earlier commit'}`;
  }
  if (
    round.floor !== null &&
    SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf(round.floor)
  ) {
    return `severity ${finding.severity} is below ${round.floor}, the floor from the second review on`;
  }
  return null;
}

/**
 * Chooses what a later round posts: what is new and was not said before, in whatever words. What is
 * held back stays in the result with the reason.
 * @param sameAs what the verifier named as one: id → id, those of earlier findings among them
 */
export function chooseOfRound(
  findings: Finding[],
  sameAs: ReadonlyMap<string, string>,
  choosing: Choosing,
  round: Round | undefined,
): RoundChoice {
  if (round === undefined) return { findings: choose(findings, choosing), back: [] };
  const reasons = new Map<string, string>();
  const again = new Map<string, CarriedEntry>();
  for (const finding of findings) {
    const why = heldBack(finding, round);
    const earlier = findEarlier(finding, sameAs.get(finding.id), round.entries);
    if (why !== null) reasons.set(finding.id, why);
    else if (earlier?.state === 'fixed') again.set(finding.id, earlier);
    else if (earlier !== null) reasons.set(finding.id, wordsFor(earlier));
  }
  const free = choose(
    findings.filter(({ id }) => !reasons.has(id)),
    choosing,
  );
  const back = new Set<CarriedEntry>();
  const chosen = free.map((finding): Finding => {
    const earlier = again.get(finding.id);
    if (earlier === undefined || !finding.posted) return finding;
    back.add(earlier);
    return { ...finding, posted: false, notPostedBecause: 'its thread says that it is back' };
  });
  const held = choose(
    findings.filter(({ id }) => reasons.has(id)),
    choosing,
  ).map((finding, index): Finding => ({
    ...finding,
    rank: chosen.length + index + 1,
    posted: false,
    notPostedBecause: reasons.get(finding.id)!,
  }));
  return { findings: [...chosen, ...held], back: [...back] };
}

function wordsFor({ state, id }: CarriedEntry): string {
  return state === 'dismissed' ? `it was dismissed as ${id}` : `it was said before as ${id}`;
}
