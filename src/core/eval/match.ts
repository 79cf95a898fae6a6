import type { Finding } from '../finding/finding.ts';
import type { Expectation, Place } from './eval-case.ts';

/** How far from an expected row a comment may stand when its place alone decides. */
export const NEAR_BY_PLACE = 3;

/** The same when a judge has said that both mean the same flaw: the function around it, about. */
export const NEAR_BY_MEANING = 10;

/**
 * Whether a finding points at an expectation: same path, same side, and rows that overlap or lie
 * at most `slack` lines apart; one of the other places of either counts too. A finding that has
 * no line points at its whole file when `slack` is for meaning, at nothing when place decides.
 */
export function pointsAt(finding: Finding, expectation: Expectation, slack: number): boolean {
  const wanted = [expectation, ...expectation.alsoAt];
  if (finding.anchor !== 'line') {
    return slack >= NEAR_BY_MEANING && wanted.some(({ path }) => path === finding.path);
  }
  const also = (finding.alsoAt ?? []).map(({ path, line }): Place => {
    return { path, side: finding.side, startLine: line, line };
  });
  return [finding, ...also].some((at) => wanted.some((place) => isNear(at, place, slack)));
}

function isNear(at: Place, place: Place, slack: number): boolean {
  return (
    at.path === place.path &&
    at.side === place.side &&
    at.startLine <= place.line + slack &&
    at.line >= place.startLine - slack
  );
}

/**
 * Pairs findings with expectations so that as many as possible are paired, each at most once: two
 * comments on one flaw meet one expectation. `edges[f]` lists the expectations that finding f may
 * meet; the answer has for each finding the one it got, or null. Earlier findings keep a partner
 * once they have one. (Augmenting paths, Kuhn 1955.)
 */
export function assign(edges: readonly (readonly number[])[]): (number | null)[] {
  const holder = new Map<number, number>();
  const find = (finding: number, tried: Set<number>): boolean => {
    for (const expectation of edges[finding]!) {
      if (tried.has(expectation)) continue;
      tried.add(expectation);
      const held = holder.get(expectation);
      if (held === undefined || find(held, tried)) {
        holder.set(expectation, finding);
        return true;
      }
    }
    return false;
  };
  for (const finding of edges.keys()) find(finding, new Set());
  const met: (number | null)[] = edges.map(() => null);
  for (const [expectation, finding] of holder) met[finding] = expectation;
  return met;
}
