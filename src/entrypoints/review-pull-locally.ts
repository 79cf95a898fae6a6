import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createOctokit, findUser } from '../adapters/github/client.ts';
import { requireToken } from '../adapters/github/find-token.ts';
import { hostUrls } from '../adapters/github/hosts.ts';
import { createPublisher } from '../adapters/github/publisher.ts';
import { parsePullName } from '../adapters/github/pull-name.ts';
import { createPullRequests } from '../adapters/github/pull-requests.ts';
import type { Standing } from '../core/ledger/standing.ts';
import type { ReviewPlan } from '../core/plan/review-plan.ts';
import type { Progress } from '../ports/progress.ts';
import { estimateReview } from '../review/estimate.ts';
import { postPullReview } from '../review/post-pull.ts';
import { openPull, pullLanguage, readPull, reviewPull } from '../review/pull-review.ts';
import { openLedger } from '../review/rounds/open-ledger.ts';
import { openRound } from '../review/rounds/open-round.ts';
import { withRound } from '../review/rounds/with-round.ts';
import { limitCost } from '../review/settings.ts';
import { localAgentSources, repositoryAgentSources } from './agent-sources.ts';
import { exitCodeOf } from './cli/exit-code.ts';
import type { PrOptions } from './cli/pr-command.ts';
import { writeEstimate } from './cli/write-estimate.ts';
import { writeReview } from './cli/write-review.ts';
import { checkOutput } from './cli/write-out.ts';
import { withProgress } from './cli/with-progress.ts';
import { createModel } from './create-model.ts';
import type { CliIo } from './io.ts';
import { mirrorObjects } from './mirror-objects.ts';
import { loadOperator } from './operator.ts';
import { openRepositoryCache } from './repository-cache.ts';
import { overridesOf, reviewPorts } from './review-ports.ts';

/** `backline pr`: the plan of a pull request's review, printed, and posted when asked for. */
export async function reviewPullLocally(
  io: CliIo,
  options: PrOptions,
  name: string,
): Promise<void> {
  await withProgress(io, options, (progress) => review(io, options, name, progress));
}

async function review(
  io: CliIo,
  options: PrOptions,
  name: string,
  progress: Progress,
): Promise<void> {
  await checkOutput(io, options.output);
  const operator = await loadOperator(io.env, io.cwd);
  const { host, ref } = parsePullName(name, io.env['GH_HOST']);
  const urls = hostUrls(host, io.env);
  const token = await requireToken(io.env, host);
  const client = createOctokit({ token, baseUrl: urls.api });
  const identity = await findUser(client);
  const github = { signal: io.signal, log: (text: string) => progress({ kind: 'notice', text }) };
  const pulls = createPullRequests(client, identity, github);
  const { model, canCount } = createModel(io, { ...options, needed: true, operator }, github.log);
  const cache = openRepositoryCache(cacheFolder(io), io.env, github.log);
  const ports = {
    ...(await reviewPorts(io, model, options.maxTime ?? null, progress)),
    pulls,
    objects: mirrorObjects(cache, urls.web, client),
    agentsOf: repositoryAgentSources,
  };
  progress({ kind: 'phase', phase: 'gather' });
  const overview = await pulls.overview(ref);
  const { pull, mergeBase } = overview;
  if (!pull.open) io.stderr.write(`backline: ${name} is closed\n`);
  const open = await openPull(pull, ports, mergeBase);
  try {
    // An agent that the person at the terminal names may be a file of theirs.
    const local = await localAgentSources(io.cwd);
    const agentsOf: typeof ports.agentsOf = (repository) => ({
      ...repositoryAgentSources(repository),
      ...(options.agent === undefined ? {} : { readFile: local.readFile! }),
    });
    const overrides = limitCost(overridesOf(options), operator.budget.perReviewUsd ?? null);
    const [listed, input] = await Promise.all([
      pulls.files(pull),
      readPull(open, overrides, { ...ports, agentsOf }),
    ]);
    const { change } = input;
    // A workflow's token reviews push by push, as the App does; whoever runs the command asks.
    const asked = !identity.rest.endsWith('[bot]');
    const wish = { asked, full: options.full === true };
    const round = await openRound(open, input, openLedger(overview), wish, ports);
    if (options.estimate === true) {
      const asking = withRound(input, round, ports.prompts, pullLanguage(pull, input));
      const { selections } = asking;
      const estimate = await estimateReview(asking, ports, canCount);
      progress({ kind: 'done' });
      return await writeEstimate(io, options, change, selections, estimate);
    }
    const reviewed = await reviewPull(open, { input, round }, listed, ports);
    const { result, plan, standing } = reviewed;
    const shown = { ...result, replayed: options.replay !== undefined };
    const description = { title: pull.title, body: pull.body };
    progress({ kind: 'done' });
    await writeReview(io, options, shown, { change, description });
    io.exitCode = exitCodeOf(shown, options.failOn ?? open.config.failOn, standing?.open);
    if (options.post === true) {
      const publisher = createPublisher(client, identity, { log: github.log });
      const { resolveThreads } = operator;
      const to = { pulls, publisher, resolveThreads, log: github.log };
      const done = await postPullReview(pull, reviewed, to);
      io.stderr.write(
        done.outcome === 'posted'
          ? `backline: posted ${countComments(done.comments)} on ${name}${describeEarlier(standing)}\n`
          : `backline: ${name} has a newer head by now; nothing was posted\n`,
      );
    } else if (options.format === 'terminal') {
      io.stdout.write(`\n${describePlan(plan, standing)}\n`);
    }
  } finally {
    await open.objects.close();
  }
}

function describePlan(
  { comments, fileComments, listed, summary }: ReviewPlan,
  standing: Standing | undefined,
): string {
  const parts = [
    `${countComments(comments.length)} on lines`,
    `${fileComments.length} on files`,
    `${listed.length} in the summary alone`,
    summary === null ? 'no summary' : 'a summary',
  ];
  return `Would post: ${parts.join(', ')}${describeEarlier(standing)}. Add --post to post it.`;
}

/** What became of the findings of earlier reviews; nothing in the first one. */
function describeEarlier(standing: Standing | undefined): string {
  if (standing?.later !== true) return '';
  return `; of earlier findings ${standing.fixed.length} fixed, ${standing.open.length} open`;
}

/** Objects are kept between runs, so that the next review of a repository fetches little. */
function cacheFolder(io: CliIo): string {
  const data = io.env['BACKLINE_DATA'];
  if (data !== undefined && data !== '') return resolve(io.cwd, data, 'repositories');
  const cache = io.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'backline', 'repositories');
}

function countComments(count: number): string {
  return `${count} ${count === 1 ? 'comment' : 'comments'}`;
}
