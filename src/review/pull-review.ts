import type { Config } from '../core/config/config.ts';
import type { Change } from '../core/diff/model.ts';
import type { ReviewResult } from '../core/finding/review-result.ts';
import type { Round } from '../core/ledger/round.ts';
import { standingOf, type Standing } from '../core/ledger/standing.ts';
import { commentableRows } from '../core/plan/commentable.ts';
import { planReview } from '../core/plan/plan-review.ts';
import type { Replan, ReviewPlan } from '../core/plan/review-plan.ts';
import { reviewerFiles } from '../core/plan/reviewer-files.ts';
import { detectLanguage } from '../core/prompt/language.ts';
import { codeSpan } from '../core/render/fence.ts';
import { languageOf, messages, type Language } from '../core/render/messages.ts';
import type { FetchedObjects, Objects } from '../ports/objects.ts';
import type { PullRequest, PullRequests } from '../ports/pull-requests.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { AgentSources, RepositoryFiles } from './agent-sources.ts';
import { loadAgent } from './load-agent.ts';
import { loadConfig } from './load-config.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
import { isUnchanged, withRound } from './rounds/with-round.ts';
import { runReview } from './run-review.ts';
import { onlyFiles, selectChanged } from './select-changed.ts';
import { settingsOf, type Overrides } from './settings.ts';

/** What reading a pull request needs. There is no publisher in it: who reads can't write. */
export interface PullReviewPorts extends ReviewPorts {
  pulls: PullRequests;
  objects: Objects;
  /** The repository's agents and ours. */
  agentsOf: (repository: RepositoryFiles) => AgentSources;
}

/** A pull request with its objects at hand and the configuration of its base branch. */
export interface OpenPull {
  pull: PullRequest;
  mergeBase: string;
  objects: FetchedObjects;
  /** The tip of the base branch: the side that is trusted. */
  base: Snapshot;
  config: Config;
}

/** What a review of a pull request comes to: the result, and the plan of what to post. */
export interface PullReview {
  result: ReviewResult;
  plan: ReviewPlan;
  /** The plan for other commentable rows, of the same result. */
  replan: Replan;
  /** What it is written in. */
  language: Language;
  /** How earlier findings stand after it. */
  standing?: Standing;
}

/**
 * Brings the pull request's commits here and reads the base's configuration. Close its objects.
 * @param known its merge base, where that is known
 */
export async function openPull(
  pull: PullRequest,
  ports: PullReviewPorts,
  known: string | null = null,
): Promise<OpenPull> {
  const mergeBase = known ?? (await ports.pulls.mergeBase(pull));
  const commits = [...new Set([pull.head.sha, pull.base.sha, mergeBase])];
  const objects = await ports.objects.fetch(pull, commits, ports.stops.signal);
  try {
    const base = await objects.repository.at(pull.base.sha);
    const { config } = await loadConfig(base);
    return { pull, mergeBase, objects, base, config };
  } catch (error) {
    await objects.close();
    throw error;
  }
}

/** A pull request read: what its review runs on. */
export interface PullInput {
  input: ReviewInput;
  /** What is known from earlier reviews; left out where nobody looked for any. */
  round?: Round;
}

/** What GitHub lists of its files, which is where a comment may go. */
export type ListedFiles = Awaited<ReturnType<PullRequests['files']>>;

/**
 * Reads an open pull request. The diff comes from the objects; agent, configuration and rules come
 * from the base branch.
 */
export async function readPull(
  open: OpenPull,
  overrides: Overrides,
  ports: PullReviewPorts,
): Promise<ReviewInput> {
  const { pull, base, config, objects, mergeBase } = open;
  const { repository } = objects;
  ports.progress({ kind: 'phase', phase: 'gather' });
  const [files, agent] = await Promise.all([
    repository.diff(mergeBase, pull.head.sha, { signal: ports.stops.signal }),
    loadAgent(overrides.agent ?? config.agent, ports.agentsOf(base)),
  ]);
  ports.progress({ kind: 'phase', phase: 'select', detail: String(files.length) });
  const selected = await selectChanged(
    files,
    { blob: (oid) => repository.blob(oid), attributes: base },
    { include: config.include, exclude: config.exclude, allFiles: overrides.allFiles === true },
  );
  return {
    change: { base: pull.base.sha, mergeBase, head: pull.head.sha, files },
    head: await repository.at(pull.head.sha),
    base: await repository.at(mergeBase),
    selections: onlyFiles(selected, overrides.files ?? []),
    description: { title: pull.title, body: pull.body },
    agent,
    settings: settingsOf(config, overrides),
    readTrusted: (path) => base.read(path),
  };
}

/** Reviews what was read of a pull request, and plans what to post. */
export async function reviewPull(
  { pull, config }: OpenPull,
  { input, round }: PullInput,
  listed: ListedFiles,
  ports: PullReviewPorts,
): Promise<PullReview> {
  const language = pullLanguage(pull, input);
  const asked = round === undefined ? input : withRound(input, round, ports.prompts, language);
  const result = await runReview(asked, ports);
  const standing =
    round === undefined || result.round === undefined
      ? undefined
      : standingOf(round, result.round, isUnchanged(input, round));
  const banners = bannersOf(input.change, config, listed, pull, language);
  const rows = commentableRows(listed.files);
  const replan: Replan = (commentable, refused) =>
    planReview(result, commentable ?? rows, {
      files: input.change.files,
      ...(refused === undefined ? {} : { refused }),
      head: pull.head.sha,
      language,
      maxComments: config.maxComments,
      failOn: config.failOn,
      banners,
      ...(standing === undefined ? {} : { standing }),
    });
  return { result, replan, plan: replan(null), language, ...(standing && { standing }) };
}

/** What the bot's own words are written in. */
export function pullLanguage(
  { title, body }: Pick<PullRequest, 'title' | 'body'>,
  { settings }: Pick<ReviewInput, 'settings'>,
): Language {
  return languageOf(settings.language ?? detectLanguage([title, body]));
}

/** What everybody who reads the summary has to know first. */
function bannersOf(
  change: Change,
  config: Config,
  listed: ListedFiles,
  pull: PullRequest,
  language: Language,
): string[] {
  const words = messages(language);
  const paths = change.files.flatMap(({ path, previousPath }) =>
    previousPath === undefined ? [path] : [path, previousPath],
  );
  const own = reviewerFiles(paths, config.guidelines);
  return [
    ...(own.length === 0
      ? []
      : [`${words.editsReviewer} ${own.slice(0, 5).map(codeSpan).join(', ')}`]),
    ...(listed.complete ? [] : [words.listCutOff(listed.files.length, pull.changedFiles)]),
  ];
}
