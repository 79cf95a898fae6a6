/**
 * How sure it is that a text is a credential:
 * - certain: its form belongs to one issuer and to nothing else
 * - likely: its form or its place says so
 * - possible: a person's password or a token whose form others share
 */
export type Certainty = 'certain' | 'likely' | 'possible';

/** A credential in a text; it never runs over the end of a line. */
export interface Secret {
  /** A short name for people: `GitHub token`. */
  kind: string;
  certainty: Certainty;
  /** UTF-16 offsets of the value alone, `end` behind its last unit. */
  start: number;
  end: number;
}

const RANK: Record<Certainty, number> = { certain: 0, likely: 1, possible: 2 };

/** Below zero when `a` is the surer one. */
export function compareCertainty(a: Certainty, b: Certainty): number {
  return RANK[a] - RANK[b];
}
