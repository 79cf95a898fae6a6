import { readMarkers, withoutMarkers, type FindingMarker, type Marker } from '../plan/marker.ts';
import { categoryOf, severityOf, type Ledger, type LedgerEntry } from './ledger.ts';
import { readState } from './pull-state.ts';
import type { StandingComments } from './standing-comments.ts';

/**
 * The ledger of a pull request, from what stands on it and nothing else. A comment that somebody
 * deleted is forgotten, but stays said; one whose mark was edited away is known by the id in its
 * text. A thread that a person resolved is dismissed, whatever else was said in it.
 */
export function readLedger(posted: StandingComments): Ledger {
  const state = readState(posted);
  const said = new Map(
    state.said.map((each) => [each.slice(0, each.indexOf(':')), each.slice(each.indexOf(':') + 1)]),
  );
  const comments = new Map(posted.comments.map((comment) => [comment.id, comment]));
  const entries = posted.threads.flatMap((thread): LedgerEntry[] => {
    const comment = comments.get(thread.first);
    if (comment === undefined) return [];
    const mark = readMarkers(comment.body).find((marker) => marker.kind === 'finding');
    const claim = withoutMarkers(comment.body);
    const id = mark?.id ?? idInText(claim);
    if (id === null) return [];
    const line = mark?.line ?? comment.originalLine ?? 1;
    const { replies, resolvedBy } = thread;
    const ours = replies.filter(({ isOurs }) => isOurs).flatMap(({ body }) => readMarkers(body));
    return [
      {
        id,
        fingerprint: mark?.fingerprint ?? said.get(id) ?? '',
        path: mark?.path ?? comment.path,
        side: mark?.side ?? comment.side,
        startLine: mark?.startLine ?? line,
        line,
        head: mark?.head ?? '',
        mergeBase: mark?.mergeBase ?? '',
        severity: severityOf(mark?.severity),
        category: categoryOf(mark?.category),
        title: mark?.title ?? titleIn(claim),
        claim,
        evidence: Array.isArray(mark?.evidence) ? mark.evidence : [],
        state: stateOf(ours, resolvedBy),
        answered: replies.some(({ isOurs }) => !isOurs),
        votesDown: comment.votesDown,
        comment: comment.id,
        thread: thread.id,
        url: comment.url,
      },
    ];
  });
  return { entries: [...entries, ...state.listed.map(listedEntry)], state };
}

/** A finding that stands in the summary alone: nobody can answer it. */
function listedEntry(mark: FindingMarker): LedgerEntry {
  const {
    id,
    fingerprint,
    path,
    side,
    line,
    startLine = line,
    head,
    mergeBase = '',
    title = '',
  } = mark;
  return {
    id,
    fingerprint,
    path,
    side,
    startLine,
    line,
    head,
    mergeBase,
    severity: severityOf(mark.severity),
    category: categoryOf(mark.category),
    title,
    claim: title,
    evidence: [],
    state: 'open',
    answered: false,
    votesDown: 0,
    comment: null,
    thread: '',
    url: '',
  };
}

/** We resolve nothing but what we said is fixed: any other thread was resolved by a person. */
function stateOf(
  replies: Marker[],
  resolvedBy: StandingComments['threads'][number]['resolvedBy'],
): LedgerEntry['state'] {
  const said = saidOf(replies);
  if (resolvedBy === null) return said;
  const byUs = said === 'fixed' && (resolvedBy.isOurs || resolvedBy.login === null);
  return byUs ? said : 'dismissed';
}

function saidOf(replies: Marker[]): LedgerEntry['state'] {
  for (const { kind } of replies.toReversed()) {
    if (kind === 'fixed') return 'fixed';
    if (kind === 'dismissal') return 'dismissed';
    if (kind === 'back') return 'open';
  }
  return 'open';
}

/** Every comment on a finding ends with the commands that take its id. */
function idInText(claim: string): string | null {
  return /\/(?:explain|dismiss) ([0-9a-z]{5})\b/.exec(claim)?.[1] ?? null;
}

/** The first line, without its severity and emphasis. */
function titleIn(claim: string): string {
  const first = claim.split('\n')[0] ?? '';
  return first.replace(/^\*\*[^:*]*: |\*\*/g, '').trim();
}
