import { grid } from '../eval/cells.ts';
import { oneLine } from '../render/prose.ts';
import type { CostFigures, Figures, Part, ReviewFigures } from './figures.ts';
import type { GroupFigures, Grouping, Stats } from './group.ts';

/** Figures as text: over all, then a row for each group; every ratio with what it is a part of. */
export function renderStats({ overall, by, groups }: Stats): string {
  const blocks = [grid(overallRows(overall))];
  if (groups.length > 0) blocks.push(grid([headOf(by), ...groups.map(rowOf)]));
  if (groups.length > 0 && by !== 'category')
    blocks.push(grid([reviewHead(by), ...groups.map(reviewRow)]));
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function overallRows({ outcomes, votes, reviews, cost, ...rest }: Figures): string[][] {
  const { comments, commentsPerPullRequest: each, pullRequests } = rest;
  const row = (label: string, part: Part): string[] => [label, partOf(part, comments)];
  return [
    ['pull requests', String(pullRequests)],
    ['comments', `${comments}; ${decimal(each)} a pull request (n=${pullRequests})`],
    row('acted on', outcomes.actedOn),
    row('dismissed', outcomes.dismissed),
    row('ignored', outcomes.ignored),
    row('still open', outcomes.open),
    ['votes', `${votes.up} up, ${votes.down} down`],
    ['silent reviews', silentOf(reviews)],
    ['cost a pull request', costOf(cost)],
  ];
}

function headOf(by: Grouping): string[] {
  return [
    by,
    'comments (n)',
    'a pull request',
    'acted on',
    'dismissed',
    'ignored',
    'open',
    'up',
    'down',
  ];
}

function rowOf(group: GroupFigures): string[] {
  const { actedOn, dismissed, ignored, open } = group.outcomes;
  return [
    nameOf(group),
    String(group.comments),
    `${decimal(group.commentsPerPullRequest)} (n=${group.pullRequests})`,
    ...[actedOn, dismissed, ignored, open].map(
      ({ count, share }) => `${count} (${percent(share)})`,
    ),
    String(group.votes.up),
    String(group.votes.down),
  ];
}

function reviewHead(by: Grouping): string[] {
  return [by, 'pull requests', 'silent reviews', 'cost a pull request'];
}

function reviewRow(group: GroupFigures): string[] {
  const { pullRequests, reviews, cost } = group;
  return [nameOf(group), String(pullRequests), silentOf(reviews), costOf(cost)];
}

function nameOf({ name }: GroupFigures): string {
  return name === null ? 'unknown' : oneLine(name);
}

function partOf({ count, share }: Part, whole: number): string {
  return share === null ? '-' : `${percent(share)} (${count} of ${whole})`;
}

function silentOf(reviews: ReviewFigures | null): string {
  if (reviews === null) return '-';
  const { silent, finished, silentShare, unknown } = reviews;
  const shown = partOf({ count: silent, share: silentShare }, finished);
  return [shown, ...unknownIn(unknown)].join('; ');
}

function costOf(cost: CostFigures | null): string {
  if (cost === null) return '-';
  const { perPullRequestUsd, known, unknown } = cost;
  if (perPullRequestUsd === null) return 'unknown';
  return [`${dollars(perPullRequestUsd)} (n=${known})`, ...unknownIn(unknown)].join('; ');
}

function unknownIn(pulls: number): string[] {
  return pulls === 0 ? [] : [`unknown for ${pulls} more`];
}

function percent(share: number | null): string {
  return share === null ? '-' : `${Math.round(share * 100)}%`;
}

function decimal(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}

function dollars(value: number): string {
  return `$${value.toFixed(value < 1 ? 4 : 2)}`;
}
