import { createHash } from 'node:crypto';
import type { DiffLine } from '../diff/model.ts';
import type { AnsweredChoice, AnsweredFinding, FinderAnswer } from './answer.ts';
import { place, type Placement } from './anchor.ts';
import type { FileIndex } from './file-index.ts';
import { fingerprint, ordinalOf } from './fingerprint.ts';
import { CATEGORIES, SEVERITIES, type Evidence, type Finding } from './finding.ts';
import { foldSpaces } from './quote.ts';
import { parseRowId, rowCheck } from '../prompt/row-id.ts';
import { resolvePath } from './resolve-path.ts';
import { resolveSuggestion } from './suggestion.ts';

/** The whole text of one side of a file, as lines; null when it can't be had. */
export type FileLines = (path: string, side: 'LEFT' | 'RIGHT') => readonly string[] | null;

/** One answered finding with the place it was given. */
export interface PlacedAnswer {
  answered: AnsweredFinding;
  choice: AnsweredChoice | undefined;
  placement: Placement;
  evidence: Evidence[];
}

/** Pairs every answered finding with its choice (they are counted from 1) and its place. */
export function placeAnswer(
  answer: FinderAnswer,
  files: ReadonlyMap<string, FileIndex>,
): PlacedAnswer[] {
  return answer.findings.map((answered, index) => ({
    answered,
    choice: answer.choices.find((choice) => choice.finding === index + 1),
    placement: place(
      {
        path: answered.path,
        startRow: answered.start_row,
        endRow: answered.end_row,
        quote: answered.quote,
      },
      files,
    ),
    evidence: answered.evidence.map(evidenceOf),
  }));
}

/**
 * Turns placed answers into findings: enums read without regard to case, bounds kept, empty
 * strings left out, ids unique. Every answer becomes one finding.
 */
export function buildFindings(
  placed: PlacedAnswer[],
  files: ReadonlyMap<string, FileIndex>,
  lines: FileLines,
): Finding[] {
  const taken = new Set<string>();
  return placed.map(({ answered, choice, placement, evidence }) => {
    const index = files.get(placement.path);
    const print = printOf(answered, placement, index, lines);
    const resolved = suggestionOf(answered, index, placement);
    const extra = resolved !== null && 'code' in resolved ? codeBlock(resolved.code) : '';
    return {
      id: shortId(print, taken),
      fingerprint: print,
      path: placement.path,
      side: placement.side,
      startLine: placement.startLine,
      line: placement.line,
      anchor: placement.level,
      ...(placement.reason === undefined ? {} : { anchorReason: placement.reason }),
      severity: oneOf(SEVERITIES, answered.severity, 'medium'),
      category: oneOf(CATEGORIES, answered.category, 'maintainability'),
      confidence: clamp(choice?.confidence ?? 0.5),
      title: titleOf(answered),
      body: answered.body.trim() + extra,
      ...optional('approach', answered.approach),
      ...optional('errorHandling', answered.error_handling),
      ...(answered.assumptions.length === 0 ? {} : { assumptions: answered.assumptions }),
      ...optional('tests', answered.tests),
      ...optional('scaling', answered.scaling),
      evidence,
      ...alsoAtOf(answered, files),
      ...(resolved !== null && 'suggestion' in resolved ? { suggestion: resolved.suggestion } : {}),
      verdict: 'unverified',
      preexisting: answered.preexisting,
      wouldPost: choice?.would_post ?? false,
      rank: 0,
      posted: false,
    };
  });
}

function printOf(
  answered: AnsweredFinding,
  placement: Placement,
  index: FileIndex | undefined,
  lines: FileLines,
): string {
  if (placement.level !== 'line' || index === undefined) {
    return fingerprint({ path: placement.path, text: answered.title, ordinal: 0 });
  }
  const run = index.byLine(placement.side, placement.line);
  const row: DiffLine | undefined =
    run === null ? undefined : index.rows(run.side, run.hunk)[run.start];
  const whole = lines(placement.path, placement.side);
  return fingerprint({
    path: placement.path,
    text: row?.text ?? answered.title,
    ordinal: whole === null ? 0 : ordinalOf(whole, placement.line),
  });
}

/** Five base-32 digits of the fingerprint; two findings on one row get different ones. */
function shortId(print: string, taken: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const digest = createHash('sha256').update(`${print}:${attempt}`).digest();
    const id = [...digest.subarray(0, 5)].map((byte) => ID_DIGITS.charAt(byte & 31)).join('');
    if (!taken.has(id)) {
      taken.add(id);
      return id;
    }
  }
}

const ID_DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

function suggestionOf(
  answered: AnsweredFinding,
  index: FileIndex | undefined,
  placement: Placement,
) {
  const [first] = answered.suggestion;
  if (first === undefined || index === undefined) return null;
  const isKnown = placement.level === 'line' && placement.side === 'RIGHT';
  return resolveSuggestion(first, index, isKnown ? placement : undefined);
}

/** A fence longer than any run of backticks inside. */
function codeBlock(code: string): string {
  if (code.trim() === '') return '';
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `\n\n${fence}\n${code}\n${fence}`;
}

function alsoAtOf(
  answered: AnsweredFinding,
  files: ReadonlyMap<string, FileIndex>,
): { alsoAt?: { path: string; line: number }[] } {
  const places = answered.also_at.flatMap(({ path, row }) => {
    const id = parseRowId(row);
    const index = resolvePath(path, files)?.index;
    const run = id === null ? null : (index?.byLine(id.side, id.line) ?? null);
    if (id === null || index === undefined || run === null) return [];
    const text = index.rows(run.side, run.hunk)[run.start]!.text;
    // A line that is told has to be the one that was meant.
    const fits = id.check === null || id.check === rowCheck(index.file.path, text);
    return fits ? [{ path: index.file.path, line: id.line }] : [];
  });
  return places.length === 0 ? {} : { alsoAt: places };
}

function evidenceOf(answered: AnsweredFinding['evidence'][number]): Evidence {
  return {
    path: answered.path,
    side: /left|old|base/i.test(answered.side) ? 'LEFT' : 'RIGHT',
    line: Math.max(1, Math.trunc(answered.line)),
    quote: answered.quote,
    verified: false,
  };
}

/** A title goes into lists and headings; what is longer is no title. */
const MOST_TITLE = 300;

function titleOf(answered: AnsweredFinding): string {
  const title = foldSpaces(answered.title).slice(0, MOST_TITLE).toWellFormed();
  if (title !== '') return title;
  const line = answered.body.split('\n').find((each) => each.trim() !== '') ?? '';
  return foldSpaces(line).slice(0, 120).toWellFormed() || 'Finding without a title';
}

function optional<K extends string>(key: K, value: string): { [P in K]?: string } {
  const text = value.trim();
  return (text === '' ? {} : { [key]: text }) as { [P in K]?: string };
}

function oneOf<T extends string>(known: readonly T[], written: string, otherwise: T): T {
  const wanted = written.trim().toLowerCase();
  return known.find((value) => value === wanted) ?? otherwise;
}

function clamp(confidence: number): number {
  const ratio = confidence > 1 && confidence <= 100 ? confidence / 100 : confidence;
  return Number.isFinite(ratio) ? Math.min(1, Math.max(0, ratio)) : 0.5;
}
