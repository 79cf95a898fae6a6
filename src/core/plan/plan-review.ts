import { createHash } from 'node:crypto';
import type { ChangedFile } from '../diff/model.ts';
import { SEVERITIES, type Finding, type Severity } from '../finding/finding.ts';
import type { ReviewResult } from '../finding/review-result.ts';
import { MOST_CHARACTERS, renderComment } from '../render/comment.ts';
import { commentRange, rowTexts, whyNotOnLine, type RowTexts } from './comment-place.ts';
import type { Standing } from '../ledger/standing.ts';
import { standingTitle } from '../render/standing.ts';
import { messages, type Language } from '../render/messages.ts';
import { renderSummary } from '../render/pull-summary.ts';
import type { Commentable, FileRows } from './commentable.ts';
import { writeMarker } from './marker.ts';
import type {
  ListedFinding,
  PlannedFileComment,
  PlannedLineComment,
  ReviewPlan,
} from './review-plan.ts';
import { findingMark, summaryMark, type FoundBy } from './told-marks.ts';

export interface PlanOptions {
  head: string;
  language: Language;
  /** Most comments on lines and files; past about 30 GitHub has answered 502. */
  maxComments: number;
  /** Severity from which the check run fails; `never` keeps it neutral. */
  failOn: Severity | 'never';
  /** Lines that the summary opens with, such as that the change edits its own reviewer. */
  banners: string[];
  /** The change as it was read: a comment goes only where GitHub shows the same text. */
  files: readonly ChangedFile[];
  /** Findings that GitHub refused a comment for, with the reason: they are listed. */
  refused?: ReadonlyMap<string, string>;
  /** How earlier findings stand; left out where nobody looked for any. */
  standing?: Standing;
}

/**
 * Decides where each finding goes: on its rows where GitHub takes a comment there, else on its
 * file, else into the summary with the reason. Nothing is lost: each finding to be posted is in
 * exactly one of the three.
 */
export function planReview(
  result: ReviewResult,
  commentable: Commentable,
  options: PlanOptions,
): ReviewPlan {
  const comments: PlannedLineComment[] = [];
  const fileComments: PlannedFileComment[] = [];
  const listed: ListedFinding[] = [];
  const texts = rowTexts(options.files);
  for (const finding of result.findings.filter(({ posted }) => posted)) {
    const refused = options.refused?.get(finding.id);
    if (refused !== undefined) {
      listed.push({ findingId: finding.id, reason: refused });
      continue;
    }
    if (comments.length + fileComments.length >= options.maxComments) {
      listed.push({
        findingId: finding.id,
        reason: `only ${options.maxComments} comments are posted`,
      });
      continue;
    }
    const rows = commentable.get(finding.path);
    const why = whyNotOnLine(finding, rows, texts);
    if (why === null) comments.push(lineComment(finding, rows!, texts, options, result));
    else if (rows !== undefined && finding.anchor !== 'summary') {
      fileComments.push(fileComment(finding, why, options, result));
    } else listed.push({ findingId: finding.id, reason: why });
  }
  const run = runOf(result, options.head);
  const words = messages(options.language);
  const silent =
    result.findings.every(({ posted }) => !posted) &&
    result.outcome !== 'incomplete' &&
    options.banners.length === 0 &&
    !hasToTell(options.standing);
  const summary = renderSummary(result, listed, options);
  const marked = `${summary}\n\n${summaryMark(result, listed, options)}`;
  return {
    head: options.head,
    run,
    reviewBody:
      comments.length === 0
        ? null
        : `${words.findings(comments.length)}\n\n${writeMarker({ kind: 'review', run, head: options.head })}`,
    comments,
    fileComments,
    listed,
    summary: silent ? null : marked,
    check: {
      conclusion: conclusionOf(result, options),
      title: titleOf(result, options),
      // Nothing else of a silent review stands anywhere to tell that it was and what it cost.
      summary: silent ? marked : summary,
    },
  };
}

function lineComment(
  finding: Finding,
  rows: FileRows,
  texts: RowTexts,
  options: PlanOptions,
  found: FoundBy,
): PlannedLineComment {
  const { startLine, line, committable } = commentRange(finding, rows, texts);
  return {
    findingId: finding.id,
    path: finding.path,
    side: finding.side,
    line,
    // GitHub refuses a range of one line.
    ...(startLine === line ? {} : { startLine }),
    body: bodyOf(finding, { committable }, options, found),
  };
}

function fileComment(
  finding: Finding,
  why: string,
  options: PlanOptions,
  found: FoundBy,
): PlannedFileComment {
  return {
    findingId: finding.id,
    path: finding.path,
    body: bodyOf(finding, { committable: false, notOnLine: why }, options, found),
  };
}

/** The comment with its marker, together within GitHub's limit. */
function bodyOf(
  finding: Finding,
  how: { committable: boolean; notOnLine?: string },
  { language, head }: PlanOptions,
  found: FoundBy,
): string {
  const marker = writeMarker(findingMark(finding, head, found));
  const most = MOST_CHARACTERS - marker.length - 2;
  return `${renderComment(finding, { language, ...how, mostCharacters: most })}\n\n${marker}`;
}

/** The same findings on the same head are the same run, whoever computed them. */
function runOf(result: ReviewResult, head: string): string {
  const posted = result.findings.filter(({ posted }) => posted).map(({ id }) => id);
  return createHash('sha256')
    .update([head, ...posted].join('\0'))
    .digest('hex')
    .slice(0, 16);
}

/** Whether there is a summary to keep true, or anything that became of an earlier finding. */
function hasToTell(standing: Standing | undefined): boolean {
  if (standing === undefined) return false;
  const { fixed, open, outdated, state } = standing;
  return state.note !== null || fixed.length + open.length + outdated.length > 0;
}

/** What is open still counts: the problem is in the code, whoever told it when. */
function conclusionOf(
  result: ReviewResult,
  { failOn, standing }: PlanOptions,
): ReviewPlan['check']['conclusion'] {
  const limit = failOn === 'never' ? -1 : SEVERITIES.indexOf(failOn);
  const standingNow = [
    ...result.findings.filter(({ posted }) => posted),
    ...(standing?.open ?? []),
  ];
  const severe = standingNow.some(
    ({ severity }) => severity !== null && SEVERITIES.indexOf(severity) <= limit,
  );
  if (severe) return 'failure';
  if (standing?.unchanged === true && result.outcome === 'skipped') return 'success';
  return result.outcome === 'incomplete' || result.outcome === 'skipped' ? 'neutral' : 'success';
}

function titleOf(result: ReviewResult, { language, standing }: PlanOptions): string {
  const words = messages(language);
  const posted = result.findings.filter((finding) => finding.posted).length;
  if (result.outcome === 'incomplete') return words.incomplete;
  if (standing?.later === true) return standingTitle(standing, posted, language);
  return posted > 0 ? words.findings(posted) : words.outcome[result.outcome];
}
