import { prettyJson } from '../render/json-text.ts';
import { oneLine } from '../render/prose.ts';
import type { Figures } from './figures.ts';
import type { Stats } from './group.ts';
import { renderStats } from './render-stats.ts';

/** What was read of a repository. */
export interface ReadRepository {
  /** `OWNER/REPO` */
  name: string;
  /** Whose comments are counted, as GitHub writes it. */
  reviewer: string;
  /** How many pull requests were read, newest first, and how many have anything of the reviewer's. */
  read: number;
  reviewed: number;
  /** Whether the check runs could be read: reviews that posted nothing are told by them alone. */
  checksRead: boolean;
}

/** What `backline stats` tells. */
export interface StatsReport extends Stats {
  repositories: ReadRepository[];
  /** Only pull requests opened on that day or later: `YYYY-MM-DD`, in UTC. */
  since: string | null;
  /** Pull requests at most that were read of each repository. */
  limit: number;
}

/** The report as the JSON that scripts read (`backline.stats/1`). */
export function statsJson({
  repositories,
  since,
  limit,
  overall,
  by,
  groups,
}: StatsReport): string {
  return prettyJson({
    schema: 'backline.stats/1',
    since,
    limit,
    repositories,
    overall: keysOf(overall),
    by,
    groups: groups.map(({ name, ...figures }) => ({ name, ...keysOf(figures) })),
  });
}

function keysOf(figures: Figures): Figures {
  const { pullRequests, comments, commentsPerPullRequest, outcomes, votes, reviews, cost } =
    figures;
  return { pullRequests, comments, commentsPerPullRequest, outcomes, votes, reviews, cost };
}

/** The report for people; one line when there is nothing to tell. */
export function statsText(report: StatsReport): string {
  const { repositories, since, overall } = report;
  const opened = since === null ? '' : ` opened since ${since}`;
  if (overall.pullRequests === 0) {
    const names = repositories.map(({ name, reviewer }) => oneLine(`${name} by ${reviewer}`));
    const read = repositories.reduce((sum, each) => sum + each.read, 0);
    const hint = repositories.every(({ reviewer }) => reviewer.endsWith('[bot]'))
      ? ''
      : " An App's reviews are counted with --app NAME.";
    return `No reviews in ${names.join(', ')}: ${plural(read)}${opened} read.${hint}\n`;
  }
  const head = repositories.map(({ name, reviewer, read, reviewed }) =>
    oneLine(`${name}: ${reviewed} of ${plural(read)}${opened} with something by ${reviewer}`),
  );
  const blind = repositories.some(({ checksRead }) => !checksRead)
    ? [
        'Check runs could not be read: first reviews that posted nothing, and their cost, are missing.',
      ]
    : [];
  return `${[...head, ...blind].join('\n')}\n\n${renderStats(report)}`;
}

function plural(count: number): string {
  return `${count} pull request${count === 1 ? '' : 's'}`;
}
