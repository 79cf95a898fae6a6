import { join } from 'node:path';
import { FetchError, type FetchErrorKind } from '../adapters/git/fetch-error.ts';
import { createAnthropicModel } from '../adapters/anthropic/model.ts';
import { anthropicOptionsFromEnvironment } from '../adapters/anthropic/options.ts';
import { appIdentity } from '../adapters/github/client.ts';
import { createPublisher } from '../adapters/github/publisher.ts';
import { createPullRequests } from '../adapters/github/pull-requests.ts';
import { readPrompts } from '../adapters/prompts/read-prompts.ts';
import { rememberModel } from '../adapters/store/remember-model.ts';
import { servesRepository } from '../core/operator/allowed.ts';
import { languageOf, messages } from '../core/render/messages.ts';
import { GitHubError, PASSING } from '../ports/github-error.ts';
import {
  FinalFailure,
  type Job,
  type JobRun,
  type PullAddress,
  type Worker,
} from '../ports/queue.ts';
import { allowedModels } from '../review/allowed-models.ts';
import { openDayBudget, type DayBudget } from '../review/day-budget.ts';
import {
  reviewPullRequest,
  type PullJob,
  type PullOutcome,
  type PullRequestPorts,
} from '../review/review-pull-request.ts';
import { runComment } from '../review/run-command.ts';
import { passMergeGroup } from '../review/merge-group.ts';
import { timePhases } from '../review/telemetry/time-phases.ts';
import { watchModel } from '../review/telemetry/watch-model.ts';
import { watchObjects } from '../review/telemetry/watch-objects.ts';
import { watchReview } from '../review/telemetry/watch-review.ts';
import { repositoryAgentSources } from './agent-sources.ts';
import type { AppServices } from './app/services.ts';
import { checkStart } from './doctor/start-checks.ts';
import { mirrorObjects, webOf } from './mirror-objects.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { openRepositoryCache } from './repository-cache.ts';

/** A review that takes longer has gone astray; its check says that it is incomplete. */
const MOST_SECONDS = 20 * 60;

/**
 * What does the App's jobs. The side that reads, and asks the model, gets no publisher; whatever is
 * written goes through one, as data from a plan. Throws a UserError when there is no key.
 */
export async function createAppWorker(services: AppServices): Promise<Worker> {
  const { log, env, app, operator, spending, telemetry, answerLimit, writeSpacing } = services;
  const now = (): number => performance.now();
  const claude = createAnthropicModel({
    ...anthropicOptionsFromEnvironment(env),
    prices: operator.prices,
    log: (line) => log.warn({}, line),
  });
  const model = allowedModels(watchModel(claude, telemetry, now), operator);
  await checkStart(services, services.cwd, model);
  const prompts = await readPrompts(join(PACKAGE_ROOT, 'agents'));
  const cache = openRepositoryCache(join(services.dataFolder, 'repositories'), env, (line) =>
    log.info({}, line),
  );
  const identity = appIdentity(app.slug);

  const portsFor = async (
    installation: number,
    run: JobRun,
    budget: Pick<DayBudget, 'model' | 'start'>,
  ): Promise<PullRequestPorts> => {
    const client = await services.octokit(installation);
    const options = {
      log: (line: string) => log.warn({}, line),
      // Waiting may end at any moment; what is being written comes to its end.
      beforeContent: () => writeSpacing.take(installation, run.signal),
    };
    return {
      // Outside of the day's budget, which counts what is paid: an answer that is kept is not.
      model: rememberModel(budget.model, run.steps, options.log),
      budget,
      again: run.again,
      willRetry: (error) => !run.lastTry && mayGoBetter(error),
      steps: run.steps,
      resolveThreads: operator.resolveThreads,
      log: options.log,
      prompts,
      progress: timePhases(telemetry, now),
      stops: {
        signal: run.signal,
        deadline: AbortSignal.timeout(MOST_SECONDS * 1000),
        maxSeconds: MOST_SECONDS,
      },
      now,
      pulls: createPullRequests(client, identity, { ...options, signal: run.signal }),
      // What is written comes to its end, so that a check never hangs on an aborted job.
      publisher: createPublisher(client, identity, options),
      objects: watchObjects(mirrorObjects(cache, webOf(services.baseUrl), client), telemetry, now),
      agentsOf: repositoryAgentSources,
    };
  };

  const work = async (job: Job, run: JobRun, budget: DayBudget): Promise<void> => {
    if (job.kind === 'merge_group') {
      const { publisher } = await portsFor(job.installation, run, budget);
      return passMergeGroup({ owner: job.owner, repo: job.repo }, job.head, publisher);
    }
    const ports = await portsFor(job.pull.installation, run, budget);
    let reviews = 0;
    const review = async (pull: PullAddress, over: Omit<PullJob, 'ref'>): Promise<PullOutcome> => {
      const nth = ++reviews;
      const repository = `${pull.owner}/${pull.repo}`;
      const wasReviewed = (head: string): Promise<boolean> =>
        services.reviews.wasReviewed({ repository, pull: pull.number, head });
      const { outcome, seconds } = await watchReview(
        () => reviewPullRequest({ ref: pull, nth, ...over }, { ...ports, wasReviewed }),
        ports.progress,
        telemetry,
        now,
      );
      if (outcome.outcome === 'posted') {
        const { usage, ...review } = outcome.review;
        const { costUsd } = usage;
        const note = { run: run.id, repository, pull: pull.number, ...review, costUsd, seconds };
        await services.reviews.noteReview(note);
      }
      log.info({ ...outcome, ms: Math.round(seconds * 1000) }, 'reviewed');
      return outcome;
    };
    if (job.kind === 'command') {
      const outcome = await runComment(job.pull, job.comment, {
        ...ports,
        slug: app.slug,
        limit: answerLimit,
        review: async (overrides) => {
          const ended = await review(job.pull, { asked: true, isPush: false, overrides });
          if (ended.outcome === 'spent_up') {
            const words = messages(languageOf(overrides.language));
            await ports.publisher.saveNote(job.pull, null, words.spentUp[ended.budget]);
          }
          return ended;
        },
      }).finally(() => ports.progress({ kind: 'done' }));
      log.info(outcome, 'answered');
      return;
    }
    const { kind } = job.cause;
    await review(job.pull, {
      asked: kind === 'rerequested' || kind === 'command',
      isPush: kind === 'push',
      isOtherBase: kind === 'base_changed',
      overrides: {},
    });
  };
  return async (job, run) => {
    const { owner, repo } = job.kind === 'merge_group' ? job : job.pull;
    if (!servesRepository(operator, owner, repo)) {
      log.info({}, 'not served: allow.repositories');
      return;
    }
    const budget = openDayBudget({ owner, repo }, { model, spending, operator, today });
    try {
      await work(job, run, budget);
    } catch (error) {
      if (run.signal.aborted || mayGoBetter(error)) throw error;
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      throw new FinalFailure(`${name}: ${message}`, { cause: error });
    } finally {
      await budget.settle();
    }
  };
}

/** Budgets begin anew at midnight UTC. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** What is tried again is paid again, so only what is likely to have passed by then is. */
function mayGoBetter(error: unknown): boolean {
  if (error instanceof GitHubError) return PASSING.has(error.kind);
  if (error instanceof FetchError) return PASSING_FETCH.has(error.kind);
  return error instanceof Error && 'code' in error && FULL.has(error.code);
}

/** Nothing is paid before the commits are here, and a folder that was damaged is made anew. */
const PASSING_FETCH = new Set<FetchErrorKind>(['network', 'disk_full', 'failed']);
const FULL = new Set<unknown>(['ENOSPC', 'EDQUOT']);
