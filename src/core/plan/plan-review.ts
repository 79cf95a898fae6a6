import { createHash } from 'node:crypto';
import { SEVERITIES, type Finding, type Severity } from '../finding/finding.ts';
import type { ReviewResult } from '../finding/review-result.ts';
import { renderComment } from '../render/comment.ts';
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

export interface PlanOptions {
  head: string;
  language: Language;
  /** Most comments on lines and files; past about 30 GitHub has answered 502. */
  maxComments: number;
  /** Severity from which the check run fails; `never` keeps it neutral. */
  failOn: Severity | 'never';
  /** Lines that the summary opens with, such as that the change edits its own reviewer. */
  banners: string[];
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
  for (const finding of result.findings.filter(({ posted }) => posted)) {
    if (comments.length + fileComments.length >= options.maxComments) {
      listed.push({
        findingId: finding.id,
        reason: `only ${options.maxComments} comments are posted`,
      });
      continue;
    }
    const rows = commentable.get(finding.path);
    const why = whyNotOnLine(finding, rows);
    if (why === null) comments.push(lineComment(finding, rows!, options));
    else if (rows !== undefined && finding.anchor !== 'summary') {
      fileComments.push(fileComment(finding, why, options));
    } else listed.push({ findingId: finding.id, reason: why });
  }
  const run = runOf(result, options.head);
  const words = messages(options.language);
  const silent =
    result.findings.every(({ posted }) => !posted) &&
    result.outcome !== 'incomplete' &&
    options.banners.length === 0;
  const summary = renderSummary(result, listed, options);
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
    summary: silent
      ? null
      : `${summary}\n\n${writeMarker({ kind: 'summary', head: options.head })}`,
    check: {
      conclusion: conclusionOf(result, options.failOn),
      title: titleOf(result, options),
      summary,
    },
  };
}

/** Null when the finding's rows can be commented on; else the reason, for people. */
function whyNotOnLine(finding: Finding, rows: FileRows | null | undefined): string | null {
  if (finding.anchor !== 'line') return finding.anchorReason ?? 'it is about more than a line';
  if (rows === undefined) return 'the file is not in the list of changed files';
  if (rows === null) return 'GitHub shows no diff of this file';
  const first = rows[finding.side].get(finding.startLine);
  const last = rows[finding.side].get(finding.line);
  if (first === undefined || last === undefined)
    return `GitHub's diff does not show line ${finding.line}`;
  return first === last ? null : 'its lines are in different hunks';
}

function lineComment(finding: Finding, rows: FileRows, options: PlanOptions): PlannedLineComment {
  const range = commentedRange(finding, rows);
  return {
    findingId: finding.id,
    path: finding.path,
    side: finding.side,
    line: range.line,
    // GitHub refuses a range of one line.
    ...(range.startLine === range.line ? {} : { startLine: range.startLine }),
    body: withMarker(
      renderComment(finding, { language: options.language, committable: range.committable }),
      finding,
      options.head,
    ),
  };
}

/**
 * A suggestion block replaces exactly the lines its comment is on. The comment takes over the
 * suggestion's range when that holds the finding's rows and may be commented on; else the code is
 * only shown.
 */
function commentedRange(
  finding: Finding,
  rows: FileRows,
): { startLine: number; line: number; committable: boolean } {
  const { suggestion, side, startLine, line } = finding;
  const own = { startLine, line, committable: false };
  if (suggestion === undefined || side !== 'RIGHT') return own;
  const holds = suggestion.startLine <= startLine && suggestion.line >= line;
  const first = rows.RIGHT.get(suggestion.startLine);
  const last = rows.RIGHT.get(suggestion.line);
  if (!holds || first === undefined || first !== last) return own;
  return { startLine: suggestion.startLine, line: suggestion.line, committable: true };
}

function fileComment(finding: Finding, why: string, options: PlanOptions): PlannedFileComment {
  const body = renderComment(finding, {
    language: options.language,
    committable: false,
    notOnLine: why,
  });
  return {
    findingId: finding.id,
    path: finding.path,
    body: withMarker(body, finding, options.head),
  };
}

function withMarker(body: string, finding: Finding, head: string): string {
  const { id, fingerprint, path, side, line } = finding;
  return `${body}\n\n${writeMarker({ kind: 'finding', id, fingerprint, head, path, side, line })}`;
}

/** The same findings on the same head are the same run, whoever computed them. */
function runOf(result: ReviewResult, head: string): string {
  const posted = result.findings.filter(({ posted }) => posted).map(({ id }) => id);
  return createHash('sha256')
    .update([head, ...posted].join('\0'))
    .digest('hex')
    .slice(0, 16);
}

function conclusionOf(
  result: ReviewResult,
  failOn: PlanOptions['failOn'],
): ReviewPlan['check']['conclusion'] {
  const limit = failOn === 'never' ? -1 : SEVERITIES.indexOf(failOn);
  const severe = result.findings.some(
    ({ posted, severity }) => posted && SEVERITIES.indexOf(severity) <= limit,
  );
  if (severe) return 'failure';
  return result.outcome === 'incomplete' || result.outcome === 'skipped' ? 'neutral' : 'success';
}

function titleOf(result: ReviewResult, { language }: PlanOptions): string {
  const words = messages(language);
  const posted = result.findings.filter((finding) => finding.posted).length;
  if (result.outcome === 'incomplete') return words.incomplete;
  return posted > 0 ? words.findings(posted) : words.outcome[result.outcome];
}
