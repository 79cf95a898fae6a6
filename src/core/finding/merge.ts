import { SEVERITIES, type Finding } from './finding.ts';
import { foldSpaces } from './quote.ts';

/**
 * Merges findings that are one: those that sit on the same rows and say the same kind of thing,
 * and those that somebody who read both named as the same (`sameAs`: id → id). The better one
 * stays and names the places of the others.
 */
export function mergeFindings(findings: Finding[], sameAs: ReadonlyMap<string, string>): Finding[] {
  const groups: Finding[][] = [];
  for (const finding of findings) {
    const group = groups.find((members) =>
      members.some((member) => isSame(member, finding, sameAs)),
    );
    if (group === undefined) groups.push([finding]);
    else group.push(finding);
  }
  return groups.map(([first, ...rest]) =>
    rest.reduce(
      (kept, next) => (isBetter(next, kept) ? absorb(next, kept) : absorb(kept, next)),
      first!,
    ),
  );
}

function isSame(a: Finding, b: Finding, sameAs: ReadonlyMap<string, string>): boolean {
  if (sameAs.get(a.id) === b.id || sameAs.get(b.id) === a.id) return true;
  if (a.path !== b.path || a.side !== b.side || a.anchor !== b.anchor) return false;
  if (foldSpaces(a.title).toLowerCase() === foldSpaces(b.title).toLowerCase()) {
    return a.anchor !== 'line' || a.line === b.line;
  }
  if (a.anchor !== 'line' || a.category !== b.category) return false;
  return a.startLine === b.startLine && a.line === b.line && sharesWords(a.title, b.title);
}

/** At least half of the shorter title's words of four letters and more are in the other. */
export function sharesWords(a: string, b: string): boolean {
  const words = (text: string): Set<string> =>
    new Set(text.toLowerCase().match(/[\p{L}\p{N}_]{4,}/gu) ?? []);
  const [left, right] = [words(a), words(b)];
  const least = Math.min(left.size, right.size);
  if (least === 0) return false;
  return [...left].filter((word) => right.has(word)).length >= least / 2;
}

function isBetter(a: Finding, b: Finding): boolean {
  if (a.wouldPost !== b.wouldPost) return a.wouldPost;
  if (a.severity !== b.severity) {
    return SEVERITIES.indexOf(a.severity) < SEVERITIES.indexOf(b.severity);
  }
  return a.confidence > b.confidence;
}

function absorb(kept: Finding, other: Finding): Finding {
  const places = [
    ...(kept.alsoAt ?? []),
    ...(other.anchor === 'line' ? [{ path: other.path, line: other.line }] : []),
    ...(other.alsoAt ?? []),
  ].filter(
    ({ path, line }, index, all) =>
      !(path === kept.path && line === kept.line) &&
      all.findIndex((each) => each.path === path && each.line === line) === index,
  );
  return {
    ...kept,
    wouldPost: kept.wouldPost || other.wouldPost,
    ...(places.length === 0 ? {} : { alsoAt: places }),
  };
}
