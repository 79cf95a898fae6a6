import { changedFiles, withinLimits } from './diff.ts';
import { Violation } from './http.ts';
import { comparedFrom } from './pulls.ts';
import { readRows, rowAt } from './rows.ts';
import type { PullRequest, Side, Spot } from './model.ts';
import type { World } from './state.ts';

/** Where somebody wants to put a comment. */
export interface Anchor {
  path: string;
  subject: 'line' | 'file';
  side?: Side | undefined;
  line?: number | undefined;
  startSide?: Side | undefined;
  startLine?: number | undefined;
}

export interface Placed {
  path: string;
  subject: 'line' | 'file';
  side: Side;
  spot: Spot;
  hunk: string;
}

/** Why an anchor cannot be: the field as GitHub names it and what it says. */
export class Misplaced extends Error {
  readonly field: string;
  /** The bare sentence that a whole review is refused with. */
  readonly inReview: string;

  constructor(field: string, message: string, inReview = message) {
    super(message);
    this.field = field;
    this.inReview = inReview;
  }
}

const THREAD = 'pull_request_review_thread';

/**
 * Finds the rows that an anchor names in the diff of `commit`.
 * @throws Misplaced when the diff has no such rows.
 * @throws Violation for LEFT on a context row: GitHub takes it and shows it at another place.
 */
export async function place(
  world: World,
  pull: PullRequest,
  commit: string,
  anchor: Anchor,
): Promise<Placed> {
  const mergeBase = await comparedFrom(pull, commit);
  const files = await changedFiles(pull.repo.dir, mergeBase, commit);
  const found = files.find((one) => one.filename === anchor.path);
  if (found === undefined) {
    throw new Misplaced(
      `${THREAD}.path`,
      `${THREAD}.path is invalid`,
      'Path could not be resolved',
    );
  }
  const { path, subject } = anchor;
  const oldPath = found.previousFilename ?? path;
  if (subject === 'file') {
    const spot = { commit, mergeBase, oldPath, line: 0, startLine: null, position: 1 };
    return { path, subject, side: 'RIGHT', spot, hunk: '' };
  }
  const side = anchor.side ?? 'RIGHT';
  const { line, startLine } = anchor;
  const rows = readRows(withinLimits(found, world.limits).patch ?? '');
  const row = line === undefined ? undefined : rowAt(rows, side, line);
  if (line === undefined || row === undefined) throw outside('line');
  refuseContextOnTheLeft(side, row.kind, path, line);
  if (startLine !== undefined) {
    if (startLine >= line) {
      throw new Misplaced(
        `${THREAD}.start_line`,
        `${THREAD}.start_line must precede the end line.`,
      );
    }
    const start = rowAt(rows, anchor.startSide ?? side, startLine);
    if (start === undefined) throw outside('start_line');
    if (start.hunk !== row.hunk || (anchor.startSide ?? side) !== side) {
      throw new Misplaced(
        `${THREAD}.start_line`,
        `${THREAD}.start_line must be part of the same hunk as the line.`,
      );
    }
    refuseContextOnTheLeft(side, start.kind, path, startLine);
  }
  const { position } = row;
  const spot = { commit, mergeBase, oldPath, line, startLine: startLine ?? null, position };
  return { path, subject, side, spot, hunk: row.excerpt() };
}

function outside(field: 'line' | 'start_line'): Misplaced {
  return new Misplaced(
    `${THREAD}.${field}`,
    `${THREAD}.${field} must be part of the diff`,
    field === 'line' ? 'Line could not be resolved' : 'Start line could not be resolved',
  );
}

function refuseContextOnTheLeft(side: Side, kind: string, path: string, line: number): void {
  if (side === 'LEFT' && kind === 'context') {
    throw new Violation(`a comment on the LEFT of a context row: ${path}:${line}`);
  }
}
