import { CATEGORIES, SEVERITIES, type Category, type Finding } from '../finding/finding.ts';
import type { ReviewResult } from '../finding/review-result.ts';
import { shown } from './facts.ts';
import { prettyJson } from './json-text.ts';
import { LEVEL, RULES, SECURITY_SEVERITY } from './sarif-rules.ts';
import { fullText, sarifResult } from './sarif-result.ts';

export interface SarifOptions {
  /** The version of Backline, a semantic version. */
  toolVersion: string;
}

/** GitHub takes no file with more results in a run. */
const MOST_RESULTS = 25_000;
const MOST_NOTIFICATIONS = 100;

/**
 * A review as a SARIF 2.1.0 log with one run: the findings that are, or would be, posted, best rank
 * first. What was not done is in the invocation's notifications. Ends with a line feed.
 */
export function renderSarif(result: ReviewResult, { toolVersion }: SarifOptions): string {
  const findings = shown(result);
  const kept = findings.slice(0, MOST_RESULTS);
  return prettyJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Backline',
            version: toolVersion,
            semanticVersion: toolVersion,
            rules: CATEGORIES.map((category) => rule(category, kept)),
          },
        },
        // GitHub tells analyses of one commit apart by what stands before the last slash.
        automationDetails: {
          id: `backline/${encodeURIComponent(result.agent.name.toWellFormed())}/`,
        },
        invocations: [
          {
            executionSuccessful: result.outcome !== 'incomplete',
            toolExecutionNotifications: notifications(result, findings.length - kept.length),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: kept.map(sarifResult),
        properties: {
          schema: result.schema,
          outcome: result.outcome,
          replayed: result.replayed,
          model: result.model,
          base: result.base,
          mergeBase: result.mergeBase,
          head: result.head,
        },
      },
    ],
  });
}

function rule(category: Category, findings: Finding[]): unknown {
  const { name, short, help } = RULES[category];
  const mine = findings.filter((finding) => finding.category === category);
  const worst = SEVERITIES.find((severity) => mine.some((each) => each.severity === severity));
  return {
    id: `backline/${category}`,
    name,
    shortDescription: { text: short },
    fullDescription: { text: help },
    help: { text: help, markdown: help },
    defaultConfiguration: { level: LEVEL[worst ?? 'medium'] },
    properties: {
      tags: ['backend', category],
      precision: 'medium',
      // GitHub reads this from the rule alone, so it is the worst of what was found.
      ...(category === 'security'
        ? { 'security-severity': SECURITY_SEVERITY[worst ?? 'high'] }
        : {}),
    },
  };
}

/** What was not done, what was left out, what the user should know. */
function notifications(result: ReviewResult, cut: number): unknown[] {
  const unread = result.coverage.filter(
    (file) => file.status === 'partly' || file.status === 'failed',
  );
  const hidden = result.findings.filter((finding) => !finding.posted).length;
  const all = [
    ...(result.incomplete ?? []).map(({ what, why }) => note('error', `${what}: ${why}`)),
    ...(cut > 0
      ? [note('error', `${cut} findings of lower rank are left out: a run holds ${MOST_RESULTS}`)]
      : []),
    ...unread.map(({ path, status, reason }) =>
      note('warning', `${path} was ${status === 'failed' ? 'not' : 'partly'} reviewed: ${reason}`),
    ),
    ...(result.replayed ? [note('note', 'replayed from a recording; no model was asked')] : []),
    ...(result.outcome === 'skipped' ? [note('note', 'there was nothing to review')] : []),
    ...(hidden > 0 ? [note('note', `${hidden} findings are not posted and not listed here`)] : []),
    ...(result.rejected.length > 0
      ? [note('note', `${result.rejected.length} findings were rejected and are not listed here`)]
      : []),
    ...(result.notes ?? []).map((text) => note('note', text)),
  ];
  const rest = all.length - MOST_NOTIFICATIONS;
  return rest <= 0
    ? all
    : [...all.slice(0, MOST_NOTIFICATIONS), note('note', `and ${rest} more notes`)];
}

function note(level: 'error' | 'warning' | 'note', text: string): unknown {
  return { level, message: { text: fullText(text) } };
}
