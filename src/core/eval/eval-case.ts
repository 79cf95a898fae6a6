import type { Side } from '../diff/model.ts';
import type { Severity } from '../finding/finding.ts';

/** Rows of one file, 1-based, both ends included. */
export interface Place {
  path: string;
  side: Side;
  startLine: number;
  line: number;
}

/** What a good review would say of a change, and where. */
export interface Expectation extends Place {
  /** What is wrong, in words. */
  text: string;
  severity?: Severity;
  /** Other places where a comment about it is as right. */
  alsoAt: Place[];
}

/** A change with what a good review says of it. No expectation: silence is right. */
export interface EvalCase {
  /** The name of its folder. */
  name: string;
  title: string;
  body: string;
  /** A BCP 47 tag to write findings in; without it the change's own language. */
  language?: string;
  expected: Expectation[];
}
