/**
 * The hidden marks in our own comments that carry a review's state, so that a pull request needs
 * no store besides itself. A mark counts only in a comment written by our own identity; whatever a
 * model or a person wrote is made inert before it is posted, so that it can't form one.
 *
 * The payload is base64url of JSON: it holds no `--`, `>` or line feed, whatever is in it.
 */
export type Marker =
  | FindingMarker
  /** On a review's body: which run posted it, and of which head. */
  | { kind: 'review'; run: string; head: string }
  /** On the one summary comment of the pull request. */
  | SummaryMarker
  | OutcomeMarker
  | AnswerMarker;

export interface SummaryMarker {
  kind: 'summary';
  /** The head of the last review that came to its end; empty when there is none yet. */
  head: string;
  /** The merge base that it was reviewed against. */
  mergeBase?: string;
  /** Somebody asked to be left alone. */
  paused?: true;
  /** `id:fingerprint` of what was said, newest last: a comment that somebody deletes stays said. */
  said?: string[];
  /** Open findings that have no comment: they stand in the summary alone. */
  listed?: FindingMarker[];
  /** What all reviews so far have cost, in US dollars; left out when a price was not known. */
  costUsd?: number;
  /** Reviews that came to their end, by agent: all, and those that posted no finding. */
  counts?: [agent: string, reviews: number, silent: number][];
}

/** On a reply of ours in a finding's thread: what became of it. The last one counts. */
export interface OutcomeMarker {
  kind: 'fixed' | 'back' | 'dismissal';
  id: string;
  /** The head at that time. */
  head: string;
  /** Of a dismissal: who wanted it, and why. */
  by?: string;
  reason?: string;
}

export function isOutcome(marker: Marker): marker is OutcomeMarker {
  return marker.kind === 'fixed' || marker.kind === 'back' || marker.kind === 'dismissal';
}

/** On an answer of ours: the comment that it answers, so that none is answered twice. */
export interface AnswerMarker {
  kind: 'answer';
  /** The head that was read for it. */
  head: string;
  /** Ids are counted for each kind of comment apart. */
  of: 'issue-comment' | 'review-comment' | 'review';
  to: number;
  /** Which command of the comment, from 0; null for an answer to what was said in our thread. */
  command: number | null;
}

/** On an inline or file comment: the finding it tells of. */
export interface FindingMarker {
  kind: 'finding';
  id: string;
  fingerprint: string;
  /** The head that was reviewed; GitHub's own commit ids move. */
  head: string;
  path: string;
  side: 'LEFT' | 'RIGHT';
  line: number;
  /** What later reviews know it by; comments of older versions lack some. */
  startLine?: number;
  mergeBase?: string;
  severity?: string;
  category?: string;
  title?: string;
  /** The name of the agent that found it. */
  agent?: string;
  /** Other places that it rests on. */
  evidence?: { path: string; side: 'LEFT' | 'RIGHT'; line: number }[];
}

const MARK = /<!-- backline:1:([\w-]{1,8000}) -->/g;
/** What a mark's payload may hold; a longer one is not read. */
export const MOST_PAYLOAD = 8000;

export function writeMarker(marker: Marker): string {
  return `<!-- backline:1:${Buffer.from(JSON.stringify(marker)).toString('base64url')} -->`;
}

/** All marks of a body that can be read; what is damaged is passed over. */
export function readMarkers(body: string): Marker[] {
  return [...body.matchAll(MARK)].flatMap((match) => {
    try {
      const marker: unknown = JSON.parse(Buffer.from(match[1]!, 'base64url').toString('utf8'));
      return isMarker(marker) ? [marker] : [];
    } catch {
      return [];
    }
  });
}

/** A body without our marks, for people and models to read; damaged ones go too. */
export function withoutMarkers(body: string): string {
  return body.replace(/<!-- backline:[^>]*-->/g, '').trim();
}

export function isFindingMarker(value: unknown): value is FindingMarker {
  return isMarker(value) && value.kind === 'finding';
}

function isMarker(value: unknown): value is Marker {
  if (typeof value !== 'object' || value === null) return false;
  const has = (key: string, type: string): boolean =>
    typeof (value as Record<string, unknown>)[key] === type;
  if (!has('head', 'string')) return false;
  switch ((value as { kind?: unknown }).kind) {
    case 'finding':
      return (
        has('id', 'string') &&
        has('fingerprint', 'string') &&
        has('path', 'string') &&
        has('side', 'string') &&
        has('line', 'number')
      );
    case 'review':
      return has('run', 'string');
    case 'summary':
      return true;
    case 'fixed':
    case 'back':
    case 'dismissal':
      return has('id', 'string');
    case 'answer':
      return has('of', 'string') && has('to', 'number');
    default:
      return false;
  }
}
