/** Places 10,000 generated answers over a generated change and prints the figures as JSON. */
import type { ChangedFile, DiffLine, Hunk } from '../../src/core/diff/model.ts';
import { place, type ClaimedPlace, type Placement } from '../../src/core/finding/anchor.ts';
import { indexFile } from '../../src/core/finding/file-index.ts';
import { foldSpaces } from '../../src/core/finding/quote.ts';
import { rowId } from '../../src/core/prompt/row-id.ts';
import { randomNumbers, writeLines } from '../generate.ts';

export interface AnchorFigures {
  findings: number;
  files: number;
  rows: number;
  indexSeconds: number;
  placeSeconds: number;
  onLine: number;
  wrong: number;
  lost: number;
}

const FINDINGS = 10_000;
const FILES = 300;
const HUNKS = 8;
const ROWS = 40;

interface Claim extends ClaimedPlace {
  meant: DiffLine | null;
}

const random = randomNumbers(7);
const files = Array.from({ length: FILES }, (_, number) => makeFile(number));
const claims = Array.from({ length: FINDINGS }, (_, number) => makeClaim(number));

const started = performance.now();
const index = new Map(files.map((file) => [file.path, indexFile(file)]));
const indexed = performance.now();
const placements = claims.map((claim) => place(claim, index));
const placed = performance.now();

const figures: AnchorFigures = {
  findings: FINDINGS,
  files: FILES,
  rows: FILES * HUNKS * ROWS,
  indexSeconds: (indexed - started) / 1000,
  placeSeconds: (placed - indexed) / 1000,
  onLine: placements.filter(({ level }) => level === 'line').length,
  wrong: placements.filter((placement, number) => {
    return (
      placement.level === 'line' &&
      textAt(placement) !== foldSpaces(claims[number]?.meant?.text ?? '?')
    );
  }).length,
  lost:
    FINDINGS - placements.filter(({ level }) => ['line', 'file', 'summary'].includes(level)).length,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

/** White space does not count: a quote may leave out how far its line is indented. */
function textAt({ path, side, line }: Placement): string | undefined {
  const file = index.get(path);
  const run = file?.byLine(side, line);
  const row = run && file?.rows(run.side, run.hunk)[run.start];
  return row ? foldSpaces(row.text) : undefined;
}

function makeFile(number: number): ChangedFile {
  return {
    path: `src/part${number % 20}/service${number}.ts`,
    status: 'modified',
    oldMode: '100644',
    newMode: '100644',
    oldBlob: null,
    newBlob: null,
    binary: false,
    verified: true,
    hunks: Array.from({ length: HUNKS }, (_, hunk) => makeHunk(1 + hunk * 200)),
  };
}

/** As many lines on either side: half context, a quarter deleted, a quarter added. */
function makeHunk(start: number): Hunk {
  let [old, next] = [start, start];
  const lines = writeLines(ROWS, random).map((text, row): DiffLine => {
    if (row % 4 === 1) return { kind: 'del', old: old++, new: null, text };
    if (row % 4 === 2) return { kind: 'add', old: null, new: next++, text };
    return { kind: 'context', old: old++, new: next++, text };
  });
  const count = (ROWS * 3) / 4;
  return { oldStart: start, oldLines: count, newStart: start, newLines: count, section: '', lines };
}

function makeClaim(number: number): Claim {
  const file = files[Math.floor(random() * FILES)]!;
  const rows = file.hunks[Math.floor(random() * HUNKS)]!.lines.filter(({ kind }) => kind !== 'del');
  const at = 1 + Math.floor(random() * (rows.length - 2));
  const meant = rows[at]!;
  const right: Claim = {
    path: file.path,
    startRow: rowId(file, meant),
    endRow: rowId(file, meant),
    quote: meant.text,
    meant,
  };
  const slipped = rowId(file, { ...meant, new: meant.new! + 1 });
  switch (number % 10) {
    case 6:
      return { ...right, startRow: slipped, endRow: slipped };
    case 7:
      return { ...right, quote: `    ${meant.text.trim().replaceAll(' ', '  ')}` };
    case 8:
      return { ...right, startRow: 'R999999.zz', endRow: '' };
    case 9:
      return { ...right, startRow: slipped, quote: 'return everything();', meant: null };
    default:
      return right;
  }
}
