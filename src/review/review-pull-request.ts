import { leftAlone } from '../core/plan/admit.ts';
import { UserError } from '../core/errors.ts';
import type { ReviewResult } from '../core/finding/review-result.ts';
import type { SpentUp } from '../core/operator/operator.ts';
import { detectLanguage } from '../core/prompt/language.ts';
import { inertMarkdown } from '../core/render/inert.ts';
import { languageOf, messages } from '../core/render/messages.ts';
import { roundWords } from '../core/render/words/rounds.ts';
import type { CheckConclusion, CheckReport } from '../ports/publisher.ts';
import type { PullOverview, PullRef } from '../ports/pull-requests.ts';
import type { AbortCause } from '../ports/queue.ts';
import type { Steps } from '../ports/steps.ts';
import type { DayBudget } from './day-budget.ts';
import { keepLedger } from './rounds/open-ledger.ts';
import { openRound } from './rounds/open-round.ts';
import { postPullReview, type PostPorts } from './post-pull.ts';
import { openPull, readPull, reviewPull } from './pull-review.ts';
import type { ListedFiles, OpenPull, PullReviewPorts } from './pull-review.ts';
import { limitCost, type Overrides } from './settings.ts';
import { Interrupted } from './stops.ts';

/** How a job on a pull request ended, for the log. */
export type PullOutcome =
  | { outcome: 'posted'; comments: number; review: ReviewedHead }
  | { outcome: 'spent_up'; budget: SpentUp }
  | { outcome: 'closed' | 'reviewed_before' | 'left_alone' | 'head_moved' | 'superseded' };

/** What a finished review came to. */
interface ReviewedHead extends Pick<ReviewResult, 'outcome' | 'usage'> {
  head: string;
  /** How many findings were posted or listed. */
  findings: number;
}

export interface PullJob {
  ref: PullRef;
  /** True when a person asked: then nothing is left alone. */
  asked: boolean;
  /** True when only commits were added. */
  isPush: boolean;
  /** True when the base is another one, so that the same head may be another change. */
  isOtherBase?: boolean;
  /** Which review of its job it is: one comment may ask for several. The first without it. */
  nth?: number;
  overrides: Overrides;
}

/** What it takes to review and to post. */
export interface PullRequestPorts extends PullReviewPorts, PostPorts {
  budget: Pick<DayBudget, 'start'>;
  /** Whether a review of that commit has ended before. Without it nobody knows. */
  wasReviewed?: (head: string) => Promise<boolean>;
  /** What earlier tries of the job have finished. */
  steps: Steps;
  log: (line: string) => void;
  /** Whether an earlier try of the job may have left something behind. */
  again?: boolean;
  /** Whether the job is tried again after this error, so that it is not failed yet. */
  willRetry: (error: unknown) => boolean;
}

/**
 * Reviews a pull request on GitHub and posts what came of it. Its head has a check run from the
 * beginning to the end, whatever happens: a required check must never hang.
 *
 * What the repository's owners have to mend (a broken configuration, an unknown agent) is told in
 * the check; every other failure is told there in a sentence and thrown on to the log.
 */
export async function reviewPullRequest(
  job: PullJob,
  ports: PullRequestPorts,
): Promise<PullOutcome> {
  const overview = await ports.pulls.overview(job.ref);
  const { pull } = overview;
  if (!pull.open) return { outcome: 'closed' };
  // A webhook that comes late, or twice, speaks of what is done.
  if (!job.asked && !job.isOtherBase && (await ports.wasReviewed?.(pull.head.sha)) === true) {
    return { outcome: 'reviewed_before' };
  }
  const words = messages(languageOf(detectLanguage([pull.title, pull.body])));
  // GitHub may still list the commits that it showed against the base before.
  const mergeBase = job.isOtherBase === true ? null : overview.mergeBase;
  const opening = openPull(pull, ports, mergeBase);
  const listing = ports.pulls.files(pull);
  // Both are waited for once the check has begun; what they fail with is told there.
  void Promise.allSettled([opening, listing]);
  const check = await ports.publisher
    .startCheck(
      pull.ref,
      pull.head.sha,
      { title: words.checkRunning, summary: words.checkRunning },
      'in_progress',
      // A rerequested check of a fork's head names no pull request but by this.
      String(pull.ref.number),
      resumeOf(ports.again === true, !job.asked && overview.isHeadChecked),
    )
    .catch(async (error: unknown) => {
      await opening.then(
        ({ objects }) => objects.close(),
        () => undefined,
      );
      throw error;
    });
  const conclude = (conclusion: CheckConclusion, report: CheckReport): Promise<void> =>
    ports.publisher.concludeCheck(pull.ref, check, conclusion, report);
  const neutral = (text: string): Promise<void> =>
    conclude('neutral', { title: text, summary: text });
  // Nothing that lets a required check pass, nor that counts as a review.
  const unfinished = (text: string): Promise<void> =>
    conclude('cancelled', { title: text, summary: text });

  try {
    const ended = await review(overview, { opening, listing }, job, ports, conclude, neutral);
    if (ended.outcome === 'head_moved') await unfinished(words.checkSuperseded);
    return ended;
  } catch (error) {
    if (error instanceof Interrupted || ports.stops.signal.aborted) {
      const cause = causeOf(ports.stops.signal);
      if (cause === 'cancelled') await neutral(words.checkCancelled);
      else await unfinished(cause === 'shutdown' ? words.checkStopped : words.checkSuperseded);
      return { outcome: 'superseded' };
    }
    if (ports.willRetry(error)) {
      await unfinished(words.checkAgain);
      throw error;
    }
    const why = error instanceof UserError ? inertMarkdown(error.message) : words.checkFault;
    await conclude('neutral', { title: words.checkFailed, summary: why });
    if (error instanceof UserError) return { outcome: 'left_alone' };
    throw error;
  }
}

/**
 * Which check of the head to go on with. An earlier try of the job may have ended it just before
 * its process was lost; what another job has left there goes on when it has not ended.
 */
function resumeOf(again: boolean, isChecked: boolean): 'open' | 'ended' | undefined {
  if (again) return 'ended';
  return isChecked ? 'open' : undefined;
}

function causeOf({ reason }: AbortSignal): AbortCause | undefined {
  return reason instanceof Error ? (reason.message as AbortCause) : undefined;
}

async function review(
  overview: PullOverview,
  { opening, listing }: { opening: Promise<OpenPull>; listing: Promise<ListedFiles> },
  job: PullJob,
  ports: PullRequestPorts,
  conclude: (conclusion: CheckConclusion, report: CheckReport) => Promise<void>,
  neutral: (text: string) => Promise<void>,
): Promise<PullOutcome> {
  const { pull } = overview;
  const words = messages(languageOf(detectLanguage([pull.title, pull.body])));
  const open = await opening;
  try {
    const alone = job.asked
      ? null
      : leftAlone({ ...pull, baseBranch: pull.base.branch }, open.config, job.isPush);
    if (alone !== null) {
      await neutral(words.leftAlone[alone]);
      return { outcome: 'left_alone' };
    }
    const ledger = await keepLedger(overview, job.nth ?? 1, ports.steps, ports.log);
    if (ledger.state.paused && !job.asked) {
      await neutral(roundWords(languageOf(detectLanguage([pull.title, pull.body]))).paused);
      return { outcome: 'left_alone' };
    }
    const money = await ports.budget.start(open.config.budget);
    if ('spentUp' in money) {
      await neutral(words.spentUp[money.spentUp]);
      return { outcome: 'spent_up', budget: money.spentUp };
    }
    const listed = await listing;
    const input = await readPull(open, limitCost(job.overrides, money.maxUsd), ports);
    const { full = false, since } = job.overrides;
    const wish = { asked: job.asked, full, ...(since === undefined ? {} : { since }) };
    const round = await openRound(open, input, ledger, wish, ports);
    const reviewed = await reviewPull(open, { input, round }, listed, ports);
    const { result } = reviewed;
    for (const note of result.notes ?? []) ports.log(note);
    ports.stops.signal.throwIfAborted();
    ports.progress({ kind: 'phase', phase: 'publish' });
    const published = await postPullReview(pull, reviewed, ports);
    if (published.outcome !== 'posted') return published;
    await conclude(published.check.conclusion, published.check);
    const { outcome, usage, findings } = result;
    const told = findings.filter(({ posted }) => posted).length;
    const { comments } = published;
    return {
      outcome: 'posted',
      comments,
      review: { head: pull.head.sha, outcome, usage, findings: told },
    };
  } finally {
    await open.objects.close();
  }
}
