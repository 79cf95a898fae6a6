import type { AgentDefinition } from '../core/agent/definition.ts';
import type { Change } from '../core/diff/model.ts';
import type { Choosing } from '../core/finding/rank.ts';
import type { Round } from '../core/ledger/round.ts';
import type { Description } from '../core/prompt/brief.ts';
import type { Prompts } from '../core/prompt/prompts.ts';
import type { Selection } from '../core/selection/select.ts';
import type { Effort, Model } from '../ports/model.ts';
import type { Progress } from '../ports/progress.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { ReadTrusted } from './read-rules.ts';
import type { Stops } from './stops.ts';

/** What is reviewed, by whom, with which settings: all that a review needs to know. */
export interface ReviewInput {
  change: Change;
  /** The repository after the change; null when there is only a patch. */
  head: Snapshot | null;
  /** The repository before the change; null when there is none or only a patch. */
  base: Snapshot | null;
  /** Which changed files are reviewed, and why. */
  selections: ReadonlyMap<string, Selection>;
  description: Description | null;
  agent: { definition: AgentDefinition; source: string };
  settings: ReviewSettings;
  /** Reads rule files from the trusted side. */
  readTrusted: ReadTrusted;
  /** What is known from earlier reviews of a pull request. */
  round?: Round;
}

export interface ReviewSettings {
  /** A model alias or id that goes before the agent file's own. */
  model: string | null;
  effort: Effort | null;
  /** Asked in this order when a model refuses or can't be had. */
  fallbackModels: string[];
  /** Over model and effort for one role. */
  roles: Partial<Record<'finder' | 'verifier' | 'answerer', { model?: string; effort?: Effort }>>;
  /** A BCP 47 tag; null to follow the change's own language. */
  language: string | null;
  /** Further things to look at, in the user's words. */
  instructions: { files: string[]; text: string }[];
  /** Rule files besides CLAUDE.md, AGENTS.md and REVIEW.md. */
  guidelines: string[];
  choosing: Choosing;
  /** USD; null for no limit. */
  maxCostUsd: number | null;
}

/** What a review runs on. */
export interface ReviewPorts {
  model: Model;
  prompts: Prompts;
  progress: Progress;
  stops: Stops;
  /** Milliseconds. */
  now: () => number;
}
