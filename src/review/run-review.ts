import { buildFindings, type PlacedAnswer } from '../core/finding/build-findings.ts';
import { indexFile, type FileIndex } from '../core/finding/file-index.ts';
import type { Finding, RejectedFinding } from '../core/finding/finding.ts';
import { mergeFindings } from '../core/finding/merge.ts';
import { mergeSecretFindings } from '../core/secrets/merge-secret-findings.ts';
import { secretFindings } from '../core/secrets/secret-findings.ts';
import { languageOf } from '../core/render/messages.ts';
import { chooseOfRound } from '../core/ledger/hold-back.ts';
import type { Round, RoundOutcome } from '../core/ledger/round.ts';
import { createMasks } from '../core/secrets/masks.ts';
import type { ReviewResult } from '../core/finding/review-result.ts';
import { ModelError } from '../ports/model.ts';
import { isRefusedKey } from './converse.ts';
import { coverageOf, leftOut, nothingAsked, selectedPaths } from './coverage.ts';
import { findAll, type Talk } from './find-all.ts';
import { startMeter } from './meter.ts';
import { maskInput } from './masked-input.ts';
import { languageFor, prepare, type Preparation } from './prepare.ts';
import { toResult } from './result.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
import { checkFixes } from './rounds/check-fixes.ts';
import { readSides, type Sides } from './sides.ts';
import { Interrupted, timeLimit } from './stops.ts';
import { toolsFor } from './tools/toolbox.ts';
import { verifyAll } from './verify-all.ts';

/**
 * The whole story of a review, from a change to a result: prepare → find → place → verify →
 * merge → choose. It posts nothing and prints nothing.
 *
 * Throws Interrupted when the user stopped it, and a ModelError when the key was refused; every
 * other failure of the model leaves the result incomplete and says what is missing.
 */
export async function runReview(given: ReviewInput, ports: ReviewPorts): Promise<ReviewResult> {
  const meter = startMeter((model, tokens) => ports.model.price(model, tokens), ports.now);
  // From here on nobody sees a secret that the change holds: not the model, not a comment.
  const masks = createMasks();
  const { input, found } = maskInput(given, masks);
  const { choosing } = input.settings;
  const secrets = secretFindings(found, languageOf(languageFor(input)));
  const { round } = input;
  const unasked = chooseOfRound(secrets, new Map(), choosing, round);
  const toCheck = round?.candidates.length ?? 0;
  if (selectedPaths(input).length === 0 && toCheck === 0) {
    const result = toResult(input, meter, {
      coverage: leftOut(input),
      findings: unasked.findings,
    });
    return withRound(result, { fixed: [], back: unasked.back }, round);
  }
  ports.progress({ kind: 'phase', phase: 'prepare' });
  const preparation = await prepareOrSay(input, ports);
  if ('why' in preparation) {
    const result = toResult(input, meter, {
      ...nothingAsked(input, preparation.why),
      findings: unasked.findings,
    });
    return withRound(result, { fixed: [], back: unasked.back }, round);
  }

  const talk: Talk = {
    model: ports.model,
    ...toolsFor(input),
    prompts: ports.prompts,
    meter,
    maxCostUsd: input.settings.maxCostUsd,
    stops: ports.stops,
    progress: ports.progress,
  };
  const index = new Map(preparation.files.map((file) => [file.path, indexFile(file)]));
  const sides = readSides(input);
  const read = input.head === null ? null : sides.read;

  ports.progress({ kind: 'phase', phase: 'find' });
  const reports = await findAll(preparation, talk, index, read);
  const { standing, fallen } = await settle(
    reports.flatMap(({ placed }) => placed),
    index,
    sides,
    read !== null,
  );

  ports.progress({ kind: 'phase', phase: 'verify', detail: String(standing.length) });
  const merged = mergeFindings(standing, new Map());
  const [checked, fixes] = await Promise.all([
    verifyAll(merged, reports, preparation, choosing, talk, sides.read, round),
    checkFixes(round?.candidates ?? [], preparation, talk, sides.read, masks),
  ]);
  const chosen = chooseOfRound(
    mergeSecretFindings(mergeFindings(checked.findings, checked.sameAs), secrets),
    checked.sameAs,
    choosing,
    round,
  );

  const result = toResult(input, meter, {
    model: preparation.finder[0]!.model.id,
    coverage: [...coverageOf(input, reports), ...leftOut(input)],
    findings: chosen.findings,
    rejected: [...fallen, ...checked.rejected],
    incomplete: [
      ...reports.flatMap(({ shortfall }) => shortfall ?? []),
      ...checked.shortfalls,
      ...fixes.shortfalls,
    ],
    notes: preparation.notes,
  });
  return withRound(result, { fixed: fixes.fixed, back: chosen.back }, round);
}

function withRound(
  result: ReviewResult,
  outcome: RoundOutcome,
  round: Round | undefined,
): ReviewResult {
  return round === undefined ? result : { ...result, round: outcome };
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

/** Placed answers become findings; those that rest on quotes which do not hold are rejected. */
async function settle(
  placed: PlacedAnswer[],
  index: ReadonlyMap<string, FileIndex>,
  sides: Sides,
  checkable: boolean,
): Promise<{ standing: Finding[]; fallen: RejectedFinding[] }> {
  const onLines = placed.filter(({ placement }) => placement.level === 'line');
  await Promise.all(onLines.map(({ placement }) => sides.read(placement.path, placement.side)));
  const findings = buildFindings(placed, index, sides.held);
  const holds = ({ evidence }: Finding): boolean =>
    !checkable || evidence.every(({ verified }) => verified);
  return {
    standing: findings.filter(holds),
    fallen: findings
      .filter((finding) => !holds(finding))
      .map(({ title, path, line, evidence }) => {
        const { path: at, line: row } = evidence.find(({ verified }) => !verified)!;
        return {
          title,
          path,
          line,
          why: `its evidence does not hold: no such code at ${at}:${row}`,
        };
      }),
  };
}
