import type { Severity } from '../finding/finding.ts';
import type { Choosing, RankingWeights } from '../finding/rank.ts';

/** How hard a model thinks: the levels of `effort`, in an agent file too. */
export const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
type Effort = (typeof EFFORTS)[number];

/** The jobs a model does for a review; each may have a model and effort of its own. */
type Role = 'finder' | 'verifier' | 'answerer';

interface RoleSettings {
  model?: string;
  effort?: Effort;
}

/** What happens when commits are pushed to an open pull request. */
export const PUSH_MODES = ['incremental', 'full', 'off'] as const;
type PushMode = (typeof PUSH_MODES)[number];

/** Which pull requests are reviewed without being asked. */
interface Triggers {
  /** Drafts too. */
  draft: boolean;
  push: PushMode;
  /** Globs over the author's login, the labels and the base branch; `!` leaves out; empty: all. */
  authors: string[];
  labels: string[];
  branches: string[];
}

/** A repository's own rule for the files that its globs match. */
interface Instruction {
  files: string[];
  text: string;
}

/** A repository's configuration, `.github/backline.yml`, with the defaults filled in. */
export interface Config {
  /** An agent's name, or its path in the repository. */
  agent: string;
  /** BCP 47 tag to write in; without it the language of the pull request. */
  language?: string;
  /** Over the agent file's model: an alias or an id. */
  model?: string;
  /** Asked in this order when the model refuses or can't be reached. */
  fallbackModels: string[];
  effort?: Effort;
  roles: Partial<Record<Role, RoleSettings>>;
  /** Globs of files to review even where Backline would leave them out. */
  include: string[];
  /** Globs of files never to review; they win over `include`. */
  exclude: string[];
  /** Lowest severity that is posted. */
  severity: Severity;
  ranking: { weights: RankingWeights; threshold: number };
  /** Most inline comments of one review. */
  maxComments: number;
  failOn: Severity | 'never';
  on: Triggers;
  instructions: Instruction[];
  /** Paths of further rule files, besides CLAUDE.md, AGENTS.md and REVIEW.md. */
  guidelines: string[];
  /** US dollars; the operator's limits hold where they are lower. */
  budget: { perReviewUsd?: number; perDayUsd?: number };
}

/** How a review with this configuration chooses what it posts. */
export function choosingOf(config: Config): Choosing {
  return {
    weights: config.ranking.weights,
    threshold: config.ranking.threshold,
    severityFloor: config.severity,
    maxComments: config.maxComments,
  };
}
