import { createFeedback } from '../adapters/github/own-findings.ts';
import { computeStats } from '../core/stats/group.ts';
import { isOurs, type PullRecord } from '../core/stats/pull-record.ts';
import { statsJson, statsText, type ReadRepository } from '../core/stats/report.ts';
import type { PullFeedback } from '../ports/feedback.ts';
import { GitHubError } from '../ports/github-error.ts';
import type { Progress } from '../ports/progress.ts';
import type { StatsOptions } from './cli/stats-command.ts';
import { checkOutput, writeOut } from './cli/write-out.ts';
import { startProgress } from './cli/write-review.ts';
import { openGitHubRepository, type GitHubRepository } from './github-repository.ts';
import type { CliIo } from './io.ts';

/** `backline stats`: from repositories on GitHub to printed figures. */
export async function statsLocally(
  io: CliIo,
  names: readonly string[],
  options: StatsOptions,
): Promise<void> {
  const { by, since = null, limit, format, output } = options;
  await checkOutput(io, output);
  const progress = startProgress(io, options);
  try {
    const pulls: PullRecord[] = [];
    const repositories: ReadRepository[] = [];
    for (const opened of await openAll(io, names, options)) {
      const read = await readRepository(io, opened, options, progress);
      pulls.push(...read.pulls);
      repositories.push(read.repository);
    }
    progress({ kind: 'done' });
    const report = { repositories, since, limit, ...computeStats(pulls, by) };
    await writeOut(io, output, format === 'json' ? statsJson(report) : statsText(report));
  } finally {
    progress({ kind: 'done' });
  }
}

/** Each repository once, however often and in whatever way it was named. */
async function openAll(
  io: CliIo,
  names: readonly string[],
  { app }: StatsOptions,
): Promise<GitHubRepository[]> {
  const opened = new Map<string, GitHubRepository>();
  for (const name of names.length === 0 ? [undefined] : names) {
    const one = await openGitHubRepository(io, name, app);
    const key = `${one.host}/${one.name}`.toLowerCase();
    if (!opened.has(key)) opened.set(key, one);
  }
  return [...opened.values()];
}

async function readRepository(
  io: CliIo,
  { client, identity, repository, name }: GitHubRepository,
  { since, limit }: StatsOptions,
  progress: Progress,
): Promise<{ pulls: PullRecord[]; repository: ReadRepository }> {
  const log = (text: string): void => progress({ kind: 'notice', text });
  const feedback = createFeedback(client, identity, { signal: io.signal, log });
  const from = since === undefined ? null : new Date(`${since}T00:00:00Z`);
  const read = async (withChecks: boolean): Promise<PullRecord[]> => {
    const wish = { limit, since: from, withChecks };
    const pulls: PullRecord[] = [];
    for await (const pull of feedback.pulls(repository, wish)) {
      pulls.push(recordOf(pull, name));
      progress({ kind: 'phase', phase: 'gather', detail: `${name}: ${pulls.length}` });
    }
    return pulls;
  };
  progress({ kind: 'phase', phase: 'gather', detail: name });
  let checksRead = true;
  const pulls = await read(true).catch((error: unknown) => {
    if (!(error instanceof GitHubError) || error.kind !== 'forbidden') throw error;
    // Not every kind of token may read check runs.
    checksRead = false;
    return read(false);
  });
  const reviewed = pulls.filter(isOurs).length;
  return {
    pulls,
    repository: { name, reviewer: identity.rest, read: pulls.length, reviewed, checksRead },
  };
}

/** The part of what was read that is counted: a finding without a comment can't be answered. */
function recordOf(pull: PullFeedback, repository: string): PullRecord {
  const { state, counts, costUsd, findings } = pull;
  const commented = findings.filter(({ comment }) => comment !== null);
  return {
    repository,
    state,
    counts,
    costUsd,
    comments: commented.map((finding) => ({
      category: finding.category,
      agent: finding.agent,
      state: finding.state,
      votesUp: finding.votes.filter(({ up }) => up).length,
      votesDown: finding.votes.filter(({ up }) => !up).length,
    })),
  };
}
