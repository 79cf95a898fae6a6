import type { FileStatus } from '../../diff/model.ts';
import type { Category, Severity, Verdict } from '../../finding/finding.ts';
import type { CoverageStatus, Outcome } from '../../finding/review-result.ts';
import type { SpentUp } from '../../operator/operator.ts';
import type { LeftAlone } from '../../plan/admit.ts';
import { number } from './number.ts';

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/** Every fixed word of the output. This table is the shape that each language has to fill. */
export const en = {
  severity: { critical: 'critical', high: 'high', medium: 'medium', low: 'low' } satisfies Record<
    Severity,
    string
  >,
  category: {
    api: 'api',
    database: 'database',
    architecture: 'architecture',
    security: 'security',
    performance: 'performance',
    concurrency: 'concurrency',
    reliability: 'reliability',
    testing: 'testing',
    maintainability: 'maintainability',
  } satisfies Record<Category, string>,
  verdict: {
    confirmed: 'confirmed',
    lowered: 'lowered by the check',
    unverified: 'not checked',
  } satisfies Record<Verdict, string>,
  coverage: {
    reviewed: 'reviewed',
    partly: 'partly',
    skipped: 'skipped',
    failed: 'failed',
  } satisfies Record<CoverageStatus, string>,
  fileStatus: {
    added: 'added',
    modified: 'modified',
    deleted: 'deleted',
    renamed: 'renamed',
    typechange: 'typechange',
  } satisfies Record<FileStatus, string>,

  findings: (count: number) => plural(count, 'finding'),
  files: (count: number) => plural(count, 'file'),
  requests: (count: number) => plural(count, 'request'),
  seconds: (value: number) =>
    value < 60
      ? `${value < 10 && !Number.isInteger(value) ? value.toFixed(1) : Math.floor(value)} s`
      : `${Math.floor(value / 60)} min ${Math.floor(value % 60)} s`,
  confidence: (percent: number) => `confidence ${percent}%`,

  removedLine: 'removed, line of the old version',
  onFile: 'on the file as a whole',
  notOnLine: 'not on a line',
  anchored: 'line found by',
  fix: 'fix',
  deleteLines: 'delete',
  alsoAt: 'also at',
  evidence: 'evidence',
  unverifiedQuote: 'the quote was not found there',
  preexisting: 'was there before this change',
  approach: 'approach',
  errorHandling: 'error handling',
  assumptions: 'assumptions',
  tests: 'tests',
  scaling: 'scaling',

  notPosted: 'Not posted',
  notPostedPreexisting: 'Not posted: there before this change',
  rejected: 'Rejected',
  counts: (notPosted: number, rejected: number) =>
    [
      notPosted > 0 ? `${number(notPosted)} not posted` : '',
      rejected > 0 ? `${number(rejected)} rejected` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  verboseHint: '--verbose shows more',

  noFindings: (reviewed: number, skipped: number) =>
    `No findings: ${plural(reviewed, 'file')} reviewed` +
    (skipped > 0 ? `, ${number(skipped)} skipped` : ''),
  nothingToPost: 'No finding to post',
  nothingToReview: 'Nothing to review',
  nothingChanged: 'nothing changed',
  incomplete: 'INCOMPLETE: not everything was reviewed',
  noReason: 'no reason given',
  replayed: 'replayed from a recording; no model was asked',
  outcomeLabel: 'outcome',
  outcome: {
    clean: 'reviewed, nothing found',
    findings: 'reviewed, with findings',
    skipped: 'nothing to review',
    incomplete: 'incomplete',
  } satisfies Record<Outcome, string>,
  filesLabel: 'files',
  tokensLabel: 'tokens',
  costLabel: 'cost',
  timeLabel: 'time',
  modelLabel: 'model',
  agentLabel: 'agent',
  noteLabel: 'note',
  noModel: 'none asked',
  repaired: 'its front matter was repaired',
  unknownPrice: 'unknown price',
  tokens: (input: number, output: number, cachedPercent: number) =>
    `${number(input)} in (${cachedPercent}% from cache), ${number(output)} out`,

  phase: {
    gather: 'reading the change',
    prepare: 'preparing the review',
    select: 'choosing files',
    estimate: 'estimating',
    find: 'looking for flaws',
    anchor: 'placing findings',
    verify: 'checking findings',
    plan: 'planning comments',
    publish: 'posting comments',
    answer: 'answering',
  },
  characters: (count: number) => plural(count, 'character'),

  reportTitle: 'Backend review',
  reportFindings: 'Findings',
  reportMore: 'Approach and checks',
  reportCoverage: 'Coverage',
  reportRange: 'range',
  reportPath: 'File',
  reportStatus: 'Status',
  reportReason: 'Reason',
  reportFacts: 'Agent, model and cost',
  tooLong: '_The rest is left out: it does not fit into a comment._',

  mergeGroup: 'Reviewed on the pull requests of this merge group',
  checkRunning: 'Reviewing the backend part of this change',
  checkSuperseded: 'Not finished: a newer push is reviewed instead, or the pull request was closed',
  checkCancelled: 'Not finished: whoever runs the server has cancelled it',
  checkAgain: 'Not finished: something went wrong, and it is tried again soon',
  checkStopped: 'Not finished: the server stops, and the review starts again with the next one',
  checkFailed: 'Not reviewed',
  checkFault: 'Something went wrong on our side; the log of the app says what.',
  leftAlone: {
    draft: 'A draft: reviewed when it is ready, or on /review',
    'dependency-bot': 'Raised by a dependency bot: reviewed on /review',
    author: 'The configuration leaves this author out: reviewed on /review',
    label: 'The configuration leaves pull requests with these labels out: reviewed on /review',
    branch: 'The configuration leaves this base branch out: reviewed on /review',
    push: 'The configuration turns reviews of pushes off: reviewed on /review',
  } satisfies Record<LeftAlone, string>,
  spentUp: {
    all: "Not reviewed: today's budget is spent or set aside for reviews under way. It starts anew at midnight UTC; /review asks again",
    owner:
      "Not reviewed: today's budget for this owner's repositories is spent or set aside for reviews under way. It starts anew at midnight UTC; /review asks again",
    repository:
      "Not reviewed: today's budget of this repository is spent or set aside for reviews under way. It starts anew at midnight UTC; /review asks again",
  } satisfies Record<SpentUp, string>,
  editsReviewer:
    'This change edits what steers its own review. The version of the base branch was used. Changed here:',
  listCutOff: (listed: number, changed: number) =>
    `GitHub lists ${number(listed)} of ${number(changed)} changed files. All were reviewed; findings in the others are in this summary.`,

  selected: 'Selected for review',
  leftOut: 'Left out',
  binary: 'binary',
  unverifiedRows: 'rows not verified',
  selectedTotals: (selected: number, leftOut: number) =>
    `${number(selected)} selected, ${number(leftOut)} left out`,
};

export type Messages = typeof en;
