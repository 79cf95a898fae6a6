import type { Finding, RejectedFinding } from '../core/finding/finding.ts';
import { couldBePosted, type Choosing } from '../core/finding/rank.ts';
import type { HunkPart } from '../core/prompt/shown-file.ts';
import { heldBack } from '../core/ledger/hold-back.ts';
import type { Round } from '../core/ledger/round.ts';
import type { Shortfall } from '../core/finding/review-result.ts';
import type { ReadLines } from './evidence.ts';
import type { FindReport, Talk } from './find-all.ts';
import type { Preparation } from './prepare.ts';
import { sideBySide } from './side-by-side.ts';
import { verifyFinding, type Verified } from './verify.ts';

export interface VerifyReport {
  findings: Finding[];
  rejected: RejectedFinding[];
  /** Findings that the verifier named as one: id → id. */
  sameAs: Map<string, string>;
  shortfalls: Shortfall[];
}

/**
 * Puts every finding that could be posted before the verifier, one conversation each, side by
 * side. The others stay as they are: nobody would see the difference.
 */
export async function verifyAll(
  findings: Finding[],
  reports: FindReport[],
  preparation: Preparation,
  choosing: Choosing,
  talk: Talk,
  read: ReadLines,
  round?: Round,
): Promise<VerifyReport> {
  const wanted = findings.filter(
    (finding) =>
      couldBePosted(finding, choosing) &&
      (round === undefined || heldBack(finding, round) === null),
  );
  const earlier = (round?.entries ?? []).map(({ id, path, line, title, now }) => ({
    id,
    path: now?.path ?? path,
    line: now?.line ?? line,
    title,
  }));
  const briefOf = (finding: Finding) =>
    (reportOf(finding, reports) ?? reports[0]!).assignment.brief;
  const answers = await sideBySide(
    wanted,
    (finding, progress) => {
      const brief = briefOf(finding);
      return verifyWithFallbacks(finding, preparation, { ...talk, progress }, read, {
        change: brief.change,
        rules: brief.rules,
        language: preparation.language,
        all: [...findings, ...earlier],
      });
    },
    talk.progress,
    (finding) => briefOf(finding).change,
  );
  const byId = new Map(wanted.map((finding, index) => [finding.id, answers[index]!]));
  const unasked = answers.flatMap((answer) => ('unasked' in answer ? [answer.unasked] : []));
  return {
    findings: findings.flatMap((finding) => {
      const answer = byId.get(finding.id);
      if (answer === undefined) return [finding];
      return 'finding' in answer ? [answer.finding] : [];
    }),
    rejected: answers.flatMap((answer) => ('rejected' in answer ? [answer.rejected] : [])),
    sameAs: new Map(
      answers.flatMap((answer) =>
        'finding' in answer && answer.sameAs !== ''
          ? [[answer.finding.id, answer.sameAs] as const]
          : [],
      ),
    ),
    shortfalls:
      unasked.length === 0
        ? []
        : [
            {
              what: `the check of ${unasked.length} of ${wanted.length} findings`,
              why: unasked[0]!,
            },
          ],
  };
}

/** The part of the change that shows a finding's row, of those that show its file. */
function reportOf({ path, line, side }: Finding, reports: FindReport[]): FindReport | undefined {
  const showing = reports.filter(({ assignment }) =>
    assignment.group.files.some((shown) => shown.path === path),
  );
  const showsRow = ({ assignment }: FindReport): boolean =>
    assignment.group.files.some(
      (shown) => shown.path === path && shown.hunks.some(({ parts }) => parts.some(holdsRow)),
    );
  const holdsRow = (part: HunkPart): boolean =>
    part.kind === 'rows' && part.rows.some((row) => (side === 'LEFT' ? row.old : row.new) === line);
  return showing.find(showsRow) ?? showing[0];
}

async function verifyWithFallbacks(
  finding: Finding,
  preparation: Preparation,
  talk: Talk,
  read: ReadLines,
  brief: Parameters<typeof verifyFinding>[2],
): Promise<Verified> {
  let verified: Verified = {
    finding,
    sameAs: '',
    unasked: 'no model was asked',
    anotherModel: false,
  };
  for (const { request } of preparation.verifier) {
    verified = await verifyFinding(finding, { ...talk, request }, brief, read);
    if (!('unasked' in verified) || !verified.anotherModel) break;
  }
  return verified;
}
