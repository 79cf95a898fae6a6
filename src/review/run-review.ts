import { buildFindings, type PlacedAnswer } from '../core/finding/build-findings.ts';
import { indexFile, type FileIndex } from '../core/finding/file-index.ts';
import type { Finding } from '../core/finding/finding.ts';
import { choose } from '../core/finding/rank.ts';
import type { FileCoverage, ReviewResult, Shortfall } from '../core/finding/review-result.ts';
import { ModelError } from '../ports/model.ts';
import { isRefusedKey } from './converse.ts';
import { Interrupted, timeLimit } from './stops.ts';
import { verifyEvidence } from './evidence.ts';
import { find } from './find.ts';
import { startMeter, type Meter } from './meter.ts';
import { prepare, type Assignment, type Preparation } from './prepare.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
import { readSides } from './sides.ts';
import { toolsFor } from './tools/toolbox.ts';
import { sideBySide } from './side-by-side.ts';

/**
 * The whole story of a review, from a change to a result: prepare → find → anchor → verify →
 * choose. It posts nothing and prints nothing.
 *
 * Throws Interrupted when the user stopped it, and a ModelError when the key was refused; every
 * other failure of the model leaves the result incomplete and says what is missing.
 */
export async function runReview(input: ReviewInput, ports: ReviewPorts): Promise<ReviewResult> {
  const meter = startMeter((model, tokens) => ports.model.price(model, tokens), ports.now);
  const selected = input.change.files.some(({ path }) => input.selections.get(path)?.selected);
  if (!selected) return result(input, meter, { coverage: leftOut(input), outcome: 'skipped' });

  ports.progress({ kind: 'phase', phase: 'prepare' });
  const preparation = await prepareOrSay(input, ports);
  if ('why' in preparation) return nothingAsked(input, meter, preparation.why);
  const index = new Map(preparation.files.map((file) => [file.path, indexFile(file)]));
  const reports = await sideBySide(
    preparation.assignments,
    (assignment, progress) =>
      findIn(assignment, input, { ...ports, progress }, preparation, meter, index),
    ports.progress,
  );

  ports.progress({ kind: 'phase', phase: 'verify' });
  const placed = reports.flatMap((report) => report.placed);
  const findings = await settle(placed, index, input);
  const incomplete = reports.flatMap((report) => report.shortfalls);
  const chosen = choose(findings, input.settings.choosing);
  return result(input, meter, {
    model: preparation.model.id,
    coverage: [...coverageOf(preparation, reports), ...leftOut(input)],
    findings: chosen,
    incomplete,
    notes: preparation.notes,
    outcome:
      incomplete.length > 0
        ? 'incomplete'
        : chosen.some(({ posted }) => posted)
          ? 'findings'
          : 'clean',
  });
}

/** Without a model nothing can be asked, which is a shortfall like any other. */
async function prepareOrSay(
  input: ReviewInput,
  ports: ReviewPorts,
): Promise<Preparation | { why: string }> {
  try {
    return await prepare(input, ports);
  } catch (error) {
    if (ports.stops.signal.aborted) throw new Interrupted('interrupted', { cause: error });
    if (ports.stops.deadline.aborted) return { why: timeLimit(ports.stops) };
    if (!(error instanceof ModelError) || isRefusedKey(error)) throw error;
    return { why: error.message };
  }
}

function nothingAsked(input: ReviewInput, meter: Meter, why: string): ReviewResult {
  const files = input.change.files.filter(({ path }) => input.selections.get(path)?.selected);
  return result(input, meter, {
    coverage: [
      ...files.map(({ path }): FileCoverage => ({ path, status: 'failed', reason: why })),
      ...leftOut(input),
    ],
    incomplete: [{ what: countFiles(files.map(({ path }) => path)), why }],
    outcome: 'incomplete',
  });
}

function countFiles(paths: string[]): string {
  return paths.length === 1 ? paths[0]! : `${paths.length} files, ${paths[0]} first`;
}

/** What came of one group of files. */
interface Report {
  assignment: Assignment;
  placed: PlacedAnswer[];
  shortfalls: Shortfall[];
}

async function findIn(
  assignment: Assignment,
  input: ReviewInput,
  ports: ReviewPorts,
  preparation: Preparation,
  meter: Meter,
  index: ReadonlyMap<string, FileIndex>,
): Promise<Report> {
  const found = await find(
    {
      model: ports.model,
      request: {
        model: preparation.model.id,
        maxTokens: preparation.maxTokens,
        ...(preparation.effort === null ? {} : { effort: preparation.effort }),
      },
      ...toolsFor(input),
      prompts: ports.prompts,
      meter,
      maxCostUsd: input.settings.maxCostUsd,
      stops: ports.stops,
      progress: ports.progress,
    },
    assignment.brief,
    index,
  );
  if (found.ok) return { assignment, placed: found.placed, shortfalls: [] };
  const what = countFiles(assignment.group.files.map(({ path }) => path));
  return { assignment, placed: [], shortfalls: [{ what, why: found.why }] };
}

/** Placed answers become findings, their evidence held against the repository. */
async function settle(
  placed: PlacedAnswer[],
  index: ReadonlyMap<string, FileIndex>,
  input: ReviewInput,
): Promise<Finding[]> {
  const sides = readSides(input);
  const wanted = placed.filter(({ placement }) => placement.level === 'line');
  await Promise.all(wanted.map(({ placement }) => sides.read(placement.path, placement.side)));
  const findings = buildFindings(placed, index, sides.held);
  return Promise.all(
    findings.map(async (finding) => ({
      ...finding,
      evidence: await Promise.all(finding.evidence.map((each) => verifyEvidence(each, sides.read))),
    })),
  );
}

/** A file shown in several parts is partly reviewed when one of them failed. */
function coverageOf(preparation: Preparation, reports: Report[]): FileCoverage[] {
  return preparation.files.map(({ path }): FileCoverage => {
    const parts = reports.filter(({ assignment }) =>
      assignment.group.files.some((file) => file.path === path),
    );
    const failed = parts.flatMap(({ shortfalls }) => shortfalls);
    if (failed.length === 0) return { path, status: 'reviewed', reason: '' };
    return {
      path,
      status: failed.length === parts.length ? 'failed' : 'partly',
      reason: failed[0]!.why,
    };
  });
}

function leftOut(input: ReviewInput): FileCoverage[] {
  return input.change.files.flatMap(({ path }): FileCoverage[] => {
    const selection = input.selections.get(path);
    if (selection?.selected === true) return [];
    return [{ path, status: 'skipped', reason: selection?.reason ?? 'not looked at' }];
  });
}

function result(
  input: ReviewInput,
  meter: Meter,
  parts: Pick<ReviewResult, 'coverage' | 'outcome'> & {
    model?: string;
    findings?: Finding[];
    incomplete?: Shortfall[];
    notes?: string[];
  },
): ReviewResult {
  const { definition, source } = input.agent;
  const reasons = new Map([...input.selections].map(([path, { reason }]) => [path, reason]));
  return {
    schema: 'backline.review/1',
    base: input.change.base,
    mergeBase: input.change.mergeBase,
    head: input.change.head,
    agent: { name: definition.name, source, repaired: definition.repaired },
    model: parts.model ?? null,
    outcome: parts.outcome,
    replayed: false,
    coverage: parts.coverage.map((each) =>
      each.reason === '' ? { ...each, reason: reasons.get(each.path) ?? '' } : each,
    ),
    findings: parts.findings ?? [],
    rejected: [],
    ...(parts.incomplete === undefined || parts.incomplete.length === 0
      ? {}
      : { incomplete: parts.incomplete }),
    ...(parts.notes === undefined || parts.notes.length === 0 ? {} : { notes: parts.notes }),
    usage: meter.usage(),
  };
}
