import type { PlacedAnswer } from '../core/finding/build-findings.ts';
import type { FileIndex } from '../core/finding/file-index.ts';
import type { Shortfall } from '../core/finding/review-result.ts';
import type { Conversation } from './converse.ts';
import { nameFiles } from './coverage.ts';
import type { ReadLines } from './evidence.ts';
import { find } from './find.ts';
import type { Assignment, Preparation } from './prepare.ts';
import { sideBySide } from './side-by-side.ts';

/** What came of one group of files. */
export interface FindReport {
  assignment: Assignment;
  placed: PlacedAnswer[];
  shortfall: Shortfall | null;
}

/** What all conversations of a review share. */
export type Talk = Omit<Conversation, 'request'>;

/** Holds every conversation that was prepared, side by side; a failed one leaves a shortfall. */
export function findAll(
  preparation: Preparation,
  talk: Talk,
  index: ReadonlyMap<string, FileIndex>,
  read: ReadLines | null,
): Promise<FindReport[]> {
  return sideBySide(
    preparation.assignments,
    (assignment, progress) => findOne(assignment, preparation, { ...talk, progress }, index, read),
    talk.progress,
  );
}

async function findOne(
  assignment: Assignment,
  preparation: Preparation,
  talk: Talk,
  index: ReadonlyMap<string, FileIndex>,
  read: ReadLines | null,
): Promise<FindReport> {
  let why = '';
  for (const { request } of preparation.finder) {
    const found = await find({ ...talk, request }, assignment.brief, index, read);
    if (found.ok) return { assignment, placed: found.placed, shortfall: null };
    why = found.why;
    if (!found.anotherModel) break;
  }
  const what = nameFiles([...new Set(assignment.group.files.map(({ path }) => path))]);
  return { assignment, placed: [], shortfall: { what, why } };
}
