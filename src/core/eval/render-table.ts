import { wrap } from '../render/columns.ts';
import { inputTokens } from '../render/facts.ts';
import { oneLine } from '../render/prose.ts';
import { grid, number } from './cells.ts';
import { renderCases } from './render-cases.ts';
import { renderSettings } from './render-settings.ts';
import type { AgentReport, EvalReport } from './report.ts';

export interface TableOptions {
  width: number;
  /** What came of every finding of every case. */
  verbose: boolean;
}

/** An evaluation as text: agents side by side, other settings, what was not run. */
export function renderTable(report: EvalReport, { width, verbose }: TableOptions): string {
  const blocks = [
    headline(report),
    sideBySide(report),
    ...report.agents.map((agent) => renderSettings(agent, report)),
    warnings(report).flatMap((text) => wrap(text, width)),
    report.notRun.length === 0
      ? []
      : [
          'Not run:',
          ...report.notRun.map(
            ({ case: name, agent, why }) => `  ${oneLine(`${name} (${agent}): ${why}`)}`,
          ),
        ],
    ...(verbose ? report.agents.flatMap((agent) => renderCases(agent)) : []),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline({ cases, judge, replayed }: EvalReport): string[] {
  const { total, clean, expected } = cases;
  const by = judge.kind === 'place' ? 'by place alone' : `by ${judge.model ?? 'no model'}`;
  return [
    `${plural(total, 'case')}: ${total - clean} with ${plural(expected, 'expected finding')}, ${clean} clean; judged ${by}${replayed ? '; replayed' : ''}`,
  ];
}

type Row = [label: string, cell: (agent: AgentReport) => string];

function sideBySide(report: EvalReport): string[] {
  const { total } = report.cases;
  const rows: Row[] = [
    ['', ({ agent }) => oneLine(agent)],
    ['model', ({ model }) => oneLine(model ?? '-')],
    ['cases scored', ({ scored }) => `${scored} of ${total}`],
    ['recall', ({ figures, counts }) => share(figures.recall, counts.met, counts.expected)],
    [
      'precision, by the labels',
      ({ figures, counts }) => share(figures.precision, counts.met, counts.posted),
    ],
    [
      'precision, others judged',
      ({ figures, counts }) =>
        share(figures.precisionJudged, counts.met + counts.real, counts.posted),
    ],
    ['F1, by the labels', ({ figures }) => number(figures.f1)],
    ['comments a change', ({ figures }) => number(figures.commentsPerChange)],
    [
      'silent on clean changes',
      ({ counts }) =>
        counts.cleanChanges === 0 ? '-' : `${counts.silentOnClean} of ${counts.cleanChanges}`,
    ],
    ['right flaw, other place', ({ counts }) => String(counts.misplaced)],
    ['cost a change', ({ costPerChangeUsd }) => dollars(costPerChangeUsd)],
    [
      'tokens a change, in / out',
      ({ usage, counts: { changes } }) =>
        changes === 0
          ? '-'
          : `${thousands(inputTokens(usage) / changes)} / ${thousands(usage.outputTokens / changes)}`,
    ],
    [
      'time a change',
      ({ secondsPerChange }) =>
        secondsPerChange === null ? '-' : `${secondsPerChange.toFixed(1)} s`,
    ],
  ];
  return grid(rows.map(([label, cell]) => [label, ...report.agents.map(cell)]));
}

function warnings(report: EvalReport): string[] {
  const { agents, compared, cases, judge } = report;
  const ran = agents.filter(({ scored }) => scored > 0);
  const texts: string[] = [];
  if (ran.some(({ scored }) => scored !== compared.length)) {
    texts.push(
      `The figures count the ${plural(compared.length, 'case')} that all of these agents were scored on.`,
    );
  }
  if (cases.expected > 0 && ran.length > 0) {
    const step = (1 / cases.expected).toFixed(2);
    texts.push(
      `Few cases say little: one expected finding more or less is ${step} of recall, and two runs of one agent differ. A setting that is picked on these cases looks better on them than on others; "picked blind" is what picking came to when each case was left out of the picking.`,
    );
  }
  if (judge.kind === 'model' && judge.usage.costUsd !== null) {
    texts.push(
      `The judge cost ${dollars(judge.usage.costUsd)} of ${dollars(report.costUsd)} in all.`,
    );
  }
  return texts;
}

function share(value: number | null, part: number, whole: number): string {
  return value === null ? '-' : `${value.toFixed(2)}  (${part} of ${whole})`;
}

function dollars(value: number | null): string {
  return value === null ? 'unknown' : `$${value.toFixed(value < 1 ? 4 : 2)}`;
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
