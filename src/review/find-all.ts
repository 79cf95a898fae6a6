import type { PlacedAnswer } from '../core/finding/build-findings.ts';
import type { FileIndex } from '../core/finding/file-index.ts';
import type { Shortfall } from '../core/finding/review-result.ts';
import type { Conversation } from './converse.ts';
import { nameFiles } from './coverage.ts';
import type { ReadLines } from './evidence.ts';
import { find } from './find.ts';
import type { Assignment, Preparation } from './prepare.ts';
import { sideBySide } from './side-by-side.ts';
import { halve } from './split-file.ts';

/** What came of one group of files. */
export interface FindReport {
  assignment: Assignment;
  placed: PlacedAnswer[];
  shortfall: Shortfall | null;
}

/** What all conversations of a review share. */
export type Talk = Omit<Conversation, 'request'>;

/** Times that a group is cut in two because it was too large for the model. */
const MOST_CUTS = 3;

/**
 * Holds every conversation that was prepared, side by side; a failed one leaves a shortfall. A
 * group that turns out too large for the model is cut in two, and each half asked about.
 */
export async function findAll(
  preparation: Preparation,
  talk: Talk,
  index: ReadonlyMap<string, FileIndex>,
  read: ReadLines | null,
): Promise<FindReport[]> {
  const reports = await sideBySide(
    preparation.assignments,
    (assignment, progress) =>
      findInParts(assignment, MOST_CUTS, (part) =>
        findOne(part, preparation, { ...talk, progress }, index, read),
      ),
    talk.progress,
    // Each part of the change is a prefix of its own.
    (assignment) => String(preparation.assignments.indexOf(assignment)),
  );
  return reports.flat();

  async function findInParts(
    assignment: Assignment,
    cuts: number,
    ask: (part: Assignment) => Promise<FindReport & { tooLarge: boolean }>,
  ): Promise<FindReport[]> {
    const { tooLarge, ...report } = await ask(assignment);
    const halves = tooLarge && cuts > 0 ? halve(assignment.group.files) : null;
    if (halves === null) return [report];
    const [first, second] = halves.map(preparation.assign);
    return [
      ...(await findInParts(first!, cuts - 1, ask)),
      ...(await findInParts(second!, cuts - 1, ask)),
    ];
  }
}

async function findOne(
  assignment: Assignment,
  preparation: Preparation,
  talk: Talk,
  index: ReadonlyMap<string, FileIndex>,
  read: ReadLines | null,
): Promise<FindReport & { tooLarge: boolean }> {
  let why = '';
  let tooLarge = false;
  for (const { request } of preparation.finder) {
    const found = await find({ ...talk, request }, assignment.brief, index, read);
    if (found.ok) return { assignment, placed: found.placed, shortfall: null, tooLarge };
    why = found.why;
    tooLarge = found.tooLarge === true;
    if (!found.anotherModel || tooLarge) break;
  }
  const what = nameFiles([...new Set(assignment.group.files.map(({ path }) => path))]);
  return { assignment, placed: [], shortfall: { what, why }, tooLarge };
}
