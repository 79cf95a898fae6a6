import type { Choosing } from '../finding/rank.ts';
import { oneLine } from '../render/prose.ts';
import { grid, number } from './cells.ts';
import type { AgentReport, EvalReport } from './report.ts';
import type { Counts, Figures } from './scores.ts';

/** What other settings of the ranking would have posted of an agent's answers. */
export function renderSettings(agent: AgentReport, { judge }: EvalReport): string[] {
  const { otherSettings, counts, figures } = agent;
  if (otherSettings === null) return [];
  const judged = judge.kind === 'model';
  const line = (setting: string, counts: Counts, figures: Figures): string[] => [
    number(figures.f1),
    number(figures.recall),
    number(figures.precision),
    ...(judged ? [number(figures.precisionJudged)] : []),
    number(figures.commentsPerChange),
    `${counts.silentOnClean}/${counts.cleanChanges}`,
    setting,
  ];
  const head = ['F1', 'recall', 'prec.', ...(judged ? ['judged'] : []), 'comments', 'silent'];
  return [
    oneLine(
      `Other settings of the ranking on the same answers of ${agent.agent} (${otherSettings.tried} that differ):`,
    ),
    ...grid([
      [...head, 'setting'],
      line('as reviewed', counts, figures),
      ...otherSettings.best.map((each) => line(words(each.choosing), each.counts, each.figures)),
      ...(otherSettings.crossValidatedF1 === null
        ? []
        : [
            [
              number(otherSettings.crossValidatedF1),
              ...head.slice(1).map(() => ''),
              'picked blind',
            ],
          ]),
    ]).map((text) => `  ${text}`),
  ];
}

/** A setting in the words of the configuration. */
function words({ weights, threshold, severityFloor, maxComments }: Choosing): string {
  const { wouldPost, confidence, verdict, severity } = weights;
  return (
    `weights { would_post: ${wouldPost}, confidence: ${confidence}, verdict: ${verdict}, severity: ${severity} }, ` +
    `threshold: ${threshold}, severity: ${severityFloor}, max_comments: ${maxComments}`
  );
}
