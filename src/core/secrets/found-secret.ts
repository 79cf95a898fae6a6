import type { DiffLine, Side } from '../diff/model.ts';
import type { Certainty } from './secret.ts';

/** A credential in a row of a change. */
export interface FoundSecret {
  kind: string;
  certainty: Certainty;
  path: string;
  row: DiffLine['kind'];
  /** Deleted rows are LEFT, all others RIGHT. */
  side: Side;
  /** 1-based, on `side`. */
  line: number;
  /** The row as it is shown, masked. */
  text: string;
}
